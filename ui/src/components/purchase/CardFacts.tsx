import { CreditCard, History, MonitorDot, Repeat, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { BudgetMeter } from '@/components/BudgetMeter';
import { SandboxLabel } from '@/components/StatusMark';
import { Domain, Untrusted, UntrustedNote } from '@/components/Untrusted';
import { t, tMaybe, Words } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import type { Card } from '@/ipc/types';
import { Money } from '@/money/Money';
import { isZero, minorOf, withMinor } from '@/money/money';
import { Vouched, Worth } from './RailFacts';

/** Who asks: the one fact the core knows for certain. */
export function AgentLine({ card, now }: { card: Card; now: number }) {
  const { agent } = card;
  return (
    <div className="min-w-0">
      <p className="flex items-center gap-2 font-medium">
        <Untrusted text={agent.name} className="truncate" />
        {agent.sandbox ? <SandboxLabel /> : null}
        {agent.controlsDesktop ? (
          <MonitorDot
            size={16}
            strokeWidth={1.75}
            role="img"
            aria-label={t('card.controlsDesktop')}
            className="shrink-0 text-warn"
          />
        ) : null}
      </p>
      <p className="truncate text-12 text-t3">
        {t('card.paired', { date: shortDate(agent.pairedAt, now) })}
        {' · '}
        <span className="[font-variant-numeric:slashed-zero]">
          {t('card.key', { key: agent.key })}
        </span>
      </p>
    </div>
  );
}

/** Amount and payee, from the bytes that will be signed. */
export function Headline({ card }: { card: Card }) {
  const { merchant } = card;
  const long = card.amount.amount.length > 13;
  return (
    <>
      <span className="block font-semibold" data-testid="card-amount">
        {card.previous ? <Previous card={card} /> : null}
        {card.payment?.atMost ? (
          <span className="text-20">
            <Words
              k="card.upTo"
              values={{ amount: <Money value={card.amount} code="always" className="text-32" /> }}
            />
          </span>
        ) : (
          <Money value={card.amount} code="always" className={long ? 'text-20' : 'text-32'} />
        )}
        <Worth card={card} />
      </span>
      <span className="block text-16 font-normal">
        <Words
          k="card.to"
          values={{ merchant: <Untrusted text={merchant.name} className="font-medium" /> }}
        />
      </span>
    </>
  );
}

function Previous({ card }: { card: Card }) {
  if (!card.previous) return null;
  return (
    <span className="mb-1 flex w-fit max-w-full flex-wrap items-baseline gap-x-2 rounded-6 bg-warn-bg px-2 py-0.5 text-13 font-medium text-warn">
      {t('card.amountChanged')}
      <span className="font-normal text-t1">
        <del>
          <Money value={card.previous.amount} />
        </del>
        {' → '}
        <ins className="font-semibold no-underline">
          <Money value={card.amount} />
        </ins>
      </span>
    </span>
  );
}

export function MerchantLine({ card }: { card: Card }) {
  const { domain, registrable, unicode, known, purchasesBefore } = card.merchant;
  return (
    <div className="flex flex-col gap-0.5 text-13 text-t2">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {domain ? (
          <Domain host={domain} registrable={registrable} />
        ) : (
          <span className="text-warn">{t('card.noDomain')}</span>
        )}
        <Vouched card={card} />
      </span>
      {unicode && unicode !== domain ? (
        <span className="text-12 text-warn">
          <Words
            k="card.shownAs"
            values={{ unicode: <bdi className="font-medium">{unicode}</bdi> }}
          />
        </span>
      ) : null}
      {known && purchasesBefore > 0 ? (
        <span className="flex items-center gap-1 text-12">
          <History size={14} strokeWidth={1.75} aria-hidden />
          {t('card.before', { count: purchasesBefore })}
        </span>
      ) : null}
    </div>
  );
}

export function BudgetLine({ card }: { card: Card }) {
  const { budget } = card;
  if (!budget) return null;
  // What nothing converts takes no stretch of the bar.
  const counted =
    budget.counted?.amount ??
    (budget.max && budget.max.currency !== card.amount.currency
      ? withMinor(budget.max, 0n)
      : card.amount);
  const period = budget.window ? tMaybe(`perPeriod.${budget.window}`) : null;
  return (
    <section aria-label={t('card.budgetLabel')} className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3 text-13">
        <span className="min-w-0 truncate font-medium">
          <bdi>{budget.name}</bdi>
          {period ? <span className="font-normal text-t2"> · {period}</span> : null}
        </span>
        <span className={`shrink-0 ${budget.overBy ? 'font-medium text-warn' : 'text-t2'}`}>
          {budget.overBy ? (
            <Words k="card.overBy" values={{ amount: <Money value={budget.overBy} /> }} />
          ) : budget.leftAfter ? (
            <Words k="card.leftAfter" values={{ amount: <Money value={budget.leftAfter} /> }} />
          ) : null}
        </span>
      </div>
      {budget.max && budget.spent && budget.held ? (
        <BudgetMeter max={budget.max} spent={budget.spent} held={budget.held} ask={counted} />
      ) : null}
      {budget.counted ? (
        <p className="text-12 text-t2">
          <Words
            k="card.counted"
            values={{
              amount: <Money value={budget.counted.amount} />,
              rate: budget.counted.rate,
              date: budget.counted.date,
            }}
          />
        </p>
      ) : null}
    </section>
  );
}

const ITEMS_SHOWN = 4;

export function Items({ card }: { card: Card }) {
  const [all, setAll] = useState(false);
  const shown = all ? card.items : card.items.slice(0, ITEMS_SHOWN);
  const rest = card.items.length - shown.length;
  const gap = doesNotAddUp(card);
  return (
    <section aria-label={t('card.items')}>
      <ul className="flex flex-col gap-1">
        {shown.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the items of one signed version never move
          <li key={index} className="flex gap-3">
            <span className="flex min-w-0 flex-1 gap-1.5">
              <span className="shrink-0 text-t2">{item.quantity} ×</span>
              <Untrusted
                text={item.title}
                limit={120}
                className="line-clamp-2 [overflow-wrap:anywhere]"
              />
            </span>
            <Money value={item.amount} />
          </li>
        ))}
        {rest > 0 ? (
          <li>
            <button
              type="button"
              className="rounded-4 py-0.5 text-13 text-accent underline"
              onClick={() => setAll(true)}
            >
              {t('card.moreItems', { count: rest })}
            </button>
          </li>
        ) : null}
        {extras(card).map(([label, amount, minus]) => (
          <li key={label} className="flex justify-between gap-3 text-t2">
            <span>{label}</span>
            <span>
              {minus ? '\u2212' : ''}
              <Money value={amount} />
            </span>
          </li>
        ))}
        {gap ? (
          <li className="flex items-center gap-2 font-medium text-bad">
            <TriangleAlert size={16} aria-hidden />
            <Words k="card.doesNotAddUp" values={{ amount: <Money value={gap} /> }} />
          </li>
        ) : null}
      </ul>
    </section>
  );
}

