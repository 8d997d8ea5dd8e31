import { ChevronDown, Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { ActionMenu, Dialog, DialogActions } from '@/components/overlays';
import { BackLink } from '@/components/Panes';
import { PresenceDialog } from '@/components/PresenceDialog';
import { navigate } from '@/components/router';
import { t, tMaybe, Words } from '@/i18n/t';
import { windowKey } from '@/i18n/time';
import { useAction } from '@/ipc/queries';
import type { Budget } from '@/ipc/types';
import type { Draft } from './draft';
import { RaiseDialog } from './RaiseDialog';
import type { Editor } from './useEditor';

type EditorHeaderProps = { budget: Budget | null; draft: Draft; editor: Editor };

/** Whose budget it is, whether it holds, and what else can be done with it. */
export function EditorHeader({ budget, draft, editor }: EditorHeaderProps) {
  const [open, setOpen] = useState<'raise' | 'resume' | 'end' | null>(null);
  const pause = usePause(budget, () => setOpen(null));
  const close = () => setOpen(null);
  const ended = budget?.status === 'revoked';
  const title = draft.overall ? t('overall.create') : t('budgets.create');
  return (
    <header className="flex shrink-0 items-start gap-3 px-4 pt-4 pb-1 medium:px-6">
      <BackLink to="budgets" label={t('nav.budgets')} />
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-20" data-region-focus tabIndex={-1}>
          {budget ? <bdi>{budget.name}</bdi> : title}
        </h2>
        {budget ? <p className="truncate text-13 text-t2">{subtitle(budget)}</p> : null}
        <ErrorNote error={pause.error && open === null ? pause.error : null} />
      </div>
      {budget && !ended ? (
        <div className="flex shrink-0 items-center gap-1">
          {budget.overall ? null : (
            <ActionMenu
              label={t('budgets.stateOf', { name: budget.name })}
              entries={
                budget.status === 'paused'
                  ? [
                      {
                        id: 'resume',
                        label: t('budgets.resume'),
                        onAction: () => setOpen('resume'),
                      },
                    ]
                  : [{ id: 'pause', label: t('budgets.pause'), onAction: pause.pause }]
              }
            >
              <AriaButton className="button min-h-8 gap-1 border-line px-2.5 text-13 data-[hovered]:bg-s2">
                <span className={`state-dot state-${budget.status}`} aria-hidden />
                <span data-testid="budget-state">{t(`budgets.status.${budget.status}`)}</span>
                <ChevronDown size={14} aria-hidden className="text-t2" />
              </AriaButton>
            </ActionMenu>
          )}
          <ActionMenu
            label={t('budgets.more')}
            entries={[
              ...(budget.periods.length > 0
                ? [{ id: 'raise', label: t('raise.menu'), onAction: () => setOpen('raise') }]
                : []),
              { id: 'end', label: t('budgets.end'), onAction: () => setOpen('end') },
            ]}
          >
            <AriaButton
              aria-label={t('budgets.more')}
              data-testid="budget-more"
              className="button size-8 border-transparent p-0 text-t2 data-[hovered]:bg-s3"
            >
              <Ellipsis size={18} aria-hidden />
            </AriaButton>
          </ActionMenu>
        </div>
      ) : budget ? (
        <span className="pill bg-s2 text-t2">{t(`budgets.status.${budget.status}`)}</span>
      ) : null}
      {budget ? (
        <>
          <RaiseDialog
            key={budget.version}
            budget={budget}
            open={open === 'raise'}
            onClose={close}
          />
          <EndDialog budget={budget} open={open === 'end'} onClose={close} discard={editor.reset} />
          <PresenceDialog
            title={t('budgets.resumeTitle', { name: budget.name })}
            confirm={t('budgets.resume')}
            open={open === 'resume'}
            busy={pause.busy}
            error={pause.error}
            onClose={() => {
              close();
              pause.clear();
            }}
            onConfirm={pause.resume}
          >
            {t('budgets.resumeWhy')}
          </PresenceDialog>
        </>
      ) : null}
    </header>
  );
}

function subtitle(budget: Budget): string {
  const who = budget.overall
    ? t('overall.who')
    : (budget.agents?.join(', ') ?? t('budgets.anyAgent'));
  const first = budget.periods[0];
  const period = first ? tMaybe(`perPeriod.${windowKey(first.window)}`) : null;
  return period ? `${who} · ${period}` : who;
}

/** Pausing narrows and happens at once; going on again widens. Both are versions like any other. */
function usePause(budget: Budget | null, onDone: () => void) {
  const action = useAction(
    (host, input: { paused: boolean; passphrase: string | null }) => {
      const { paused: _, ...rest } = JSON.parse(budget?.document ?? '{}');
      const document = JSON.stringify(input.paused ? { ...rest, paused: true } : rest);
      return host.saveBudget({ id: budget?.id ?? null, document, passphrase: input.passphrase });
    },
    ['budgets', 'inbox'],
  );
  const run = async (paused: boolean, passphrase: string | null) => {
    const kept = await action.run({ paused, passphrase });
    if (!kept) return;
    announce(t(paused ? 'budgets.nowPaused' : 'budgets.nowRunning', { name: kept.name }));
    onDone();
  };
  return {
    pause: () => void run(true, null),
    resume: (passphrase: string) => void run(false, passphrase),
    busy: action.busy,
    error: action.error,
    clear: action.clear,
  };
}

type EndProps = { budget: Budget; open: boolean; onClose: () => void; discard: () => void };

/** Ending a budget needs the passphrase only where agents could do more without it. */
function EndDialog({ budget, open, onClose, discard }: EndProps) {
  const end = useAction(
    (host, passphrase: string | null) =>
      host.revokeBudget({ id: budget.id, passphrase }).then(() => true),
    ['budgets', 'inbox'],
  );
  const [asked, setAsked] = useState(false);
  const loosens = asked || end.error?.code === 'presence_missing';
  const run = async (passphrase: string | null) => {
    if (loosens) setAsked(true);
    if (await end.run(passphrase)) {
      discard();
      onClose();
      navigate('budgets');
    }
  };
  const why = (
    <Words
      k={budget.overall ? 'overall.endWhy' : 'budgets.endWhy'}
      values={{ name: <bdi>{budget.name}</bdi> }}
    />
  );
  if (loosens)
    return (
      <PresenceDialog
        title={t('budgets.endTitle')}
        confirm={t('budgets.end')}
        open={open}
        busy={end.busy}
        error={end.error?.code === 'presence_missing' ? null : end.error}
        onClose={onClose}
        onConfirm={(passphrase) => void run(passphrase)}
      >
        {why} {t('budgets.endLoosens')}
      </PresenceDialog>
    );
  return (
    <Dialog title={t('budgets.endTitle')} open={open} onClose={onClose} role="alertdialog">
      <p className="text-t2">{why}</p>
      <ErrorNote error={end.error} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" isDisabled={end.busy} onPress={() => void run(null)}>
          {t('budgets.end')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
