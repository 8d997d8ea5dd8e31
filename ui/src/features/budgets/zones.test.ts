import { describe, expect, test } from 'vitest';
import { FULL, fromPosition, scaleFor, toPosition, top } from './scale';
import { keyTarget, nearer, withHandle } from './zoneKeys';

const scale = scaleFor(2, []);
const zones = { auto: 5000n, deny: 20000n };
const key = (name: string, shift = false, handle: 'auto' | 'deny' = 'auto') => {
  const target = keyTarget(scale, zones, handle, name, shift);
  return target === null ? null : withHandle(zones, handle, target, scale)[handle];
};

describe('keys on a handle', () => {
  test('ArrowRight on Auto at 50.00 goes to 55.00', () => {
    expect(key('ArrowRight')).toBe(5500n);
  });

  test('Shift and ArrowRight goes to 50.01', () => {
    expect(key('ArrowRight', true)).toBe(5001n);
  });

  test('ArrowLeft steps by the finer grid below', () => {
    expect(key('ArrowLeft')).toBe(4900n);
  });

  test('End stops at the deny value and Home at nothing', () => {
    expect(key('End')).toBe(20000n);
    expect(key('Home')).toBe(0n);
    expect(key('Home', false, 'deny')).toBe(5000n);
    expect(key('End', false, 'deny')).toBe(top(scale));
  });

  test('PageUp and PageDown go to the labelled ticks', () => {
    expect(key('PageUp')).toBe(10000n);
    expect(key('PageDown')).toBe(2000n);
  });

  test('other keys are not the slider’s', () => {
    expect(key('Enter')).toBeNull();
  });
});

describe('handles', () => {
  test('may meet but not cross', () => {
    expect(withHandle(zones, 'auto', 99999n, scale).auto).toBe(20000n);
    expect(withHandle(zones, 'deny', 0n, scale).deny).toBe(5000n);
    expect(withHandle(zones, 'auto', -1n, scale).auto).toBe(0n);
  });

  test('a press moves the nearer one, also when both stand in one place', () => {
    expect(nearer(2000, 8000, 3000)).toBe('auto');
    expect(nearer(2000, 8000, 7000)).toBe('deny');
    expect(nearer(5000, 5000, 4000)).toBe('auto');
    expect(nearer(5000, 5000, 6000)).toBe('deny');
  });
});

describe('the scale', () => {
  test('gives each decade step the same room', () => {
    expect([0n, 100n, 5000n, 100000n].map((amount) => toPosition(scale, amount))).toEqual([
      0,
      1000,
      6000,
      FULL,
    ]);
  });

  test('puts an amount back where it came from', () => {
    for (const amount of [0n, 50n, 1000n, 4900n, 5500n, 20000n, 100000n]) {
      expect(fromPosition(scale, toPosition(scale, amount))).toBe(amount);
    }
  });

  test('snaps to what people say', () => {
    expect(fromPosition(scale, 6120)).toBe(5500n);
    expect(fromPosition(scale, 4990)).toBe(2000n);
  });

  test('grows by ten until the largest amount has a place', () => {
    expect(top(scaleFor(2, [250000n]))).toBe(1000000n);
    expect(top(scaleFor(0, []))).toBe(100000n);
  });
});
