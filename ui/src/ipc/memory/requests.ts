import { difference, fromMinor, minorOf, toMinor, withMinor } from '@/money/money';
import type {
  Approve,
  BatchItem,
  Card,
  Inbox,
  IpcError,
  Money,
  Offer,
  RequestRow,
  TimelineStep,
} from '../types';
import { PASSPHRASE } from './seeds';
import { type Request, requestRow, viewHash } from './views';

const RATE_DIGITS = 8;

/** An amount of cents at a rate, in cents; the half is rounded up, as the core does. */
function converted(amount: Money, rate: string): string {
  const unit = 10n ** BigInt(RATE_DIGITS);
  const counted = minorOf(amount) * (toMinor(rate, RATE_DIGITS) ?? 0n);
  return fromMinor((counted + unit / 2n) / unit, 2);
}

/** The waiting requests and their decisions, with the core's refusals. */
export class Requests {
  private readonly byId = new Map<string, Request>();
  private seq = 1280;

  constructor(
    private readonly now: () => number,
    private readonly changed: () => void,
    private readonly refusesApproval: () => IpcError | null,
  ) {}

  add(card: Card) {
    card.viewHash = viewHash(card);
    const requestedAt = new Date(this.now() - 6 * 60_000).toISOString();
    const request: Request = {
      card,
      requestedAt,
      decidedBy: null,
      undoUntil: null,
      presentedAt: null,
      timeline: [],
    };
    this.byId.set(card.id, request);
    this.step(request, 'requested', `Received from ${card.agent.name}`, null);
    this.step(
      request,
      'evaluated',
      `Rules: ask (${card.reasons.map((r) => r.code).join(', ')})`,
      null,
    );
  }

  all(): Request[] {
    return [...this.byId.values()];
  }

  inbox(): Inbox {
    const rows = this.all().map(requestRow);
    return {
      waiting: rows.filter((row) => row.status === 'pending'),
      done: rows.filter((row) => row.status !== 'pending').reverse(),
      small: [],
    };
  }

  find(id: string): Request {
    const request = this.byId.get(id);
    if (!request)
      throw ipcError('not_found', 'There is no such request.', 'It may have been removed.');
    return request;
  }

  presented(id: string, hash: string): { approveInMs: number } {
    const request = this.find(id);
    if (request.card.viewHash !== hash) throw viewChanged();
    request.presentedAt = this.now();
    return { approveInMs: request.card.guardMs };
  }

  approve(approval: Approve): RequestRow {
    const request = this.find(approval.purchase);
    const { card } = request;
    const refusal = this.refusesApproval();
    if (refusal) throw refusal;
    if (card.status === 'expired')
      throw ipcError('expired', 'The request expired.', 'Nothing was paid.');
    if (card.status !== 'pending') {
      throw ipcError('already_decided', 'The request was already decided.', 'Nothing was changed.');
    }
    if (card.viewHash !== approval.viewHash) throw viewChanged();
    const early = request.presentedAt === null || this.now() < request.presentedAt + card.guardMs;
    if (early)
      throw ipcError('too_early', 'That was too soon to have been read.', 'Try again in a moment.');
    if (card.tier === 't4')
      throw ipcError('blocked', 'This request cannot be approved.', 'Reject it.');
    if (card.tick && approval.tick !== card.tick.code) {
      throw ipcError(
        'tick_missing',
        'The check is not ticked.',
        'Tick the line at the top of the reasons.',
      );
    }
    if (card.tier === 't3') this.requirePresence(approval.passphrase);
    request.decidedBy = 'owner';
    request.undoUntil = new Date(this.now() + card.undoSeconds * 1000).toISOString();
    card.status = 'approved';
    const how = approval.how === 'keys' ? 'keyboard' : 'click';
    this.step(request, 'approved', `Approved · ${how}${card.tick ? ' · fact ticked' : ''}`, 'you');
    return this.answer(request);
  }

  approveBatch(items: BatchItem[]): RequestRow[] {
    const cards = items.map((item) => this.find(item.purchase).card);
    const [first] = cards;
    const alike = cards.every(
      (card) =>
        card.tier === 't1' &&
        card.agent.id === first?.agent.id &&
        card.merchant.domain === first?.merchant.domain,
    );
    if (cards.length < 2 || !alike)
      throw ipcError('not_alike', 'These cannot be approved together.', 'Approve them one by one.');
    return items.map((item) =>
      this.approve({ ...item, tick: null, passphrase: null, how: 'click' }),
    );
  }

