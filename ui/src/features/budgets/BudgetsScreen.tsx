import { ChartPie, ChevronRight, Plus, Repeat } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/buttons';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { useLayout } from '@/components/layout';
import { Panes } from '@/components/Panes';
import { href, navigate, type Route } from '@/components/router';
import { ScreenHeader } from '@/components/ScreenHeader';
import type { ScreenProps } from '@/components/screen';
import { useNow } from '@/components/Time';
import { t, Words } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useBudgets, useSubscriptions, useSuggestions } from '@/ipc/queries';
import type { Budget, Suggestion } from '@/ipc/types';
import { MoneyList } from '@/money/Money';
import { BudgetEditor } from './BudgetEditor';
import { BudgetList } from './BudgetList';
import { emptyDraft, emptyOverall } from './draft';
import { OverallHead } from './OverallHead';
import { Subscriptions } from './Subscriptions';
import { Suggestions } from './Suggestions';
import { yearlySums } from './yearly';

/** Limits for agents, set by hand and shown against what was spent. */
export default function BudgetsScreen({ route, status }: ScreenProps) {
  const budgets = useBudgets();
  const layout = useLayout();
  const suggestions = useSuggestions().data;
  const [ended, setEnded] = useState(false);
  const now = useNow(60_000);
  const all = budgets.data ?? [];
  const overall = all.find((budget) => budget.overall && budget.status !== 'revoked') ?? null;
  const plain = all.filter((budget) => !budget.overall);
  const active = plain.filter((budget) => budget.status !== 'revoked');
  const listed = ended ? plain : active;
  const first = layout === 'wide' ? active[0]?.id : undefined;
  const opened = openedBy(route, all, overall, first);
  return (
    <Panes
      widths={{ list: '320px' }}
      detailLabel={t('budgets.one')}
      onClose={() => {
        if (layout !== 'wide') navigate('budgets');
      }}
      list={
        <>
          <ScreenHeader
            title={t('nav.budgets')}
            actions={
              <Button
                size="small"
                icon={Plus}
                data-testid="budget-new"
                onPress={() => navigate('budgets/new')}
              >
                {t('budgets.new')}
              </Button>
            }
          />
          <div className="scroll min-h-0 flex-1 border-t border-line">
            {budgets.isError ? (
              <div className="p-4">
                <ErrorNote error={toIpcError(budgets.error)} />
              </div>
            ) : budgets.data === undefined ? (
              <Skeleton rows={4} height={88} />
            ) : listed.length === 0 ? (
              <NoBudget />
            ) : (
              <>
                <OverallHead overall={overall} selected={opened.id === overall?.id} now={now} />
                <BudgetList
                  budgets={listed}
                  selected={opened.id}
                  singleKeys={status.settings.singleKeys}
                />
              </>
            )}
            {plain.length > active.length ? (
              <div className="p-3">
                <Button size="small" look="quiet" onPress={() => setEnded(!ended)}>
                  {ended
                    ? t('budgets.hideEnded')
                    : t('budgets.showEnded', { count: plain.length - active.length })}
                </Button>
              </div>
            ) : null}
            <SubscriptionsLink selected={opened.kind === 'subscriptions'} />
            <Suggestions />
          </div>
        </>
      }
      detail={opened.kind === 'none' ? null : <Detail opened={opened} suggestions={suggestions} />}
      empty={<NoBudget />}
    />
  );
}

type Opened = {
  kind: 'none' | 'budget' | 'new' | 'overall' | 'subscriptions';
  id: string | null;
  budget: Budget | null;
  suggestion: string | null;
};

function openedBy(
  route: Route,
  all: Budget[],
  overall: Budget | null,
  first: string | undefined,
): Opened {
  const [place] = route.path;
  const suggestion = route.query.get('suggestion');
  const none = { id: null, budget: null, suggestion };
  if (place === 'subscriptions') return { ...none, kind: 'subscriptions' };
  if (place === 'new') return { ...none, kind: 'new' };
  if (place === 'overall' && !overall) return { ...none, kind: 'overall' };
  const id = place === 'overall' ? overall?.id : (place ?? first);
  const budget = all.find((known) => known.id === id) ?? null;
  return { kind: budget ? 'budget' : 'none', id: budget?.id ?? null, budget, suggestion };
}

function Detail({
  opened,
  suggestions,
}: {
  opened: Opened;
  suggestions: Suggestion[] | undefined;
}) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
  // A suggestion that is not here yet would open the editor without it.
  if (opened.suggestion && suggestions === undefined) return <Skeleton rows={4} height={60} />;
  const proposal = suggestions?.find((one) => one.id === opened.suggestion)?.document ?? null;
  switch (opened.kind) {
    case 'subscriptions':
      return <Subscriptions />;
    case 'new':
      return (
        <BudgetEditor
          key={`new ${opened.suggestion}`}
          budget={null}
          empty={emptyDraft(zone)}
          proposal={proposal}
        />
      );
    case 'overall':
      return (
        <BudgetEditor key="overall" budget={null} empty={emptyOverall(zone, t('overall.name'))} />
      );
    case 'budget':
      return (
        <BudgetEditor
          key={`${opened.id} ${opened.suggestion}`}
          budget={opened.budget}
          empty={emptyDraft(zone)}
          proposal={proposal}
        />
      );
    default:
      return null;
  }
}

/** The way to what repeats, with what it comes to in a year. */
function SubscriptionsLink({ selected }: { selected: boolean }) {
  const all = useSubscriptions().data ?? [];
  const running = all.filter((one) => one.cancelledAt === null);
  if (all.length === 0) return null;
  return (
    <a
      href={href('budgets/subscriptions')}
      aria-current={selected ? 'true' : undefined}
      className="row subscriptions-link"
      data-testid="subscriptions-link"
    >
      <Repeat size={18} strokeWidth={1.75} aria-hidden className="shrink-0 text-t2" />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t('subscriptions.title')}</span>
        <span className="block text-13 text-t2">
          <Words
            k="subscriptions.sum"
            count={running.length}
            values={{ amounts: <MoneyList values={yearlySums(running)} /> }}
          />
        </span>
      </span>
      <ChevronRight size={16} aria-hidden className="shrink-0 text-t3" />
    </a>
  );
}

function NoBudget() {
  return (
    <EmptyState
      icon={ChartPie}
      title={t('budgets.empty')}
      action={
        <Button look="primary" onPress={() => navigate('budgets/new')}>
          {t('budgets.create')}
        </Button>
      }
    />
  );
}
