import { describe, expect, test } from 'vitest';
import { toCsv } from './csv';
import { every, logarithmic, spread, ticks } from './scale';

describe('an axis', () => {
  test('has round steps that reach the largest value', () => {
    expect(ticks(61)).toEqual([0, 20, 40, 60, 80]);
    expect(ticks(1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(ticks(400)).toEqual([0, 100, 200, 300, 400]);
  });

  test('without values has nothing but zero', () => {
    expect(ticks(0)).toEqual([0]);
    expect(ticks(Number.NaN)).toEqual([0]);
  });

  test('on a logarithmic scale keeps what lies outside at its edge', () => {
    const place = logarithmic(1, 1000, 0, 300);
    expect(place(10)).toBeCloseTo(100);
    expect(place(0.1)).toBe(0);
    expect(place(5000)).toBeCloseTo(300);
  });
});

describe('labels', () => {
  test('are moved apart, in their order and within the room', () => {
    const places = spread([50, 52, 90, 51], 16, 0, 100);
    const sorted = [...places].sort((a, b) => a - b);
    for (let at = 1; at < sorted.length; at += 1)
      expect((sorted[at] ?? 0) - (sorted[at - 1] ?? 0)).toBeGreaterThanOrEqual(16);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThanOrEqual(100);
    expect(places[2]).toBe(Math.max(...places));
  });

  test('are left out where there is no room', () => {
    expect(every(30, 300, 60)).toBe(6);
    expect(every(3, 300, 60)).toBe(1);
  });
});

describe('copied values', () => {
  test('are quoted as RFC 4180 says, and none is a formula', () => {
    expect(toCsv([['a,b', 'say "x"', '=1+1', '-4.20', '-x']])).toBe(
      `"a,b","say ""x""",'=1+1,-4.20,'-x\r\n`,
    );
  });
});