  reject(id: string, note: string | null, offer: Offer | null): RequestRow {
    const request = this.find(id);
    if (request.card.status !== 'pending') {
      throw ipcError('already_decided', 'The request was already decided.', 'Nothing was changed.');
    }
    request.card.status = 'rejected';
    request.decidedBy = 'owner';
    request.undoUntil = request.card.expiresAt;
    const most = offer?.maxAmount ? ` (at most ${offer.maxAmount})` : '';
    this.step(request, 'rejected', `Rejected${note ? `: ${note}` : ''}${most}`, 'you');
    return this.answer(request);
  }

  /** A rate was set: what waits for one is counted, which makes it another card. */
  counted({ from, to, rate }: { from: string; to: string; rate: string }) {
    for (const { card } of this.byId.values()) {
      const waits = card.reasons.find(
        ({ code, params }) => code === 'no_rate' && params.currency === from && params.into === to,
      );
      if (!waits || card.status !== 'pending' || !card.budget) continue;
      card.reasons = card.reasons.filter((reason) => reason !== waits);
      card.tick = null;
      const amount = { amount: converted(card.amount, rate), currency: to, exponent: 2 };
      card.budget = {
        ...card.budget,
        counted: { amount, rate, date: new Date(this.now()).toISOString().slice(0, 10) },
      };
      card.viewHash = viewHash(card);
    }
  }

  undo(id: string): RequestRow {
    const request = this.find(id);
    const open = request.undoUntil !== null && Date.parse(request.undoUntil) > this.now();
    if (!open) throw ipcError('too_late', 'It can no longer be undone.', 'The decision stands.');
    request.card.status = 'pending';
    request.decidedBy = null;
    request.undoUntil = null;
    request.presentedAt = null;
    this.step(request, 'undone', 'Decision undone', 'you');
    return this.answer(request);
  }

  sendNow(id: string): RequestRow {
    const request = this.find(id);
    if (request.card.status !== 'approved') {
      throw ipcError('already_decided', 'It was already sent or undone.', 'Nothing was changed.');
    }
    this.authorise(request);
    return this.answer(request);
  }

  /** The agent asks for another amount: a new revision replaces the one being read. */
  amend(id: string, amount: string) {
    const request = this.find(id);
    const { card } = request;
    card.previous = { amount: card.amount, items: card.items, revision: card.revision };
    const [first, ...rest] = card.items;
    if (first) {
      const rise = difference({ ...card.amount, amount }, card.amount);
      const raised = withMinor(first.amount, minorOf(first.amount) + minorOf(rise));
      card.items = [{ ...first, amount: raised }, ...rest];
    }
    card.revision += 1;
    card.amount = { ...card.amount, amount };
    card.viewHash = viewHash(card);
    request.presentedAt = null;
    this.step(request, 'amended', `New amount ${amount}`, card.agent.name);
    this.changed();
  }

  /** What the core does by the clock: holds end, requests expire. */
  tick() {
    const now = this.now();
    let moved = false;
    for (const request of this.byId.values()) {
      const { card } = request;
      if (card.status === 'approved' && request.undoUntil && Date.parse(request.undoUntil) <= now) {
        this.authorise(request);
        moved = true;
      } else if (card.status === 'pending' && card.expiresAt && Date.parse(card.expiresAt) <= now) {
        card.status = 'expired';
        this.step(request, 'expired', 'Expired, not paid', null);
        moved = true;
      }
    }
    if (moved) this.changed();
  }

  private requirePresence(passphrase: string | null) {
    if (!passphrase)
      throw ipcError('presence_missing', 'Your passphrase is needed.', 'Type it into the field.');
    if (passphrase !== PASSPHRASE) throw wrongPassphrase();
  }

  private authorise(request: Request) {
    request.card.status = 'authorized';
    request.undoUntil = null;
    this.step(request, 'authorized', 'Hold ended, authorisation signed', null);
  }

  private answer(request: Request): RequestRow {
    this.changed();
    return requestRow(request);
  }

  private step(request: Request, kind: string, text: string, by: string | null) {
    this.seq += 1;
    const entry: TimelineStep = {
      seq: this.seq,
      at: new Date(this.now()).toISOString(),
      kind,
      text,
      by,
      said: null,
    };
    request.timeline = [...request.timeline, entry];
  }
}

export function ipcError(code: string, message: string, hint: string): IpcError {
  return { code, message, hint, field: null, id: null };
}

export function wrongPassphrase(): IpcError {
  return ipcError('wrong_passphrase', 'That is not the passphrase.', 'Check it and type it again.');
}

function viewChanged(): IpcError {
  return ipcError(
    'view_changed',
    'The request changed while you were reading.',
    'Check the new total.',
  );
}
