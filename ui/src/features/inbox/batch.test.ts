import { beforeEach, expect, test } from 'vitest';
import { type MemoryHost, memoryHost, START } from '@/ipc/memory';
import type { RequestRow } from '@/ipc/types';
import { batchesOf } from './batch';

let host: MemoryHost;
let rows: RequestRow[];

beforeEach(async () => {
  host = memoryHost({ now: () => START, fixture: 'batch' });
  rows = (await host.inbox()).waiting;
});

test('small requests of one agent at one merchant can be approved together', () => {
  const batches = batchesOf(rows);
  expect(batches).toHaveLength(1);
  expect(batches[0]?.rows.map((row) => row.amount.amount)).toEqual(['46.20', '41.80', '52.00']);
  expect(batches[0]?.sums).toMatchObject([{ amount: '140.00', currency: 'EUR' }]);
});

test('one alone is no batch, nor are two agents or two merchants', () => {
  const small = rows.filter((row) => row.tier === 't1');
  expect(batchesOf(small.slice(0, 1))).toEqual([]);
  const [first, second] = small;
  if (!first || !second) throw new Error('the fixture has no two small requests');
  expect(batchesOf([first, { ...second, agentId: 'agt_other' }])).toEqual([]);
  expect(batchesOf([first, { ...second, merchantDomain: 'other.example' }])).toEqual([]);
  expect(batchesOf([first, { ...second, tier: 't2' }])).toEqual([]);
});

test('two currencies are two sums', () => {
  const small = rows.filter((row) => row.tier === 't1');
  const dollars = small.map((row, index) =>
    index === 0 ? { ...row, amount: { ...row.amount, currency: 'USD' } } : row,
  );
  expect(batchesOf(dollars)[0]?.sums.map((sum) => sum.currency)).toEqual(['USD', 'EUR']);
});

test('the core approves all of a batch or none of it', async () => {
  const small = rows.filter((row) => row.tier === 't1');
  const items = small.map((row) => ({ purchase: row.id, viewHash: 'something else' }));
  await expect(host.approveBatch(items)).rejects.toMatchObject({ code: 'view_changed' });
  expect((await host.inbox()).waiting).toHaveLength(rows.length);
});
