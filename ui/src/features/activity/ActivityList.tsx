import { ScrollText, SearchX } from 'lucide-react';
import { Button } from '@/components/buttons';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { LedgerBadge } from '@/components/LedgerBadge';
import { useLayout } from '@/components/layout';
import { type Opened, openLines } from '@/components/purchase/lines';
import { t, Words } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useActivity } from '@/ipc/queries';
import type { ActivityPage, AppStatus } from '@/ipc/types';
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
      {first ? <ResultLine page={first} ledger={status.ledger} /> : null}
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
          count={first.count - rows.length + lines.length}
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

function ResultLine({ page, ledger }: { page: ActivityPage; ledger: AppStatus['ledger'] }) {
  const compact = useLayout() === 'compact';
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-4 px-4 pb-1.5 text-13 text-t2 medium:px-5">
      <p role="status" data-testid="result-line">
        {t('activity.count', { count: page.count })}
        {page.paid.length > 0 ? (
          <>
            {' · '}
            <Words k="activity.paid" values={{ amounts: <MoneyList values={page.paid} /> }} />
          </>
        ) : null}
        {page.played.length > 0 ? (
          <>
            {' · '}
            <Words k="activity.played" values={{ amounts: <MoneyList values={page.played} /> }} />
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
