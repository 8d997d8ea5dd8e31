import type { ActivityRow, Status } from '../types';
import { money, START } from './seeds';

/** A generated past of any length: row `n` is always the same. */

type Shop = readonly [name: string, host: string, item: string, budget: string];

const FIRST: Shop = ['Nordbahn', 'nordbahn.example', 'Day ticket, zone A–C', 'Travel'];

const MERCHANTS: readonly Shop[] = [
  FIRST,
  ['Hofladen Ahrens', 'hofladen-ahrens.example', 'Vegetable box, large', 'Groceries'],
  ['Cloudhost', 'billing.cloudhost.example', 'Object storage, 40 GB', 'Cloud'],
  ['Buchhandlung Lindqvist', 'lindqvist.example', 'The Rings of Saturn, paperback', 'Books'],
  ['Pix3l-Prints', 'pix3l-prints.example', 'Poster, 50 × 70', 'Books'],
  ['Teehaus Ōmi', 'teehaus-omi.example', 'Sencha, 200 g', 'Groceries'],
  ['Weather API', 'api.weather.example', '1 000 forecasts', 'Cloud'],
  ['Kiosk am Ring', 'kiosk-am-ring.example', 'Weekly paper', 'Books'],
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

export function pastRows(count: number): ActivityRow[] {
  return Array.from({ length: count }, (_, index) => pastRow(index));
}

function pastRow(index: number): ActivityRow {
  const dice = scramble(index);
  const [name, host, item, budget] = MERCHANTS[dice % MERCHANTS.length] ?? FIRST;
  const status = STATUSES[Math.floor(dice / 7) % STATUSES.length] ?? 'captured';
  const dollars = budget === 'Cloud';
  const major = 3 + (Math.floor(dice / 131) % (budget === 'Travel' ? 180 : 60));
  const minor = String((Math.floor(dice / 17) % 20) * 5).padStart(2, '0');
  const amount = money(`${major}.${minor}`, dollars ? 'USD' : 'EUR');
  const owner = status === 'rejected' || dice % 5 === 0;
  const undecided = status === 'expired' || status === 'cancelled';
  return {
    id: `pur_p${String(index).padStart(7, '0')}`,
    at: new Date(START - (index + 1) * 97 * 60_000).toISOString(),
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
  };
}

function scramble(index: number): number {
  let value = (index + 1) * 2654435761;
  value = (value ^ (value >>> 15)) >>> 0;
  return Math.imul(value, 2246822519) >>> 8;
}
