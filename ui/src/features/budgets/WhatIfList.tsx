import { OctagonAlert } from 'lucide-react';
import { Dialog } from '@/components/overlays';
import { href } from '@/components/router';
import { Time } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import type { Backtest, BacktestGroup, BacktestPurchase } from '@/ipc/types';
import { Money, MoneyList } from '@/money/Money';
import { changedCount, groupTitle, sentenceOf } from './whatIfWords';

type WhatIfListProps = { result: Backtest; open: boolean; onClose: () => void };

/** Every purchase that would be decided otherwise, the riskiest group first. */
export function WhatIfList({ result, open, onClose }: WhatIfListProps) {
  return (
    <Dialog
      title={t('whatIf.listTitle', { count: changedCount(result) })}
      open={open}
      onClose={onClose}
      width="wide"
    >
      <p className="text-t2">{sentenceOf(result)}</p>
      <div className="mt-4 flex flex-col gap-5" data-testid="what-if-list">
        {result.groups.map((group) => (
          <Group key={`${group.from}-${group.to}-${group.rejected}`} group={group} />
        ))}
      </div>
      <p className="mt-4 text-12 text-t3">{t('whatIf.footnote')}</p>
    </Dialog>
  );
}

function Group({ group }: { group: BacktestGroup }) {
  const rest = group.count - group.purchases.length;
  return (
    <section aria-label={groupTitle(group)}>
      <h3
        className={`flex flex-wrap items-baseline gap-x-2 font-medium ${group.rejected ? 'text-bad' : ''}`}
      >
        {group.rejected ? (
          <OctagonAlert size={16} strokeWidth={2} aria-hidden className="self-center" />
        ) : null}
        {groupTitle(group)}
        <span className="figures text-13 font-normal text-t2">
          {group.count} · <MoneyList values={group.sums} />
        </span>
      </h3>
      <ul className="mt-1">
        {group.purchases.map((purchase) => (
          <Row key={purchase.id} purchase={purchase} />
        ))}
      </ul>
      {rest > 0 ? <p className="text-13 text-t2">{t('whatIf.more', { count: rest })}</p> : null}
    </section>
  );
}

function Row({ purchase }: { purchase: BacktestPurchase }) {
  return (
    <li className="border-b border-line last:border-0">
      <a
        href={href(`activity/${purchase.id}`)}
        className="flex items-baseline gap-3 rounded-6 px-2 py-2 text-t1 no-underline hover:bg-s2"
      >
        <span className="min-w-0 flex-1">
          <Untrusted text={purchase.merchantName} className="block truncate" />
          <span className="block text-12 text-t2">
            <Time at={purchase.at} /> · <Untrusted text={purchase.agentName} />
          </span>
        </span>
        <span className="shrink-0 text-13 text-t2">
          {t(`whatIf.decision.${purchase.decision}`)}
        </span>
        <Money value={purchase.amount} className="min-w-16 shrink-0 text-end font-medium" />
      </a>
    </li>
  );
}
