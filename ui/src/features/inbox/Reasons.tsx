import { ArrowUp, CircleAlert, OctagonAlert } from 'lucide-react';
import { Checkbox } from '@/components/fields';
import { ReasonWords, tickWords } from '@/components/purchase/reasonWords';
import { t } from '@/i18n/t';
import type { Card, Reason } from '@/ipc/types';

type ReasonsProps = {
  card: Card;
  ticked: boolean;
  onTick: (ticked: boolean) => void;
  nudged: boolean;
  blocked: boolean;
};

/** Why a rule could not decide. The riskiest fact is the label of its own tick. */
export function Reasons({ card, ticked, onTick, nudged, blocked }: ReasonsProps) {
  const topIndex = card.reasons.findIndex((reason) => reason.code === card.tick?.code);
  const top = card.reasons[topIndex];
  const rest = card.reasons.filter((_, index) => index !== topIndex);
  if (blocked) return <Blocked reasons={card.reasons} />;
  if (card.reasons.length === 0) return null;
  return (
    <section aria-labelledby="why" className="why" data-nudged={nudged || undefined}>
      <h3 id="why" className="text-12 font-medium text-t2">
        {t('card.why')}
      </h3>
      {top ? (
        <Checkbox checked={ticked} onChange={onTick} testId="card-tick">
          <span className="font-medium">
            <ReasonWords reason={top} />
            {'. '}
            {tickWords(top)}
          </span>
        </Checkbox>
      ) : null}
      {card.tick && !top ? (
        <Checkbox checked={ticked} onChange={onTick} testId="card-tick">
          {t('card.tickOther')}
        </Checkbox>
      ) : null}
      {rest.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {rest.map((reason) => (
            <ReasonLine key={reason.code} reason={reason} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function ReasonLine({ reason }: { reason: Reason }) {
  const Icon = reason.code.startsWith('over_') ? ArrowUp : CircleAlert;
  return (
    <li className="flex gap-2.5 [overflow-wrap:anywhere]">
      <Icon size={16} strokeWidth={2} aria-hidden className="mx-px mt-0.5 shrink-0 text-warn" />
      <span className="min-w-0">
        <ReasonWords reason={reason} />
      </span>
    </li>
  );
}

function Blocked({ reasons }: { reasons: Reason[] }) {
  return (
    <section aria-labelledby="why" className="rounded-8 bg-bad-bg p-3">
      <h3 id="why" className="flex items-center gap-2.5 font-medium">
        <OctagonAlert size={18} strokeWidth={1.75} aria-hidden className="shrink-0 text-bad" />
        {t('card.blocked')}
      </h3>
      <ul className="mt-1 flex flex-col gap-1 ps-7">
        {reasons.map((reason) => (
          <li key={reason.code}>
            <ReasonWords reason={reason} />
          </li>
        ))}
        <li className="text-t2">{t('card.nothingPaid')}</li>
      </ul>
    </section>
  );
}
