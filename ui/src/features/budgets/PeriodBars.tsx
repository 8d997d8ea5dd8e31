import { BudgetMeter } from '@/components/BudgetMeter';
import { useNow } from '@/components/Time';
import { t, tMaybe, Words } from '@/i18n/t';
import type { Budget, PeriodView } from '@/ipc/types';
import { Money } from '@/money/Money';
import { isZero } from '@/money/money';
import { daysLeft, percentPassed, percentUsed } from './pace';

/** What is spent, held and left in each period, with a mark where the calendar is. */
export function PeriodBars({ budget }: { budget: Budget }) {
  const now = useNow(60_000);
  if (budget.periods.length === 0) return null;
  return (
    <div className="mb-6 flex flex-col gap-4">
      {budget.periods.map((period) => (
        <Bar key={period.window} period={period} now={now} />
      ))}
    </div>
  );
}

function Bar({ period, now }: { period: PeriodView; now: number }) {
  const passed = percentPassed(period, now);
  const days = daysLeft(period, now);
  const pace =
    passed === null
      ? null
      : percentUsed(period) > passed
        ? t('budgets.overPace')
        : t('budgets.underPace');
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span>
          <Words
            k="budgets.spentOf"
            values={{
              spent: <Money value={period.spent} className="text-16 font-semibold" />,
              max: <Money value={period.max} />,
            }}
          />{' '}
          <span className="text-t2">{tMaybe(`perPeriod.${period.window}`)}</span>
        </span>
        <span className="text-13 text-t2">
          <Words k="budgets.left" values={{ amount: <Money value={period.left} /> }} />
        </span>
      </p>
      <BudgetMeter max={period.max} spent={period.spent} held={period.held} pacePercent={passed} />
      <p className="text-12 text-t3">
        {isZero(period.held) ? null : (
          <>
            <Words k="budgets.held" values={{ amount: <Money value={period.held} /> }} />
            {' · '}
          </>
        )}
        {days === null ? null : t('budgets.daysLeft', { count: days })}
        {pace ? ` · ${pace}` : null}
      </p>
    </div>
  );
}
