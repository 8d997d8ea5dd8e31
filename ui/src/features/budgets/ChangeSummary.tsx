import { ArrowUpRight, CircleAlert, Minus } from 'lucide-react';
import { t } from '@/i18n/t';
import type { BudgetPreview } from '@/ipc/types';

/** The changes in the core's own words; those that widen say so. */
export function ChangeSummary({
  preview,
  creating,
}: {
  preview: BudgetPreview | null;
  creating: boolean;
}) {
  if (!preview) return null;
  if (preview.problem) {
    return (
      <p role="status" className="flex gap-2 text-13 text-bad" data-testid="budget-problem">
        <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
        {preview.problem.message} {preview.problem.hint}
      </p>
    );
  }
  if (creating) return null;
  return (
    <div role="status" data-testid="budget-changes" className="text-13">
      <ul className="scroll flex max-h-20 flex-col gap-0.5">
        {preview.changes.map((change) => (
          <li key={change.words} className="flex gap-2">
            {change.widens ? (
              <ArrowUpRight
                size={16}
                strokeWidth={2}
                role="img"
                aria-label={t('budgets.widens')}
                className="mt-0.5 shrink-0 text-warn"
              />
            ) : (
              <Minus size={16} aria-hidden className="mt-0.5 shrink-0 text-t3" />
            )}
            <bdi className="min-w-0 [overflow-wrap:anywhere]">{change.words}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
