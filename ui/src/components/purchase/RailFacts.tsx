import { Untrusted } from '@/components/Untrusted';
import { t, tMaybe } from '@/i18n/t';
import type { Card } from '@/ipc/types';

/** What the seller asked on the rail: network, payee, order. Only in details, and inert. */
export function RailFacts({ card }: { card: Card }) {
  if (card.facts.length === 0) return null;
  return (
    <>
      <Signed card={card} />
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
    </>
  );
}

/** Whether the merchant's signature holds; said before the details, because it decides. */
function Signed({ card }: { card: Card }) {
  const verified = card.facts.find(({ name }) => name === 'ap2.verified');
  if (!verified) return null;
  const good = verified.value === 'true';
  return (
    <p className={good ? 'text-13 text-t2' : 'text-13 text-warn'}>
      {t(good ? 'facts.signed.true' : 'facts.signed.false')}
    </p>
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
