import { Untrusted } from '@/components/Untrusted';
import { t, tMaybe } from '@/i18n/t';
import type { Card } from '@/ipc/types';

/** What the seller asked on the rail: network, payee, order. Only in details, and inert. */
export function RailFacts({ card }: { card: Card }) {
  if (card.facts.length === 0) return null;
  return (
    <details className="text-13">
      <summary className="cursor-pointer text-t2">
        {t('facts.title', { rail: tMaybe(`rails.${card.rail}`) ?? card.rail })}
      </summary>
      <dl className="facts mt-2">
        {card.facts.map(({ name, value }) => (
          <RailFact key={name} name={name} value={value} />
        ))}
      </dl>
    </details>
  );
}

function RailFact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{tMaybe(`facts.${name}`) ?? name}</dt>
      <dd className="[overflow-wrap:anywhere]">
        <Untrusted text={value} limit={200} />
      </dd>
    </>
  );
}