function extras(card: Card): [label: string, amount: Card['amount'], minus: boolean][] {
  if (!card.totals) return [];
  const { shipping, tax, discount } = card.totals;
  const rows: [string, Card['amount'], boolean][] = [
    [t('card.shipping'), shipping, false],
    [t('card.tax'), tax, false],
    [t('card.discount'), discount, true],
  ];
  return rows.filter(([, amount]) => !isZero(amount));
}

/** Items and charges against the headline, in minor units. */
export function doesNotAddUp(card: Card): Card['amount'] | null {
  if (card.items.length === 0) return null;
  let sum = card.items.reduce((total, item) => total + minorOf(item.amount), 0n);
  if (card.totals) {
    sum += minorOf(card.totals.shipping) + minorOf(card.totals.tax) - minorOf(card.totals.discount);
  }
  const gap = minorOf(card.amount) - sum;
  return gap === 0n ? null : withMinor(card.amount, gap < 0n ? -gap : gap);
}

export function Payment({ card }: { card: Card }) {
  const { recurrence } = card;
  return (
    <div className="flex flex-col gap-1 text-13">
      {recurrence ? (
        <p className="flex items-center gap-2">
          <Repeat size={16} strokeWidth={1.75} aria-hidden className="shrink-0 text-t2" />
          <span>
            {t('card.repeats', {
              interval: tMaybe(`every.${recurrence.interval}`) ?? recurrence.interval,
            })}
            {recurrence.count ? ` · ${t('card.times', { count: recurrence.count })}` : ''}
            {recurrence.trialEnds
              ? ` · ${t('card.trialEnds', { date: recurrence.trialEnds })}`
              : ''}
          </span>
        </p>
      ) : null}
      <p className="flex justify-between gap-3">
        <span className="flex items-center gap-2 text-t2">
          <CreditCard size={16} strokeWidth={1.75} aria-hidden />
          {t('card.paysWith')}
        </span>
        <span className="min-w-0 truncate">
          {card.instrument ? (
            <Untrusted text={card.instrument} limit={40} />
          ) : (
            (tMaybe(`rails.${card.rail}`) ?? card.rail)
          )}
        </span>
      </p>
    </div>
  );
}

/** Nobody checked these words: last, quoted, and looking like it. */
export function Claims({ card }: { card: Card }) {
  const { reason, intent } = card.claims;
  if (!reason && !intent && card.hiddenCharacters === 0) return null;
  return (
    <section aria-label={t('card.agentSays')} className="text-13">
      <h3 className="mb-1 text-12 font-medium text-t3">{t('card.agentSays')}</h3>
      <div className="flex flex-col gap-1.5 border-s-2 border-dashed border-ctl ps-3 text-t2">
        {reason ? (
          <p>
            “<UntrustedNote text={reason} />”
          </p>
        ) : null}
        {intent ? (
          <p>
            {t('card.askedFor')} “<UntrustedNote text={intent} />”
          </p>
        ) : null}
        {card.hiddenCharacters > 0 ? (
          <p className="text-warn">{t('card.hidden', { count: card.hiddenCharacters })}</p>
        ) : null}
      </div>
    </section>
  );
}
