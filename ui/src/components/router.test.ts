import { afterEach, describe, expect, test, vi } from 'vitest';
import { href, navigate, parseHash, setLeaveGuard } from './router';

afterEach(() => setLeaveGuard(null));

describe('addresses', () => {
  test('a request has a screen, a path and no query', () => {
    const route = parseHash('#/inbox/pur_1');
    expect([route.screen, route.path, route.query.toString()]).toEqual(['inbox', ['pur_1'], '']);
  });

  test('a search is part of the address', () => {
    const route = parseHash('#/activity/pur_1?q=amount%3E50+status%3Apaid');
    expect(route.path).toEqual(['pur_1']);
    expect(route.query.get('q')).toBe('amount>50 status:paid');
  });

  test.each(['', '#', '#/', '#/nonsense/x', '#//'])('%j leads to the inbox', (hash) => {
    expect(parseHash(hash)).toMatchObject({ screen: 'inbox', path: [] });
  });

  test('a broken escape is taken as it stands', () => {
    expect(parseHash('#/budgets/%E0%A4%A').path).toEqual(['%E0%A4%A']);
  });

  test('the same place is written in one way', () => {
    expect([href('inbox'), href('/inbox'), href('#/inbox')]).toEqual([
      '#/inbox',
      '#/inbox',
      '#/inbox',
    ]);
  });
});

describe('going somewhere', () => {
  test('sets the address', async () => {
    navigate('budgets/man_1');
    await vi.waitFor(() => expect(window.location.hash).toBe('#/budgets/man_1'));
  });

  test('replacing leaves the length of the history alone', () => {
    const before = window.history.length;
    navigate('agents', 'replace');
    expect(window.location.hash).toBe('#/agents');
    expect(window.history.length).toBe(before);
  });

  test('a guard hears the wish and keeps the address', async () => {
    navigate('budgets', 'replace');
    const wished = vi.fn();
    setLeaveGuard(wished);
    navigate('inbox');
    await vi.waitFor(() => expect(wished).toHaveBeenCalledWith('#/inbox'));
    expect(window.location.hash).toBe('#/budgets');
  });
});
