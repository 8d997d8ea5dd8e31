import { CircleAlert, CircleSlash } from 'lucide-react';
import { BudgetMeter } from '@/components/BudgetMeter';
import { useNow } from '@/components/Time';
import { t, tMaybe, Words } from '@/i18n/t';
import { windowKey } from '@/i18n/time';
import type { Budget, PeriodView } from '@/ipc/types';
import { Money, MoneyList } from '@/money/Money';
import { isZero } from '@/money/money';
import { allowedMoney, daysLeft, percentPassed, percentUsed } from './pace';

/** What is spent, held and left in each period, with a mark where the calendar is. */
export function PeriodBars({ budget }: { budget: Budget }) {
  const now = useNow(60_000);
  if (budget.periods.length === 0 && budget.uncounted.length === 0) return null;
  const levels = budget.warnAt.length > 0 ? budget.warnAt : [100];
  return (
    <div className="mb-7 flex flex-col gap-5">
      {budget.periods.map((period) => (
        <Bar key={period.window} period={period} now={now} warnFrom={Math.min(...levels)} />
      ))}
      {budget.uncounted.length > 0 ? (
        <p className="flex items-center gap-1.5 text-13 text-warn" data-testid="uncounted">
          <CircleSlash size={16} strokeWidth={1.75} aria-hidden className="shrink-0" />
          <span>
            <Words
              k="budgets.uncounted"
              values={{ amounts: <MoneyList values={budget.uncounted} /> }}
            />
          </span>
        </p>
      ) : null}
    </div>
  );
}

function Bar({ period, now, warnFrom }: { period: PeriodView; now: number; warnFrom: number }) {
  const passed = percentPassed(period, now);
  const used = percentUsed(period);
  return (
    <div className="flex flex-col gap-1.5" data-testid={`bar-${period.window}`}>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span>
          <Words
            k="budgets.spentOf"
            values={{
              spent: <Money value={period.spent} className="text-16 font-semibold" />,
              max: <Money value={period.max} />,
            }}
          />{' '}
          <span className="text-t2">{tMaybe(`perPeriod.${windowKey(period.window)}`)}</span>
          <Extra period={period} />
        </span>
        <span className="text-13 text-t2">
          <Words k="budgets.left" values={{ amount: <Money value={period.left} /> }} />
        </span>
      </p>
      <BudgetMeter
        max={allowedMoney(period)}
        spent={period.spent}
        held={period.held}
        pacePercent={passed}
      />
      <p className="flex flex-wrap items-center gap-x-1.5 text-12 text-t3">
        {used >= warnFrom ? (
          <span className="flex items-center gap-1 font-medium text-warn">
            <CircleAlert size={14} strokeWidth={2} aria-hidden />
            {used >= 100 ? t('budgets.usedUp') : t('budgets.percentUsed', { percent: used })}
            {' ·'}
          </span>
        ) : null}
        <Details period={period} now={now} passed={passed} used={used} />
      </p>
    </div>
  );
}

/** What may be spent besides the limit itself. */
function Extra({ period }: { period: PeriodView }) {
  return (
    <span className="text-13 text-t2">
      {period.carried && !isZero(period.carried) ? (
        <>
          {' '}
          <Words k="budgets.carried" values={{ amount: <Money value={period.carried} /> }} />
        </>
      ) : null}
      {period.raised && !isZero(period.raised) ? (
        <>
          {' '}
          <Words k="raise.once" values={{ amount: <Money value={period.raised} /> }} />
        </>
      ) : null}
    </span>
  );
}

type DetailsProps = { period: PeriodView; now: number; passed: number | null; used: number };

function Details({ period, now, passed, used }: DetailsProps) {
  const days = daysLeft(period, now);
  const unit = tMaybe(`period.${period.window}`);
  return (
    <span>
      {isZero(period.held) ? null : (
        <>
          <Words k="budgets.held" values={{ amount: <Money value={period.held} /> }} />
          {' · '}
        </>
      )}
      {days === null ? t('budgets.noEnd') : t('budgets.daysLeft', { count: days })}
      {passed === null ? null : (
        <>
          {' · '}
          {t(used > passed ? 'budgets.overPace' : 'budgets.underPace')}
          {unit ? ` ${t('budgets.paceShare', { percent: passed, period: unit })}` : ''}
        </>
      )}
    </span>
  );
}
