import { CircleAlert } from 'lucide-react';
import { href } from '@/components/router';
import { useListKeys } from '@/components/rovingList';
import { useNow } from '@/components/Time';
import { t, tMaybe, Words } from '@/i18n/t';
import { windowKey } from '@/i18n/time';
import type { Budget } from '@/ipc/types';
import { Money } from '@/money/Money';
import { BudgetRing } from './BudgetRing';
import {
  allowedMoney,
  daysLeft,
  percentPassed,
  percentSpent,
  percentUsed,
  warningOf,
} from './pace';

type BudgetListProps = { budgets: Budget[]; selected: string | null; singleKeys: boolean };

export function BudgetList({ budgets, selected, singleKeys }: BudgetListProps) {
  const onKeyDown = useListKeys(singleKeys);
  const now = useNow(60_000);
  return (
    <ul data-list aria-label={t('nav.budgets')} onKeyDown={onKeyDown}>
      {budgets.map((budget) => (
        <li key={budget.id}>
          <BudgetRow budget={budget} selected={budget.id === selected} now={now} />
        </li>
      ))}
    </ul>
  );
}

type RowProps = { budget: Budget; selected: boolean; now: number };

/** A budget in one look: its ring, what is spent of it, and whether that is worth a word. */
export function BudgetRow({ budget, selected, now }: RowProps) {
  const period = budget.periods[0];
  const used = period ? percentUsed(period) : 0;
  return (
    <a
      href={href(`budgets/${budget.id}`)}
      data-row
      data-testid={`budget-${budget.id}`}
      aria-current={selected ? 'true' : undefined}
      className="row budget-row"
    >
      {period ? (
        <BudgetRing spent={percentSpent(period)} held={used - percentSpent(period)} size={36} />
      ) : (
        <BudgetRing spent={0} held={0} size={36} />
      )}
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline justify-between gap-3">
          <bdi className="min-w-0 truncate font-medium">{budget.name}</bdi>
          {budget.status !== 'active' ? (
            <span className="pill bg-s3 text-t2">{t(`budgets.status.${budget.status}`)}</span>
          ) : budget.learningUntil ? (
            <span className="pill bg-accent-bg text-accent">{t('budgets.learningNow')}</span>
          ) : period ? (
            <span className="figures text-13 text-t2">{percentSpent(period)} %</span>
          ) : null}
        </span>
        {period ? (
          <>
            <span className="text-13 text-t2">
              <Words
                k="budgets.spentOf"
                values={{
                  spent: <Money value={period.spent} />,
                  max: <Money value={allowedMoney(period)} />,
                }}
              />{' '}
              {tMaybe(`perPeriod.${windowKey(period.window)}`)}
            </span>
            <Pace budget={budget} now={now} />
          </>
        ) : (
          <span className="text-13 text-t2">{t('budgets.noPeriod')}</span>
        )}
      </span>
    </a>
  );
}

/** A warning when a limit is nearly or quite used up, else how it goes against the calendar. */
function Pace({ budget, now }: { budget: Budget; now: number }) {
  const warning = warningOf(budget);
  if (warning) {
    return (
      <span
        className="flex items-center gap-1.5 text-13 font-medium text-warn"
        data-testid="budget-warning"
      >
        <CircleAlert size={14} strokeWidth={2} aria-hidden className="shrink-0" />
        {warning.level === 'full'
          ? t('budgets.usedUp')
          : t('budgets.percentUsed', { percent: warning.percent })}
      </span>
    );
  }
  const period = budget.periods[0];
  const passed = period ? percentPassed(period, now) : null;
  const days = period ? daysLeft(period, now) : null;
  if (!period || passed === null || days === null) return null;
  return (
    <span className="text-13 text-t3">
      {t('budgets.daysLeft', { count: days })}
      {' · '}
      {t(percentUsed(period) > passed ? 'budgets.overPace' : 'budgets.underPace')}
    </span>
  );
}
