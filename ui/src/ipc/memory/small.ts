import { minorOf, withMinor } from '@/money/money';
import type { ActivityRow, Inbox, RequestRow, SmallPayments } from '../types';
import { money, START } from './seeds';

/** Five hundred payments of a tenth of a cent in one minute, and what the core makes of them. */

const COUNT = 500;
const FEWEST = 5;
const PREFIX = 'pur_small';

/** The newest first. */
export function smallRows(): ActivityRow[] {
  return Array.from({ length: COUNT }, (_, index) => ({
    id: `${PREFIX}${String(COUNT - index).padStart(4, '0')}`,
    at: new Date(START - index * 120).toISOString(),
    merchantName: 'Weather API',
    merchantDomain: 'api.weather.example',
    firstItem: 'GET /v2/forecast',
    moreItems: 0,
    agentName: 'DevOps agent',
    sandbox: false,
    budgetName: 'Cloud',
    amount: { ...money('0.001000', 'USDC'), exponent: 6 },
    refunded: null,
    status: 'captured',
    decidedBy: 'rule',
    againOf: null,
    tried: 1,
  }));
}

export function smallOf(rows: readonly ActivityRow[]): SmallPayments[] {
  const members = rows.filter(isSmall);
  const [first] = members;
  if (!first || members.length < FEWEST) return [];
  const sum = members.reduce((total, row) => total + minorOf(row.amount), 0n);
  return [{ members: members.map((row) => row.id), sum: withMinor(first.amount, sum) }];
}

/** A page does not end among small payments. */
export function lengthOf(rows: readonly ActivityRow[], limit: number): number {
  let length = limit;
  while (length < rows.length && isSmall(rows[length - 1])) length += 1;
  return length;
}

export function withSmall(inbox: Inbox, past: readonly ActivityRow[]): Inbox {
  const small = past.filter(isSmall);
  return { ...inbox, done: [...small.map(request), ...inbox.done], small: smallOf(small) };
}

function isSmall(row: ActivityRow | undefined): boolean {
  return row?.id.startsWith(PREFIX) ?? false;
}

function request(row: ActivityRow): RequestRow {
  const { id, agentName, sandbox, merchantName, merchantDomain } = row;
  const { amount, status, decidedBy, firstItem, at: requestedAt } = row;
  const shared = {
    id,
    agentName,
    sandbox,
    merchantName,
    merchantDomain,
    amount,
    status,
    firstItem,
  };
  return {
    ...shared,
    agentId: 'agt_devops',
    tier: 't0',
    reasons: [],
    requestedAt,
    expiresAt: null,
    undoUntil: null,
    decidedBy,
    itemCount: 1,
    tried: 1,
  };
}
