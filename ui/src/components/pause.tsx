import { ChevronDown, Pause, Play } from 'lucide-react';
import { Button } from 'react-aria-components';
import { announce } from '@/components/announcer';
import { ActionMenu, type MenuEntry } from '@/components/overlays';
import { PresenceDialog } from '@/components/PresenceDialog';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';

/** Pausing is one click and asks nothing; resuming needs the passphrase. */
export function usePauseAll() {
  const pause = useAction((host, minutes: number | null) => host.pauseAll(minutes), ['status']);
  return async (minutes: number | null) => {
    await pause.run(minutes);
    announce(t('pause.banner'), 'assertive');
  };
}

type PauseButtonProps = { paused: boolean; onResume: () => void; look: 'row' | 'icon' };

export function PauseButton({ paused, onResume, look }: PauseButtonProps) {
  const pause = usePauseAll();
  if (paused) {
    return (
      <Button
        onPress={onResume}
        aria-label={t('pause.resume')}
        className={`nav-link nav-${look === 'row' ? 'row' : 'rail'} w-full`}
      >
        <Play size={look === 'row' ? 16 : 20} strokeWidth={1.75} aria-hidden />
        {look === 'row' ? t('pause.resume') : null}
      </Button>
    );
  }
  if (look === 'icon') {
    return (
      <Button
        data-testid="pause-all"
        aria-label={t('pause.all')}
        onPress={() => void pause(null)}
        className="nav-link nav-rail"
      >
        <Pause size={20} strokeWidth={1.75} aria-hidden />
      </Button>
    );
  }
  return (
    <div className="flex items-stretch">
      <Button
        data-testid="pause-all"
        onPress={() => void pause(null)}
        className="nav-link nav-row min-w-0 flex-1"
      >
        <Pause size={16} strokeWidth={1.75} aria-hidden />
        <span className="truncate text-13">{t('pause.all')}</span>
      </Button>
      <ActionMenu label={t('pause.howLong')} entries={durations(pause)}>
        <Button aria-label={t('pause.howLong')} className="nav-link w-7 shrink-0 justify-center">
          <ChevronDown size={16} aria-hidden />
        </Button>
      </ActionMenu>
    </div>
  );
}

export function durations(pause: (minutes: number | null) => Promise<void>): MenuEntry[] {
  return [
    { id: '15', label: t('pause.minutes15'), onAction: () => void pause(15) },
    { id: '60', label: t('pause.hour'), onAction: () => void pause(60) },
    { id: 'open', label: t('pause.open'), onAction: () => void pause(null) },
  ];
}

export function ResumeDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const resume = useAction(
    (host, passphrase: string) => host.resumeAll(passphrase).then(() => true),
    ['status'],
  );
  const close = () => {
    resume.clear();
    onClose();
  };
  return (
    <PresenceDialog
      title={t('pause.resumeTitle')}
      confirm={t('pause.resume')}
      open={open}
      busy={resume.busy}
      error={resume.error}
      onClose={close}
      onConfirm={(passphrase) => {
        void resume.run(passphrase).then((done) => {
          if (!done) return;
          announce(t('pause.resumed'));
          close();
        });
      }}
    >
      {t('pause.resumeWhy')}
    </PresenceDialog>
  );
}
