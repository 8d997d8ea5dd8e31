import { ScrollText, SearchX } from 'lucide-react';
import { Button } from '@/components/buttons';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { LedgerBadge } from '@/components/LedgerBadge';
import { useLayout } from '@/components/layout';
import { type Opened, openLines } from '@/components/purchase/lines';
import { t, Words } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useActivity, useActivityTotals } from '@/ipc/queries';
import type { ActivityPage, ActivityTotals, AppStatus } from '@/ipc/types';
import { MoneyList } from '@/money/Money';
import { withoutTerm } from './chips';
import { Grid } from './Grid';
import { RefusedOffers } from './RefusedOffers';
import { SearchBar } from './SearchBar';

type ActivityListProps = {
  text: string;
  open: string | null;
  /** The row whose drawer was just closed: focus goes back there. */
  returnTo: string | null;
  /** Which lines of small payments are open. */
  opened: Opened;
  status: AppStatus;
  onSearch: (text: string) => void;
  onOpen: (id: string) => void;
};

export function ActivityList(props: ActivityListProps) {
  const { text, status, onSearch } = props;
  const query = useActivity(text);
  const totals = useActivityTotals(text).data;
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const small = query.data?.pages.flatMap((page) => page.small) ?? [];
  const lines = openLines(rows, small, props.opened, props.open);
  const loadMore = () => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  return (
    <>
      <SearchBar text={text} terms={first?.terms ?? []} onSearch={onSearch} />
      <ResultLine totals={totals} ledger={status.ledger} />
      {query.isError ? (
        <div className="px-4 py-2">
          <ErrorNote error={toIpcError(query.error)} />
        </div>
      ) : null}
      {first === undefined ? (
        query.isError ? null : (
          <Skeleton rows={10} height={44} />
        )
      ) : rows.length === 0 && query.isPlaceholderData ? null : rows.length === 0 ? (
        <Nothing page={first} text={text} onSearch={onSearch} />
      ) : (
        <Grid
          lines={lines}
          count={totals ? totals.count - rows.length + lines.length : null}
          open={props.open}
          returnTo={props.returnTo}
          singleKeys={status.settings.singleKeys}
          resetKey={text}
          onOpen={props.onOpen}
          onToggle={props.opened.toggle}
          onNearEnd={loadMore}
        />
      )}
    </>
  );
}

type ResultLineProps = { totals: ActivityTotals | undefined; ledger: AppStatus['ledger'] };

function ResultLine({ totals, ledger }: ResultLineProps) {
  const compact = useLayout() === 'compact';
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-4 px-4 pb-1.5 text-13 text-t2 medium:px-5">
      <p role="status" data-testid="result-line">
        {totals ? t('activity.count', { count: totals.count }) : t('activity.counting')}
        {totals?.paid.length ? (
          <>
            {' · '}
            <Words k="activity.paid" values={{ amounts: <MoneyList values={totals.paid} /> }} />
          </>
        ) : null}
        {totals?.played.length ? (
          <>
            {' · '}
            <Words k="activity.played" values={{ amounts: <MoneyList values={totals.played} /> }} />
          </>
        ) : null}
      </p>
      <span className="ms-auto flex items-center gap-2">
        <RefusedOffers />
        <LedgerBadge ledger={ledger} short={compact} />
      </span>
    </div>
  );
}

type NothingProps = { page: ActivityPage; text: string; onSearch: (text: string) => void };

function Nothing({ page, text, onSearch }: NothingProps) {
  if (!text) {
    return (
      <EmptyState icon={ScrollText} title={t('activity.empty')}>
        {t('activity.emptyWhy')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title={t('activity.noMatch', { text })}
      action={
        <Button onPress={() => onSearch(withoutTerm(page.terms, page.terms.length - 1))}>
          {t('activity.removeLast')}
        </Button>
      }
    />
  );
}
