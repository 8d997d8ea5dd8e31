import { Untrusted } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import { useBudgetShares } from '@/ipc/queries';
import { Money } from '@/money/Money';

/** Who spent how much of this budget in its first period. */
export function AgentShares({ id }: { id: string }) {
  const shares = useBudgetShares(id).data ?? [];
  if (shares.length === 0) return null;
  return (
    <section aria-labelledby="shares" className="mt-7 flex flex-col gap-2" data-testid="shares">
      <h3 id="shares" className="font-medium">
        {t('budgets.shares')}
      </h3>
      <ul className="flex flex-col gap-2">
        {shares.map((share) => (
          <li key={share.agentName} className="flex flex-col gap-1">
            <span className="flex items-baseline justify-between gap-3">
              <Untrusted text={share.agentName} className="min-w-0 truncate" />
              <span className="figures shrink-0 text-13 text-t2">
                <Money value={share.amount} /> · {share.percent} %
              </span>
            </span>
            <span className="share" aria-hidden>
              <span style={{ width: `${share.percent}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
