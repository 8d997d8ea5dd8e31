import { describe, expect, test } from 'vitest';
import { documentOf, draftFrom, emptyDraft, isChanged } from './draft';

const DOCUMENT = JSON.stringify({
  name: 'Books',
  agents: ['Shopping agent'],
  currency: 'EUR',
  scope: { merchants: ['nordlicht-books.example'] },
  limits: {
    auto_up_to: '50.00',
    deny_above: '200.00',
    periods: [{ window: 'month', max: '400.00', when_used_up: 'ask', rollover: 'none' }],
  },
  always_ask: { new_merchant: true },
  valid: { from: '2026-09-01', until: '2026-12-31' },
  time_zone: 'Europe/Berlin',
});

describe('a budget draft', () => {
  test('is unchanged right after it was opened', () => {
    expect(isChanged(draftFrom(DOCUMENT), draftFrom(DOCUMENT))).toBe(false);
  });

  test('is changed by another amount, and not by another notation of the same', () => {
    const original = draftFrom(DOCUMENT);
    expect(isChanged({ ...original, autoUpTo: '50' }, original)).toBe(false);
    expect(isChanged({ ...original, autoUpTo: '50,01' }, original)).toBe(true);
  });

  test('leaves an absent list absent, because empty would mean none', () => {
    const document = JSON.parse(
      documentOf({ ...draftFrom(DOCUMENT), merchants: null, agents: null }),
    );
    expect(document).not.toHaveProperty('scope');
    expect(document).not.toHaveProperty('agents');
  });

  test('sends what it cannot read as typed, so that the core can name it', () => {
    const document = JSON.parse(documentOf({ ...draftFrom(DOCUMENT), denyAbove: 'lots' }));
    expect(document.limits.deny_above).toBe('lots');
  });

  test('leaves out a limit that was cleared', () => {
    const document = JSON.parse(
      documentOf({ ...draftFrom(DOCUMENT), denyAbove: '', validUntil: null }),
    );
    expect(document.limits).not.toHaveProperty('deny_above');
    expect(document.valid).toEqual({ from: '2026-09-01' });
  });

  test('starts with careful limits', () => {
    const document = JSON.parse(documentOf({ ...emptyDraft('Europe/Berlin'), name: 'New' }));
    expect(document).toMatchObject({
      currency: 'EUR',
      always_ask: { new_merchant: true },
      time_zone: 'Europe/Berlin',
    });
  });
});
