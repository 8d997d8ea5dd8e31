import { useState } from 'react';
import { BurnChart } from '@/charts/BurnChart';
import { Select } from '@/components/fields';
import { t } from '@/i18n/t';
import { useBudgets, useBurnDown } from '@/ipc/queries';
import type { Budget } from '@/ipc/types';

/** The burn-down of one budget, and the choice among them. */
export function Burning() {
  const budgets = useBudgets();
  const [chosen, setChosen] = useState<string | null>(null);
  const usable = (budgets.data ?? []).filter(burns);
  const budget = usable.find((one) => one.id === chosen) ?? usable[0];
  const down = useBurnDown(budget?.id ?? null);
  if (!budget || down.isPending) return null;
  return (
    <BurnChart
      name={budget.name}
      down={down.data ?? null}
      choose={
        usable.length > 1 ? (
          <div className="max-w-60">
            <Select
              label={t('charts.burn.choose')}
              value={budget.id}
              onChange={setChosen}
              choices={usable.map(({ id, name }) => ({ id, label: name }))}
              testId="burn-budget"
            />
          </div>
        ) : null
      }
    />
  );
}

function burns(budget: Budget): boolean {
  return budget.periods.some(({ window }) => /^(week|month|quarter|year)$/.test(window));
}
