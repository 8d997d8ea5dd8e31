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

  test('lets web calls be made only where that was said, and no further', () => {
    const closed = draftFrom(DOCUMENT);
    expect(JSON.parse(documentOf(closed))).not.toHaveProperty('fetch');
    const open = { ...closed, fetch: { hosts: null, privateAddresses: false, redirects: false } };
    expect(JSON.parse(documentOf(open)).fetch).toEqual({});
    const narrow = { ...open, fetch: { ...open.fetch, hosts: ['api.seller.example'] } };
    const written = documentOf(narrow);
    expect(JSON.parse(written).fetch).toEqual({ hosts: ['api.seller.example'] });
    expect(draftFrom(written).fetch).toEqual(narrow.fetch);
    expect(documentOf({ ...draftFrom(written), fetch: null })).toBe(documentOf(closed));
  });

  test('leaves out a limit that was cleared', () => {
    const document = JSON.parse(
      documentOf({ ...draftFrom(DOCUMENT), denyAbove: '', validUntil: null }),
    );
    expect(document.limits).not.toHaveProperty('deny_above');
    expect(document.valid).toEqual({ from: '2026-09-01' });
  });

  test('keeps every field as it was, also those it does not show', () => {
    const whole = {
      ...JSON.parse(DOCUMENT),
      limits: {
        auto_up_to: '50.00',
        deny_above: '200.00',
        periods: [{ window: 'week', max: '400.00', when_used_up: 'deny', rollover: 'capped' }],
        max_purchases: { window: 'day', count: 4 },
        tolerance: { amount: '2.00', percent: '3' },
        rate_max_age_days: 3,
        rate_margin_percent: '1.5',
      },
      scope: {
        merchants: ['nordlicht-books.example'],
        merchants_blocked: ['pix3l.example'],
        categories: ['books'],
        rails: ['card'],
      },
      always_ask: {
        new_merchant: false,
        repeats: false,
        subscription: false,
        outside_hours: ['08:00', '20:00'],
        price_rise_percent: '5',
        not_known_here: true,
      },
      confirm_above: '120.00',
      first_weekday: 'sunday',
      learning_until: '2026-12-01',
      paused: true,
      undo_seconds: 30,
      warn_at_percent: [50, 90],
      another_not_known_here: { deep: ['kept'] },
    };
    const kept = JSON.parse(documentOf(draftFrom(JSON.stringify(whole))));
    expect(kept).toEqual(whole);
    const changed = JSON.parse(
      documentOf({ ...draftFrom(JSON.stringify(whole)), autoUpTo: '60.00' }),
    );
    expect(changed).toEqual({ ...whole, limits: { ...whole.limits, auto_up_to: '60.00' } });
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
