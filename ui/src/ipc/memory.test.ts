import { beforeEach, describe, expect, test } from 'vitest';
import { type MemoryHost, memoryHost, PASSPHRASE, START } from './memory';
import type { Approve } from './types';

let now = START;
let host: MemoryHost;

beforeEach(() => {
  now = START;
  host = memoryHost({ now: () => now });
});

describe('approving', () => {
  test('is refused before the guard, after a change, without tick and without passphrase', async () => {
    const books = await host.card('pur_01books');
    const approval = approvalOf('pur_01books', books.viewHash);
    await expect(host.approve(approval)).rejects.toMatchObject({ code: 'too_early' });
    await read('pur_01books');
    await expect(host.approve(approval)).rejects.toMatchObject({ code: 'tick_missing' });
    host.amend('pur_01books', '94.90');
    await expect(host.approve({ ...approval, tick: 'new_merchant' })).rejects.toMatchObject({
      code: 'view_changed',
    });
    const rail = await read('pur_02rail');
    await expect(
      host.approve({ ...approvalOf('pur_02rail', rail), tick: 'over_period' }),
    ).rejects.toMatchObject({ code: 'presence_missing' });
  });

  test('holds for ten seconds, then signs', async () => {
    const hash = await read('pur_04groc');
    expect((await host.approve(approvalOf('pur_04groc', hash))).status).toBe('approved');
    now += 9_999;
    host.tick();
    expect((await host.card('pur_04groc')).status).toBe('approved');
    now += 1;
    host.tick();
    expect((await host.card('pur_04groc')).status).toBe('authorized');
  });

  test('can be undone while it is held, and not afterwards', async () => {
    const hash = await read('pur_04groc');
    await host.approve(approvalOf('pur_04groc', hash));
    expect((await host.undo('pur_04groc')).status).toBe('pending');
    const again = await read('pur_04groc');
    await host.approve(approvalOf('pur_04groc', again));
    now += 10_000;
    host.tick();
    await expect(host.undo('pur_04groc')).rejects.toMatchObject({ code: 'too_late' });
  });

  test('is refused while everything is paused', async () => {
    await host.pauseAll(null);
    const hash = await read('pur_04groc');
    await expect(host.approve(approvalOf('pur_04groc', hash))).rejects.toMatchObject({
      code: 'paused',
    });
    await expect(host.resumeAll('no')).rejects.toMatchObject({ code: 'wrong_passphrase' });
    await host.resumeAll(PASSPHRASE);
    expect((await host.approve(approvalOf('pur_04groc', hash))).status).toBe('approved');
  });
});

test('a request that nobody decided expires unpaid', async () => {
  now += 25 * 60_000;
  host.tick();
  expect((await host.card('pur_01books')).status).toBe('expired');
  expect((await host.inbox()).waiting.map((row) => row.id)).not.toContain('pur_01books');
});

test('paging through the record loses and repeats nothing', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await host.activity({ text: '', after, limit: 37 });
    seen.push(...page.rows.map((row) => row.id));
    after = page.next;
  } while (after !== null);
  expect(seen.length).toBe(219);
  expect(new Set(seen).size).toBe(219);
});

/** Presents a card and lets the guard pass. */
async function read(id: string): Promise<string> {
  const { viewHash, guardMs } = await host.card(id);
  await host.presented(id, viewHash);
  now += guardMs;
  return viewHash;
}

function approvalOf(purchase: string, viewHash: string): Approve {
  return { purchase, viewHash, tick: null, passphrase: null, how: 'keys' };
}
