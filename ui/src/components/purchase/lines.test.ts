import { expect, test } from 'vitest';
import type { SmallPayments } from '@/ipc/types';
import { linesOf } from './lines';

const rows = ['pur_9', 'pur_8', 'pur_7', 'pur_6', 'pur_5', 'pur_4'].map((id) => ({ id }));
const small: SmallPayments = {
  members: ['pur_8', 'pur_6', 'pur_5'],
  sum: { amount: '0.003000', currency: 'USDC', exponent: 6 },
};

const told = (isOpen: (key: string) => boolean) =>
  linesOf(rows, [small], isOpen).map((line) =>
    line.kind === 'small' ? `${line.small.members.length} as one` : line.row.id,
  );

test('small payments are one line, where the first of them stands', () => {
  expect(told(() => false)).toEqual(['pur_9', '3 as one', 'pur_7', 'pur_4']);
});

test('an open line is followed by all its members, and by nothing twice', () => {
  const open = ['pur_9', '3 as one', 'pur_8', 'pur_6', 'pur_5', 'pur_7', 'pur_4'];
  expect(told(() => true)).toEqual(open);
});

test('a line stays open while newer payments join it', () => {
  const keys: string[] = [];
  const note = (key: string) => keys.push(key) === 0;
  linesOf(rows, [small], note);
  const grown = { ...small, members: ['pur_9', ...small.members] };
  linesOf(rows, [grown], note);
  expect(keys).toEqual(['pur_5', 'pur_5']);
});

test('the sum is the one that the core told', () => {
  const [, line] = linesOf(rows, [small], () => false);
  expect(line?.kind === 'small' && line.small.sum.amount).toBe('0.003000');
});
