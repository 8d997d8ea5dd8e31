import { type ReactNode, useEffect, useRef, useState } from 'react';
import { announce } from '@/components/announcer';
import { ErrorNote, Skeleton } from '@/components/feedback';
import { t } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useCard } from '@/ipc/queries';
import type { Card, Inbox, RequestRow } from '@/ipc/types';
import { ApprovalCard } from './ApprovalCard';
import { Outcome } from './Outcome';

type RequestPaneProps = {
  id: string;
  inbox: Inbox | undefined;
  usable: boolean;
  opened: boolean;
  back: ReactNode;
  onNext: (() => void) | null;
};

/** One request: its card while it waits, what became of it afterwards. */
export function RequestPane({ id, inbox, usable, opened, back, onNext }: RequestPaneProps) {
  const query = useCard(id);
  const [decided, setDecided] = useState<RequestRow | null>(null);
  const waits = inbox?.waiting ?? [];
  const known = inbox?.done.find((row) => row.id === id) ?? null;
  const card = query.data;
  const elsewhere = useElsewhere(card, decided !== null);
  useUndone(card, () => setDecided(null));

  if (query.isError && !card) {
    return (
      <div className="flex flex-col gap-3 p-4">
        {back}
        <ErrorNote error={toIpcError(query.error)} />
      </div>
    );
  }
  if (!card) return <Skeleton rows={5} height={72} />;
  const row = known ?? decided;
  if (row && (decided !== null || card.status !== 'pending')) {
    return (
      <Outcome
        row={row}
        back={back}
        elsewhere={elsewhere}
        onNext={onNext}
        onUndone={() => {
          setDecided(null);
          void query.refetch();
        }}
      />
    );
  }
  if (card.status !== 'pending')
    return (
      <Outcome
        row={rowOf(card)}
        back={back}
        elsewhere={elsewhere}
        onNext={onNext}
        onUndone={() => void query.refetch()}
      />
    );
  const index = waits.findIndex((waiting) => waiting.id === id);
  return (
    <ApprovalCard
      card={card}
      position={index >= 0 && waits.length > 1 ? { index: index + 1, of: waits.length } : null}
      back={back}
      usable={usable}
      opened={opened}
      onDecided={setDecided}
    />
  );
}

/** A decision taken back, by whatever key or window, shows the card again. */
function useUndone(card: Card | undefined, forget: () => void) {
  const last = useRef(card?.status);
  useEffect(() => {
    if (last.current !== undefined && last.current !== 'pending' && card?.status === 'pending') {
      forget();
    }
    last.current = card?.status;
  });
}

/** True when a card that waited here was decided by something other than this window. */
function useElsewhere(card: Card | undefined, decidedHere: boolean): boolean {
  const waited = useRef(false);
  const here = useRef(false);
  if (card?.status === 'pending') waited.current = true;
  if (decidedHere) here.current = true;
  const elsewhere =
    waited.current &&
    !here.current &&
    card !== undefined &&
    card.status !== 'pending' &&
    card.status !== 'expired';
  useEffect(() => {
    if (elsewhere) announce(t('errors.already_decided.message'), 'assertive');
  }, [elsewhere]);
  return elsewhere;
}

function rowOf(card: Card): RequestRow {
  return {
    id: card.id,
    agentId: card.agent.id,
    agentName: card.agent.name,
    sandbox: card.agent.sandbox,
    merchantName: card.merchant.name,
    merchantDomain: card.merchant.domain,
    amount: card.amount,
    status: card.status,
    tier: card.tier,
    reasons: card.reasons,
    requestedAt: '',
    expiresAt: card.expiresAt,
    undoUntil: null,
    decidedBy: null,
    firstItem: card.items[0]?.title ?? null,
    itemCount: card.items.length,
    tried: card.again ? 2 : 1,
  };
}
