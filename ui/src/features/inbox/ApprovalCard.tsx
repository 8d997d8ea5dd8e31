import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { announce } from '@/components/announcer';
import { ErrorNote } from '@/components/feedback';
import { PassphraseField } from '@/components/fields';
import { Again } from '@/components/purchase/Again';
import {
  AgentLine,
  BudgetLine,
  Claims,
  Headline,
  Items,
  MerchantLine,
  Payment,
} from '@/components/purchase/CardFacts';
import { PriceDiff } from '@/components/purchase/PriceDiff';
import { RailFacts } from '@/components/purchase/RailFacts';
import { useNow } from '@/components/Time';
import { t } from '@/i18n/t';
import { remaining } from '@/i18n/time';
import type { Card, RequestRow } from '@/ipc/types';
import { ActionBar } from './ActionBar';
import { Reasons } from './Reasons';
import { Uncounted } from './Uncounted';
import { useDecision } from './useDecision';
import { useGuard } from './useGuard';

type ApprovalCardProps = {
  card: Card;
  position: { index: number; of: number } | null;
  /** The way back to the list, where the card fills the window. */
  back: React.ReactNode;
  usable: boolean;
  /** Whether the reader opened this request, rather than it being the first that waits. */
  opened: boolean;
  onDecided: (row: RequestRow) => void;
};

/** One request and everything needed to decide it. This layout is used for nothing else. */
export function ApprovalCard({
  card,
  position,
  back,
  usable,
  opened,
  onDecided,
}: ApprovalCardProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const now = useNow(60_000);
  const [ticked, setTicked] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const passphraseField = useRef<HTMLInputElement>(null);
  const guard = useGuard(card.id, card.viewHash);
  const decision = useDecision({ card, guard, usable, ticked, passphrase, onDecided });
  useNewVersion(card, () => {
    setTicked(false);
    setPassphrase('');
  });
  useFirstFocus(heading, card.id, opened);
  const asksPassphrase = card.tier === 't3';
  const blocked = card.tier === 't4';
  const nudge = decision.nudge;
  useEffect(() => {
    if (nudge === 'passphrase') passphraseField.current?.focus();
  }, [nudge]);

  return (
    <article
      data-testid="card"
      data-tier={card.tier}
      aria-labelledby="card-heading"
      className="card"
    >
      <header className="card-head">
        <div className="card-column card-who">
          {back}
          <AgentLine card={card} now={now} />
          <div className="ms-auto shrink-0 text-end text-12 text-t2">
            <Expires card={card} />
            {position ? <p className="text-t3">{t('card.position', position)}</p> : null}
          </div>
        </div>
      </header>
      <div className="card-body scroll" data-testid="card-body">
        <div className="card-column">
          <div>
            <h2
              id="card-heading"
              ref={heading}
              tabIndex={-1}
              data-region-focus
              className="card-heading"
            >
              <Headline card={card} />
            </h2>
            <MerchantLine card={card} />
          </div>
          <Reasons
            card={card}
            ticked={ticked}
            onTick={setTicked}
            nudged={nudge === 'tick'}
            blocked={blocked}
          />
          <Again card={card} />
          {blocked ? null : <Uncounted card={card} />}
          {asksPassphrase ? (
            <PassphraseField
              label={t('card.passphrase')}
              value={passphrase}
              onChange={setPassphrase}
              testId="card-passphrase"
              inputRef={passphraseField}
              error={
                decision.error?.code === 'wrong_passphrase'
                  ? t('errors.wrong_passphrase.message')
                  : null
              }
            />
          ) : null}
          <PriceDiff card={card} />
          <BudgetLine card={card} />
          <Items card={card} />
          <Payment card={card} />
          <RailFacts card={card} />
          <Claims card={card} />
        </div>
      </div>
      <footer className="card-foot">
        <div className="card-column gap-2">
          {decision.error && decision.error.code !== 'wrong_passphrase' ? (
            <ErrorNote error={decision.error} />
          ) : null}
          <ErrorNote error={guard.error} />
          <ActionBar card={card} guard={guard} decision={decision} usable={usable} />
        </div>
      </footer>
    </article>
  );
}

/** Steps by the minute; spoken only at five minutes and at one. */
function Expires({ card }: { card: Card }) {
  const now = useNow(1000);
  const left = card.expiresAt ? remaining(card.expiresAt, now) : null;
  const minutes = card.expiresAt ? Math.ceil((Date.parse(card.expiresAt) - now) / 60_000) : null;
  useEffect(() => {
    if (minutes === 5 || minutes === 1) announce(t('card.expiresSoon', { count: minutes }));
  }, [minutes]);
  if (!card.expiresAt) return <p>{t('card.noExpiry')}</p>;
  return (
    <p className="font-medium">{left ? t('card.expiresIn', { time: left }) : t('card.expired')}</p>
  );
}

/** A tick given for one version does not hold for the next. */
function useNewVersion(card: Card, reset: () => void) {
  const shown = useRef({ id: card.id, viewHash: card.viewHash });
  useEffect(() => {
    if (shown.current.viewHash === card.viewHash) return;
    const same = shown.current.id === card.id;
    shown.current = { id: card.id, viewHash: card.viewHash };
    reset();
    if (same) announce(t('errors.view_changed.message'), 'assertive');
  });
}

/** The heading gets focus, never a button, and never away from someone moving in the list. */
function useFirstFocus(
  heading: React.RefObject<HTMLHeadingElement | null>,
  id: string,
  opened: boolean,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each request
  useLayoutEffect(() => {
    const inList = document.activeElement?.closest('[data-list]');
    if (opened || !inList) heading.current?.focus({ preventScroll: true });
  }, [id, heading, opened]);
}
