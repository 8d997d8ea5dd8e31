import { Check, Inbox as InboxIcon, Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '@/components/buttons';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { useLayout } from '@/components/layout';
import { BackLink, Panes } from '@/components/Panes';
import { PauseButton } from '@/components/pause';
import { type Opened, useOpened } from '@/components/purchase/lines';
import { href, navigate } from '@/components/router';
import { ScreenHeader } from '@/components/ScreenHeader';
import type { ScreenProps } from '@/components/screen';
import { t, Words } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useInbox } from '@/ipc/queries';
import type { AppStatus, Inbox, RequestRow } from '@/ipc/types';
import { MoneyList } from '@/money/Money';
import { minorOf, withMinor } from '@/money/money';
import { BatchBar } from './BatchBar';
import { Holds } from './Holds';
import { RequestList } from './RequestList';
import { RequestPane } from './RequestPane';

export default function InboxScreen({ route, status, onPalette, onResume }: ScreenProps) {
  const inbox = useInbox();
  const layout = useLayout();
  const opened = useOpened();
  const routed = route.path[0]?.startsWith('pur_') ? route.path[0] : null;
  const tab = route.path[0] === 'done' ? 'done' : 'waiting';
  const shown = useShown(routed, layout === 'wide' && tab === 'waiting', inbox.data);
  const next = inbox.data?.waiting.find((row) => row.id !== shown) ?? null;
  const goNext = next ? () => navigate(`inbox/${next.id}`, 'replace') : null;
  return (
    <Panes
      widths={{ list: '340px' }}
      detailLabel={t('inbox.request')}
      onClose={() => (layout === 'wide' ? focusRow(shown) : navigate('inbox'))}
      list={
        <List
          inbox={inbox.data}
          error={inbox.isError ? inbox.error : null}
          tab={tab}
          shown={shown}
          opened={opened}
          status={status}
          onPalette={onPalette}
          onResume={onResume}
        />
      }
      detail={
        shown ? (
          <RequestPane
            key={shown}
            id={shown}
            opened={routed !== null}
            inbox={inbox.data}
            usable={status.phase === 'ready' && !status.paused}
            back={<BackLink to="inbox" label={t('nav.inbox')} />}
            onNext={goNext}
          />
        ) : null
      }
      empty={<NothingWaiting status={status} />}
    />
  );
}

/** Side by side nothing closes: Esc only leads back to the list. */
function focusRow(id: string | null) {
  document.querySelector<HTMLElement>(`[data-testid="request-${id}"]`)?.focus();
}

/** The request of the address, else the first that waits; it stays while it is being read. */
function useShown(routed: string | null, picksFirst: boolean, inbox: Inbox | undefined) {
  const [pinned, setPinned] = useState<string | null>(null);
  const first = inbox?.waiting[0]?.id ?? null;
  useEffect(() => {
    if (routed) setPinned(null);
    else if (pinned === null) setPinned(first);
  }, [routed, pinned, first]);
  if (routed) return routed;
  return picksFirst ? (pinned ?? first) : null;
}

type ListProps = {
  inbox: Inbox | undefined;
  error: unknown;
  tab: 'waiting' | 'done';
  shown: string | null;
  opened: Opened;
  status: AppStatus;
  onPalette: () => void;
  onResume: () => void;
};

function List({ inbox, error, tab, shown, opened, status, onPalette, onResume }: ListProps) {
  const layout = useLayout();
  const rows = inbox?.[tab] ?? [];
  const waiting = inbox?.waiting ?? [];
  const totals = sums(waiting);
  return (
    <>
      <ScreenHeader
        title={t('nav.inbox')}
        actions={
          layout === 'wide' ? null : (
            <>
              {layout === 'compact' ? (
                <PauseButton paused={status.paused !== null} onResume={onResume} look="icon" />
              ) : null}
              <IconButton icon={Search} size="normal" label={t('nav.jump')} onPress={onPalette} />
            </>
          )
        }
      >
        {waiting.length > 0 ? (
          <>
            {t('inbox.waiting', { count: waiting.length })}
            {totals.length > 0 ? ' · ' : null}
            <MoneyList values={totals} />
          </>
        ) : (
          t('inbox.nothingShort')
        )}
      </ScreenHeader>
      <nav
        aria-label={t('inbox.views')}
        className="flex shrink-0 gap-5 border-b border-line px-4 medium:px-5"
      >
        <ViewLink
          to="inbox"
          current={tab === 'waiting'}
          label={t('inbox.needsYou')}
          count={waiting.length}
        />
        <ViewLink to="inbox/done" current={tab === 'done'} label={t('inbox.done')} count={0} />
      </nav>
      <div className="scroll min-h-0 flex-1">
        <Holds rows={(inbox?.done ?? []).filter((row) => row.id !== shown)} />
        {error ? (
          <div className="p-4">
            <ErrorNote error={toIpcError(error)} />
          </div>
        ) : inbox === undefined ? (
          <Skeleton rows={4} height={88} />
        ) : rows.length > 0 ? (
          <RequestList
            label={t(tab === 'done' ? 'inbox.done' : 'inbox.needsYou')}
            rows={rows}
            small={inbox.small}
            opened={opened}
            selected={shown}
            singleKeys={status.settings.singleKeys}
          />
        ) : tab === 'done' ? (
          <EmptyState icon={Check} title={t('inbox.noneDone')}>
            {t('inbox.noneDoneWhy')}
          </EmptyState>
        ) : layout === 'wide' ? null : (
          <NothingWaiting status={status} />
        )}
      </div>
      {tab === 'waiting' ? (
        <BatchBar waiting={waiting} usable={status.phase === 'ready' && !status.paused} />
      ) : null}
    </>
  );
}

function ViewLink({
  to,
  current,
  label,
  count,
}: {
  to: string;
  current: boolean;
  label: string;
  count: number;
}) {
  return (
    <a
      href={href(to)}
      aria-current={current ? 'page' : undefined}
      className="tab no-underline"
      {...(current ? { 'data-selected': true } : {})}
    >
      {label}
      {count > 0 ? <span className="tab-count">{count}</span> : null}
    </a>
  );
}

function NothingWaiting({ status }: { status: AppStatus }) {
  return (
    <EmptyState icon={InboxIcon} title={t('inbox.nothing')}>
      {status.spentToday.length > 0 ? (
        <>
          <Words
            k="inbox.spentToday"
            values={{ amounts: <MoneyList values={status.spentToday} /> }}
          />{' '}
          <a href={href('activity')} className="underline">
            {t('inbox.seeActivity')}
          </a>
        </>
      ) : (
        t('inbox.nothingYet')
      )}
    </EmptyState>
  );
}

/** The total of what waits, one sum for each currency. */
function sums(rows: RequestRow[]): RequestRow['amount'][] {
  const totals = new Map<string, RequestRow['amount']>();
  for (const row of rows) {
    if (row.sandbox) continue;
    const { currency } = row.amount;
    const sum = totals.get(currency);
    totals.set(currency, sum ? withMinor(sum, minorOf(sum) + minorOf(row.amount)) : row.amount);
  }
  return [...totals.values()];
}
