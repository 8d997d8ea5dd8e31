import type { ActivityRow, Card, Detail, RequestRow, Status, TimelineStep } from '../types';

/** Rows, details and hashes made from cards, as the core makes them from its ledger. */

/** Not a real hash: it only has to change when anything shown changes. */
export function viewHash(card: Card): string {
  const text = JSON.stringify({ ...card, viewHash: '', status: '', guardMs: 0 });
  let state = 0xcbf29ce484222325n;
  for (const char of text) {
    state = BigInt.asUintN(64, (state ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return state.toString(16).padStart(16, '0').repeat(4);
}

export type Request = {
  card: Card;
  requestedAt: string;
  decidedBy: 'rule' | 'owner' | null;
  undoUntil: string | null;
  presentedAt: number | null;
  timeline: TimelineStep[];
};

export function requestRow(request: Request): RequestRow {
  const { card } = request;
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
    requestedAt: request.requestedAt,
    expiresAt: card.expiresAt,
    undoUntil: request.undoUntil,
    decidedBy: request.decidedBy,
    firstItem: card.items[0]?.title ?? null,
    itemCount: card.items.length,
    tried: card.again ? 2 : 1,
  };
}

export function activityRow(request: Request): ActivityRow {
  const { card } = request;
  return {
    id: card.id,
    at: request.requestedAt,
    merchantName: card.merchant.name,
    merchantDomain: card.merchant.domain,
    firstItem: card.items[0]?.title ?? null,
    moreItems: Math.max(0, card.items.length - 1),
    agentName: card.agent.name,
    sandbox: card.agent.sandbox,
    budgetName: card.budget?.name ?? null,
    amount: card.amount,
    refunded: null,
    status: card.status,
    decidedBy: request.decidedBy,
    againOf: card.again?.id ?? null,
    tried: card.again ? 2 : 1,
  };
}

/** A card for a row of the generated past, so that its drawer has something true to show. */
export function pastRequest(row: ActivityRow): Request {
  const host = row.merchantDomain;
  const card: Card = {
    id: row.id,
    revision: 1,
    viewHash: '',
    tier: row.decidedBy === 'owner' ? 't1' : 't0',
    agent: {
      id: `agt_${row.agentName}`,
      name: row.agentName,
      pairedAt: '2026-09-02T09:14:00.000Z',
      key: '7F3A…C21',
      controlsDesktop: false,
      sandbox: row.sandbox,
    },
    amount: row.amount,
    merchant: {
      name: row.merchantName,
      domain: host,
      registrable: host?.split('.').slice(-2).join('.') ?? null,
      unicode: null,
      country: null,
      category: null,
      known: true,
      purchasesBefore: 3,
    },
    reasons: [],
    again: null,
    tick: null,
    budget: row.budgetName
      ? {
          name: row.budgetName,
          window: 'month',
          max: null,
          spent: null,
          held: null,
          leftAfter: null,
          overBy: null,
          counted: null,
        }
      : null,
    items: row.firstItem ? [{ title: row.firstItem, quantity: 1, amount: row.amount }] : [],
    totals: null,
    instrument: 'Visa •••• 4242',
    rail: 'card',
    facts: [],
    payment: null,
    recurrence: null,
    claims: { reason: 'Part of the task you gave me.', intent: null },
    hiddenCharacters: 0,
    expiresAt: null,
    undoSeconds: 10,
    guardMs: 700,
    previous: null,
    status: row.status,
  };
  card.viewHash = viewHash(card);
  return {
    card,
    requestedAt: row.at,
    decidedBy: row.decidedBy,
    undoUntil: null,
    presentedAt: null,
    timeline: pastTimeline(row),
  };
}

function pastTimeline(row: ActivityRow): TimelineStep[] {
  const base = Date.parse(row.at);
  const step = (seq: number, seconds: number, kind: string, text: string, by: string | null) => ({
    seq,
    at: new Date(base + seconds * 1000).toISOString(),
    kind,
    text,
    by,
    said: null,
  });
  const outcome: Partial<Record<Status, string>> = {
    captured: 'Receipt recorded',
    refunded: 'Refund recorded',
    rejected: 'Rejected',
    denied: 'Denied by a rule',
    expired: 'Expired, not paid',
  };
  return [
    step(811, 0, 'requested', `Received from ${row.agentName}`, null),
    step(812, 0, 'evaluated', row.decidedBy === 'owner' ? 'Rules: ask' : 'Rules: decided', null),
    ...(row.decidedBy === 'owner'
      ? [step(815, 31, 'decided', 'Decided in the window', 'you')]
      : []),
    step(819, 44, 'settled', outcome[row.status] ?? 'Authorised', row.agentName),
  ];
}

export function detailOf(request: Request, attempts: ActivityRow[] = []): Detail {
  const { card } = request;
  const signed =
    card.status === 'authorized' || card.status === 'captured' || card.status === 'refunded';
  const seq = String(request.timeline.at(-1)?.seq ?? 0);
  return {
    row: activityRow(request),
    card,
    attempts,
    note: null,
    tags: [],
    timeline: request.timeline,
    evidence: [
      { label: 'Ledger entry', value: seq, check: 'verified', note: 'Hash and signature agree.' },
      {
        label: 'Items and total',
        value: card.viewHash.slice(0, 32),
        check: 'verified',
        note: 'They add up.',
      },
      {
        label: 'Purchases here before',
        value: String(card.merchant.purchasesBefore),
        check: 'records',
        note: null,
      },
      {
        label: 'Merchant name',
        value: card.merchant.name,
        check: 'claimed',
        note: 'Sent by the agent.',
      },
    ],
    shown: request.decidedBy === 'owner' ? { viewHash: card.viewHash, card } : null,
    raw: JSON.stringify(
      { amount: card.amount, items: card.items, merchant: card.merchant },
      null,
      2,
    ),
    authorization: signed
      ? `eyJhbGciOiJFUzI1NiJ9.${card.viewHash.slice(0, 40)}.c2lnbmF0dXJl`
      : null,
  };
}
