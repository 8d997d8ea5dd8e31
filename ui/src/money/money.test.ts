import { describe, expect, test } from 'vitest';
import {
  difference,
  exponentOf,
  formatMoney,
  fromMinor,
  minorOf,
  moneyText,
  normaliseTyped,
  toMinor,
  withMinor,
} from './money';

const eur = (amount: string) => ({ amount, currency: 'EUR', exponent: 2 });

describe('minor units', () => {
  test.each([
    ['84.90', 2, 8490n],
    ['84.9', 2, 8490n],
    ['1200', 0, 1200n],
    ['0.005', 3, 5n],
    ['3.250000', 6, 3250000n],
  ])('%s with %i decimals is read exactly', (amount, exponent, minor) => {
    expect(toMinor(amount, exponent)).toBe(minor);
  });

  test.each(['', '-1', '1e3', '1,5', '.5', '1.', ' 1', '１', '1.999'])(
    '%j is not an amount in euros',
    (amount) => {
      expect(toMinor(amount, 2)).toBeNull();
    },
  );

  test('an amount survives the way there and back', () => {
    for (const [amount, exponent] of [
      ['0.01', 2],
      ['0', 0],
      ['9007199254740993.99', 2],
      ['0.001', 3],
    ] as const) {
      const minor =
        exponent === 2 && amount.length > 16 ? 900719925474099399n : toMinor(amount, exponent);
      expect(fromMinor(minor ?? -1n, exponent)).toBe(amount);
    }
  });

  test('a negative amount keeps its sign below one', () => {
    expect(fromMinor(-5n, 2)).toBe('-0.05');
    expect(minorOf(eur('-0.05'))).toBe(-5n);
  });

  test('a difference is exact where a float would not be', () => {
    expect(difference(eur('0.30'), eur('0.10')).amount).toBe('0.20');
    expect(withMinor(eur('0'), 30n).amount).toBe('0.30');
  });
});

describe('formatting', () => {
  test.each([
    [{ amount: '1200', currency: 'JPY', exponent: 0 }, '¥1,200', 'JPY'],
    [{ amount: '84.90', currency: 'EUR', exponent: 2 }, '€84.90', null],
    [{ amount: '1.500', currency: 'BHD', exponent: 3 }, 'BHD\u00a01.500', null],
    [{ amount: '19.00', currency: 'USD', exponent: 2 }, '$19.00', 'USD'],
    [{ amount: '3.250000', currency: 'USDC', exponent: 6 }, '3.25', 'USDC'],
    [{ amount: '0.000001', currency: 'USDC', exponent: 6 }, '0.000001', 'USDC'],
  ])('%j shows all its decimals and its code where the symbol is shared', (money, text, code) => {
    expect(formatMoney(money, 'en')).toEqual({ text, code });
  });

  test('digits beyond a float stay as they are', () => {
    expect(formatMoney(eur('9007199254740993.99'), 'en').text).toBe('€9,007,199,254,740,993.99');
  });

  test('a minus is the real minus sign', () => {
    expect(formatMoney(eur('-5.00'), 'en').text).toBe('\u2212€5.00');
  });

  test('the notation is the reader’s', () => {
    expect(moneyText(eur('1234.50'), 'de-DE')).toBe('1.234,50\u00a0€');
    expect(moneyText({ amount: '19.00', currency: 'USD', exponent: 2 }, 'en')).toBe(
      '$19.00\u00a0USD',
    );
  });
});

describe('typed amounts', () => {
  test.each([
    ['50', '50.00'],
    ['50,5', '50.50'],
    ['1.234,50', '1234.50'],
    ['1,234.50', '1234.50'],
    ['1 234,50', '1234.50'],
    ['007', '7.00'],
    ['5.', '5.00'],
  ])('%j becomes %s', (typed, amount) => {
    expect(normaliseTyped(typed, 2)).toBe(amount);
  });

  test.each(['', 'abc', '1.234', '-5', '1e2'])('%j is refused rather than guessed', (typed) => {
    expect(normaliseTyped(typed, 2)).toBeNull();
  });
});

test('currencies know their decimals', () => {
  expect(['JPY', 'EUR', 'BHD', 'USDC', '??'].map(exponentOf)).toEqual([0, 2, 3, 6, 2]);
});
