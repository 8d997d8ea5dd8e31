import { Untrusted } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import type { Card } from '@/ipc/types';
import { Money } from '@/money/Money';
import { type ItemChange, itemChanges } from './itemChanges';

const SHOWN = 4;

/** What the agent changed since the version that was shown before, line by line. */
export function PriceDiff({ card }: { card: Card }) {
  const before = card.previous?.items ?? [];
  if (before.length === 0) return null;
  const changes = itemChanges(before, card.items);
  if (changes.length === 0) return null;
  const rest = changes.length - SHOWN;
  return (
    <section aria-label={t('card.changes')} className="price-diff" data-testid="price-diff">
      <h3 className="text-12 font-medium text-t2">{t('card.changes')}</h3>
      <ul>
        {changes.slice(0, SHOWN).map((change) => (
          <Line key={change.title} change={change} />
        ))}
      </ul>
      {rest > 0 ? (
        <p className="text-12 text-t2">{t('card.moreChanges', { count: rest })}</p>
      ) : null}
    </section>
  );
}

function Line({ change }: { change: ItemChange }) {
  const { before, now, quantity } = change;
  const counted = quantity.before !== quantity.now && before && now;
  return (
    <li className="flex items-baseline gap-3">
      <Untrusted text={change.title} limit={120} className="min-w-0 flex-1 truncate" />
      {counted ? (
        <span className="figures text-12 text-t2">
          {quantity.before} → {quantity.now} ×
        </span>
      ) : null}
      <span className="shrink-0">
        {before ? (
          <del className="text-t2">
            <Money value={before} />
          </del>
        ) : (
          <span className="text-t2">{t('card.lineNew')}</span>
        )}
        {' → '}
        {now ? (
          <ins className="font-medium no-underline">
            <Money value={now} />
          </ins>
        ) : (
          <span className="text-t2">{t('card.lineGone')}</span>
        )}
      </span>
    </li>
  );
}
