import { BudgetMeter } from '@/components/BudgetMeter';
import { href } from '@/components/router';
import { useListKeys } from '@/components/rovingList';
import { t, tMaybe, Words } from '@/i18n/t';
import type { Budget } from '@/ipc/types';
import { Money } from '@/money/Money';
import { percentUsed } from './pace';

type BudgetListProps = { budgets: Budget[]; selected: string | null; singleKeys: boolean };

export function BudgetList({ budgets, selected, singleKeys }: BudgetListProps) {
  const onKeyDown = useListKeys(singleKeys);
  return (
    <ul data-list aria-label={t('nav.budgets')} onKeyDown={onKeyDown}>
      {budgets.map((budget) => (
        <li key={budget.id}>
          <Row budget={budget} selected={budget.id === selected} />
        </li>
      ))}
    </ul>
  );
}

function Row({ budget, selected }: { budget: Budget; selected: boolean }) {
  const period = budget.periods[0];
  return (
    <a
      href={href(`budgets/${budget.id}`)}
      data-row
      data-testid={`budget-${budget.id}`}
      aria-current={selected ? 'true' : undefined}
      className="row gap-1.5"
    >
      <span className="flex items-baseline justify-between gap-3">
        <bdi className="min-w-0 truncate font-medium">{budget.name}</bdi>
        {budget.status === 'active' ? (
          period ? (
            <span
              className={`figures text-13 ${percentUsed(period) >= 100 ? 'font-medium text-warn' : 'text-t2'}`}
            >
              {percentUsed(period)} %
            </span>
          ) : null
        ) : (
          <span className="pill bg-s3 text-t2">{t(`budgets.status.${budget.status}`)}</span>
        )}
      </span>
      {period ? (
        <>
          <BudgetMeter max={period.max} spent={period.spent} held={period.held} />
          <span className="text-13 text-t2">
            <Words
              k="budgets.spentOf"
              values={{ spent: <Money value={period.spent} />, max: <Money value={period.max} /> }}
            />{' '}
            {tMaybe(`perPeriod.${period.window}`)}
          </span>
        </>
      ) : (
        <span className="text-13 text-t2">{t('budgets.noPeriod')}</span>
      )}
    </a>
  );
}
