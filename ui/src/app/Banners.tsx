import { OctagonAlert, Pause } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/buttons';
import { t } from '@/i18n/t';
import { clock } from '@/i18n/time';
import type { AppStatus } from '@/ipc/types';

type BannersProps = { status: AppStatus; stale: boolean; onResume: () => void };

/** What holds on every screen: everything is paused, the record is damaged, nobody answers. */
export function Banners({ status, stale, onResume }: BannersProps) {
  const damaged = status.phase === 'damaged' || status.ledger.state === 'damaged';
  return (
    <>
      {stale ? (
        <Banner tone="bad" title={t('service.down')}>
          {null}
        </Banner>
      ) : null}
      {damaged ? (
        <Banner tone="bad" title={status.ledger.problem ?? t('ledger.state.damaged')}>
          {t('ledger.noTrust')}
        </Banner>
      ) : null}
      {status.paused ? (
        <Banner
          tone="warn"
          title={t('pause.banner')}
          action={
            <Button size="small" onPress={onResume} data-testid="resume-all">
              {t('pause.resume')}
            </Button>
          }
        >
          {status.paused.until
            ? t('pause.until', { clock: clock(status.paused.until) })
            : t('pause.untilYou')}
        </Banner>
      ) : null}
    </>
  );
}

type BannerProps = { tone: 'warn' | 'bad'; title: string; children: ReactNode; action?: ReactNode };

function Banner({ tone, title, children, action }: BannerProps) {
  const Icon = tone === 'warn' ? Pause : OctagonAlert;
  return (
    <section
      aria-label={title}
      className={`flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 ${tone === 'warn' ? 'bg-warn-bg' : 'bg-bad-bg'}`}
    >
      <Icon
        size={16}
        strokeWidth={2}
        aria-hidden
        className={tone === 'warn' ? 'text-warn' : 'text-bad'}
      />
      <p className="min-w-0 flex-1">
        <strong className="font-medium">{title}</strong> <span className="text-t2">{children}</span>
      </p>
      {action}
    </section>
  );
}
