import { describe, expect, test } from 'vitest';
import { Guard, missing } from './guard';

const press = (beganAt: number, rest = {}) => ({
  isTrusted: true,
  repeat: false,
  beganAt,
  ...rest,
});

describe('the guard', () => {
  test('accepts nothing before the core has answered', () => {
    expect(new Guard().accepts(press(1e12))).toBe(false);
  });

  test('accepts a press that began after the wait', () => {
    const guard = new Guard();
    guard.presented(1000, 700);
    expect(guard.accepts(press(1699))).toBe(false);
    expect(guard.accepts(press(1700))).toBe(true);
  });

  test('refuses a press that began before it ended, however late it is let go', () => {
    const guard = new Guard();
    guard.presented(1000, 700);
    expect(guard.isOver(5000)).toBe(true);
    expect(guard.accepts(press(1500))).toBe(false);
  });

  test('refuses a held-down key and an event that no person made', () => {
    const guard = new Guard();
    guard.presented(0, 0);
    expect(guard.accepts(press(10, { repeat: true }))).toBe(false);
    expect(guard.accepts(press(10, { isTrusted: false }))).toBe(false);
  });

  test('starts again when something changed', () => {
    const guard = new Guard();
    guard.presented(0, 0);
    guard.restart();
    expect(guard.accepts(press(1e12))).toBe(false);
  });
});

describe('what is missing', () => {
  const all = {
    guardOver: true,
    needsTick: true,
    ticked: true,
    needsPassphrase: true,
    passphrase: 'x',
  };

  test('is asked for in the order of the card', () => {
    expect(missing({ ...all, guardOver: false, ticked: false, passphrase: '' })).toBe('guard');
    expect(missing({ ...all, ticked: false, passphrase: '' })).toBe('tick');
    expect(missing({ ...all, passphrase: '' })).toBe('passphrase');
    expect(missing(all)).toBeNull();
  });

  test('is nothing for a request with one reason and a known merchant', () => {
    expect(
      missing({ ...all, needsTick: false, ticked: false, needsPassphrase: false, passphrase: '' }),
    ).toBeNull();
  });
});
