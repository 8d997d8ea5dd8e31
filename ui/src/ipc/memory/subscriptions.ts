import type { SubscriptionView } from '../types';
import { money } from './seeds';

export function seedSubscriptions(): SubscriptionView[] {
  const one = (rest: Partial<SubscriptionView> & { id: string }): SubscriptionView => ({
    merchantName: 'Cloudhost',
    merchantDomain: 'billing.cloudhost.example',
    title: 'Object storage, 40 GB',
    agentName: 'DevOps agent',
    interval: 'month',
    amount: money('4.00', 'USD'),
    yearly: money('48.00', 'USD'),
    nextAt: '2026-12-03T09:00:00.000Z',
    trialEnds: null,
    timesLeft: null,
    cancelledAt: null,
    ...rest,
  });
  return [
    one({
      id: 'sub_reader',
      merchantName: 'Leseclub',
      merchantDomain: 'leseclub.example',
      title: 'Audio books, unlimited',
      agentName: 'Shopping agent',
      amount: money('9.95'),
      yearly: money('119.40'),
      nextAt: '2026-11-29T08:00:00.000Z',
      trialEnds: '2026-11-29',
    }),
    one({ id: 'sub_storage' }),
    one({
      id: 'sub_paper',
      merchantName: 'Kiosk am Ring',
      merchantDomain: 'kiosk-am-ring.example',
      title: 'Weekly paper',
      agentName: 'Shopping agent',
      interval: 'week',
      amount: money('4.80'),
      yearly: money('249.60'),
      nextAt: '2026-11-30T08:00:00.000Z',
      timesLeft: 5,
    }),
    one({
      id: 'sub_maps',
      merchantName: 'Kartenwerk',
      merchantDomain: 'kartenwerk.example',
      title: 'Hiking maps',
      agentName: 'Travel agent',
      interval: 'year',
      amount: money('35.00'),
      yearly: money('35.00'),
      nextAt: null,
      cancelledAt: '2026-10-12T16:20:00.000Z',
    }),
  ];
}
