import { expect, test } from 'vitest';
import type { CardItem } from '@/ipc/types';
import { itemChanges } from './itemChanges';

const item = (title: string, quantity: number, amount: string): CardItem => ({
  title,
  quantity,
  amount: { amount, currency: 'EUR', exponent: 2 },
});

test('only what differs between two versions is a change', () => {
  const before = [item('Guide', 2, '70.00'), item('Case', 1, '9.95'), item('Pen', 1, '2.00')];
  const now = [item('Guide', 2, '80.00'), item('Case', 1, '9.95'), item('Ink', 1, '4.00')];
  expect(
    itemChanges(before, now).map(({ title, before: old, now: fresh }) => [
      title,
      old?.amount ?? null,
      fresh?.amount ?? null,
    ]),
  ).toEqual([
    ['Guide', '70.00', '80.00'],
    ['Ink', null, '4.00'],
    ['Pen', '2.00', null],
  ]);
});

test('another quantity for the same money is a change, two lines of one title are one', () => {
  expect(itemChanges([item('Pen', 2, '4.00')], [item('Pen', 1, '4.00')])).toHaveLength(1);
  expect(
    itemChanges([item('Pen', 2, '4.00')], [item('Pen', 1, '2.00'), item('Pen', 1, '2.00')]),
  ).toEqual([]);
});
