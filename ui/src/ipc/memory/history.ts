import type { ActivityRow } from '../types';
import { money } from './seeds';

/**
 * What was asked for under Books. In the last 90 days of the demo these are 49
 * requests: at 40.00 automatic 33 pass, 14 ask and 2 are denied; at 50.00 it is 41, 6 and 2.
 */

type Shop = readonly [name: string, host: string, item: string];

const LINDQVIST: Shop = ['Buchhandlung Lindqvist', 'lindqvist.example', 'The Rings of Saturn'];
const PIX3L: Shop = ['Pix3l-Prints', 'pix3l-prints.example', 'Poster, 50 × 70'];
const KIOSK: Shop = ['Kiosk am Ring', 'kiosk-am-ring.example', 'Weekly paper'];

type Fate = 'auto' | 'you' | 'rejected' | 'expired' | 'denied';

/** Local time of Berlin, price, shop, and what became of it. */
const PAST: readonly (readonly [at: string, amount: string, shop: Shop, fate: Fate])[] = [
  ['2026-07-04T10:12', '14.00', LINDQVIST, 'you'],
  ['2026-07-09T18:40', '22.50', PIX3L, 'you'],
  ['2026-07-11T08:05', '4.80', KIOSK, 'you'],

  ['2026-09-02T09:41', '4.80', KIOSK, 'auto'],
  ['2026-09-03T17:20', '9.90', LINDQVIST, 'auto'],
  ['2026-09-05T11:02', '40.50', LINDQVIST, 'you'],
  ['2026-09-07T08:14', '4.80', KIOSK, 'auto'],
  ['2026-09-08T20:33', '52.00', PIX3L, 'you'],
  ['2026-09-10T12:25', '6.50', LINDQVIST, 'auto'],
  ['2026-09-11T22:40', '61.00', PIX3L, 'rejected'],
  ['2026-09-12T10:48', '12.00', LINDQVIST, 'auto'],
  ['2026-09-14T08:09', '4.80', KIOSK, 'auto'],
  ['2026-09-15T16:55', '41.20', LINDQVIST, 'you'],
  ['2026-09-17T13:31', '129.00', PIX3L, 'expired'],
  ['2026-09-18T19:07', '8.20', LINDQVIST, 'auto'],
  ['2026-09-20T14:44', '64.00', LINDQVIST, 'you'],
  ['2026-09-21T08:11', '4.80', KIOSK, 'auto'],
  ['2026-09-23T18:18', '41.90', LINDQVIST, 'you'],
  ['2026-09-24T23:32', '249.00', PIX3L, 'denied'],
  ['2026-09-25T09:20', '11.40', LINDQVIST, 'auto'],
  ['2026-09-28T08:02', '4.80', KIOSK, 'auto'],
  ['2026-09-29T15:37', '7.00', LINDQVIST, 'auto'],
  ['2026-09-30T12:50', '5.00', LINDQVIST, 'auto'],

  ['2026-10-01T10:15', '15.90', LINDQVIST, 'auto'],
  ['2026-10-03T11:41', '42.50', PIX3L, 'you'],
  ['2026-10-05T08:07', '4.80', KIOSK, 'auto'],
  ['2026-10-06T17:58', '9.50', LINDQVIST, 'auto'],
  ['2026-10-08T21:05', '43.10', LINDQVIST, 'you'],
  ['2026-10-10T10:33', '6.90', LINDQVIST, 'auto'],
  ['2026-10-12T08:12', '4.80', KIOSK, 'auto'],
  ['2026-10-13T16:21', '95.00', LINDQVIST, 'you'],
  ['2026-10-15T13:46', '43.40', PIX3L, 'you'],
  ['2026-10-16T19:30', '8.00', LINDQVIST, 'auto'],
  ['2026-10-18T23:26', '320.00', PIX3L, 'denied'],
  ['2026-10-19T08:04', '4.80', KIOSK, 'auto'],
  ['2026-10-21T18:11', '10.60', LINDQVIST, 'auto'],
  ['2026-10-23T12:09', '43.60', LINDQVIST, 'you'],
  ['2026-10-24T09:52', '6.20', LINDQVIST, 'auto'],
  ['2026-10-26T08:10', '4.80', KIOSK, 'auto'],
  ['2026-10-28T17:13', '7.70', LINDQVIST, 'auto'],
  ['2026-10-30T14:28', '9.00', LINDQVIST, 'auto'],

  ['2026-11-02T08:06', '7.50', KIOSK, 'auto'],
  ['2026-11-04T16:42', '12.90', LINDQVIST, 'auto'],
  ['2026-11-06T11:19', '9.80', LINDQVIST, 'auto'],
  ['2026-11-09T08:13', '6.40', KIOSK, 'auto'],
  ['2026-11-11T19:48', '42.00', LINDQVIST, 'you'],
  ['2026-11-12T22:15', '72.50', PIX3L, 'rejected'],
  ['2026-11-14T10:36', '14.00', LINDQVIST, 'auto'],
  ['2026-11-16T08:08', '7.50', KIOSK, 'auto'],
  ['2026-11-18T17:25', '11.20', LINDQVIST, 'auto'],
  ['2026-11-20T12:57', '8.90', LINDQVIST, 'auto'],
  ['2026-11-23T08:03', '10.00', KIOSK, 'auto'],
];

const STATUS = {
  auto: 'captured',
  you: 'captured',
  rejected: 'rejected',
  expired: 'expired',
  denied: 'denied',
} as const;

export function bookRows(): ActivityRow[] {
  return PAST.map(([at, amount, [merchantName, merchantDomain, firstItem], fate], index) => ({
    id: `pur_b${String(index + 1).padStart(7, '0')}`,
    at: berlin(at),
    merchantName,
    merchantDomain,
    firstItem,
    moreItems: 0,
    agentName: 'Shopping agent',
    sandbox: false,
    budgetName: 'Books',
    amount: money(amount),
    refunded: null,
    status: STATUS[fate],
    decidedBy: fate === 'you' || fate === 'rejected' ? 'owner' : fate === 'expired' ? null : 'rule',
    againOf: null,
    tried: 1,
  }));
}

/** Summer time ended on 25 October. */
function berlin(local: string): string {
  const offset = local < '2026-10-25T03:00' ? '+02:00' : '+01:00';
  return new Date(`${local}:00${offset}`).toISOString();
}
