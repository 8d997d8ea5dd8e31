import type { ActivityRow, Status } from '../types';
import { bookRows } from './history';
import { money, START } from './seeds';

/** A generated past of any length: row `n` is always the same. */

type Shop = readonly [name: string, host: string, item: string, budget: string];

const FIRST: Shop = ['Nordbahn', 'nordbahn.example', 'Day ticket, zone A–C', 'Travel'];

const MERCHANTS: readonly Shop[] = [
  FIRST,
  ['Hofladen Ahrens', 'hofladen-ahrens.example', 'Vegetable box, large', 'Groceries'],
  ['Cloudhost', 'billing.cloudhost.example', 'Object storage, 40 GB', 'Cloud'],
  ['Teehaus Ōmi', 'teehaus-omi.example', 'Sencha, 200 g', 'Groceries'],
  ['Weather API', 'api.weather.example', '1 000 forecasts', 'Cloud'],
];

const STATUSES: readonly Status[] = [
  'captured',
  'captured',
  'captured',
  'captured',
  'authorized',
  'captured',
  'rejected',
  'captured',
  'captured',
  'expired',
  'captured',
  'denied',
  'captured',
  'refunded',
  'captured',
  'captured',
  'cancelled',
  'captured',
];

/** What a shop sells and how it is paid, which rows of the record do not say. */
export const SHOP_FACTS: Record<string, { category: string; rail: string; repeats?: boolean }> = {
  'nordbahn.example': { category: 'travel', rail: 'card' },
  'hofladen-ahrens.example': { category: 'groceries', rail: 'card' },
  'teehaus-omi.example': { category: 'groceries', rail: 'card' },
  'billing.cloudhost.example': { category: 'hosting', rail: 'card', repeats: true },
  'api.weather.example': { category: 'data', rail: 'x402' },
  'lindqvist.example': { category: 'books', rail: 'card' },
  'pix3l-prints.example': { category: 'prints', rail: 'card' },
  'kiosk-am-ring.example': { category: 'books', rail: 'card' },
};

/** The newest first: the fixed rows of Books among the generated ones of the other budgets. */
export function pastRows(count: number): ActivityRow[] {
  const books = bookRows().slice(0, Math.max(0, count - 1));
  const others = count - books.length;
  const gap = Math.max(97, Math.floor((88 * 24 * 60) / Math.max(1, others)));
  const generated = Array.from({ length: others }, (_, index) => pastRow(index, gap));
  return [...generated, ...books].sort((a, b) => (a.at < b.at ? 1 : -1));
}

function pastRow(index: number, gapMinutes: number): ActivityRow {
  const dice = scramble(index);
  const [name, host, item, budget] = MERCHANTS[dice % MERCHANTS.length] ?? FIRST;
  const status = STATUSES[Math.floor(dice / 7) % STATUSES.length] ?? 'captured';
  const dollars = budget === 'Cloud';
  const major = 3 + (Math.floor(dice / 131) % (SPREAD[budget] ?? 60));
  const minor = String((Math.floor(dice / 17) % 20) * 5).padStart(2, '0');
  const amount = money(`${major}.${minor}`, dollars ? 'USD' : 'EUR');
  const owner = status === 'rejected' || dice % 5 === 0;
  const undecided = status === 'expired' || status === 'cancelled';
  return {
    id: `pur_p${String(index).padStart(7, '0')}`,
    at: new Date(START - (index + 1) * gapMinutes * 60_000).toISOString(),
    merchantName: name,
    merchantDomain: host,
    firstItem: item,
    moreItems: dice % 4 === 0 ? 2 : 0,
    agentName:
      budget === 'Cloud' ? 'DevOps agent' : budget === 'Travel' ? 'Travel agent' : 'Shopping agent',
    sandbox: false,
    budgetName: budget,
    amount,
    refunded: status === 'refunded' ? amount : null,
    status,
    decidedBy: undecided ? null : owner && status !== 'denied' ? 'owner' : 'rule',
    againOf: null,
    tried: 1,
  };
}

/** How far the prices of a budget reach. */
const SPREAD: Record<string, number> = { Travel: 20, Groceries: 50, Cloud: 3 };

function scramble(index: number): number {
  let value = (index + 1) * 2654435761;
  value = (value ^ (value >>> 15)) >>> 0;
  return Math.imul(value, 2246822519) >>> 8;
}
