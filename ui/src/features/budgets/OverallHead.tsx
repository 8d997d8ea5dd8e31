import { Plus } from 'lucide-react';
import { href } from '@/components/router';
import { t } from '@/i18n/t';
import type { Budget } from '@/ipc/types';
import { BudgetRow } from './BudgetList';

type OverallHeadProps = { overall: Budget | null; selected: boolean; now: number };

/** The limit over all budgets, above them: it narrows every one and widens none. */
export function OverallHead({ overall, selected, now }: OverallHeadProps) {
  if (overall) {
    return (
      <div className="border-b border-line" data-testid="overall">
        <BudgetRow budget={overall} selected={selected} now={now} />
      </div>
    );
  }
  return (
    <a href={href('budgets/overall')} className="overall-none" data-testid="overall-set">
      <Plus size={16} strokeWidth={1.75} aria-hidden className="shrink-0" />
      {t('overall.set')}
    </a>
  );
}
