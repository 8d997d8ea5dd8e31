/**
 * The scale of the zone bar, in minor units. Equal room for each of
 * 0–1–2–5–10–…–1000, linear in between, so that small purchases stay adjustable.
 */
export type Scale = {
  ticks: bigint[];
  /** Minor units of one step of the labels; 10 or 100 times `base` when amounts are larger. */
  unit: bigint;
  /** Minor units of one unit of the currency as people count it; handles snap by it. */
  base: bigint;
};

const BASE = [0n, 1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n, 500n, 1000n];
const SEGMENT = 1000n;

/** Whole position on the bar, from 0 to this. */
export const FULL = 10_000;

/** The smallest scale on which the given amounts all have a place. */
export function scaleFor(exponent: number, amounts: readonly bigint[]): Scale {
  const base = exponent === 0 ? 100n : 10n ** BigInt(exponent);
  const largest = amounts.reduce((most, amount) => (amount > most ? amount : most), 0n);
  let unit = base;
  while (unit * 1000n < largest) unit *= 10n;
  return { ticks: BASE.map((tick) => tick * unit), unit, base };
}

export function top(scale: Scale): bigint {
  return scale.unit * 1000n;
}

export function toPosition(scale: Scale, amount: bigint): number {
  for (let index = 0; index + 1 < scale.ticks.length; index += 1) {
    const [low, high] = [scale.ticks[index] ?? 0n, scale.ticks[index + 1] ?? 0n];
    if (amount < high) {
      const inside = amount < low ? 0n : ((amount - low) * SEGMENT) / (high - low);
      return Number(BigInt(index) * SEGMENT + inside);
    }
  }
  return FULL;
}

/** The amount under a position, on the grid that suits its size. */
export function fromPosition(scale: Scale, position: number): bigint {
  const amount = exactly(scale, position);
  const step = stepAt(scale, amount);
  return ((amount + step / 2n) / step) * step;
}

/** The amount under a position, on no grid. */
export function exactly(scale: Scale, position: number): bigint {
  const whole = BigInt(Math.round(Math.min(Math.max(position, 0), FULL)));
  const index = Number(whole / SEGMENT);
  const low = scale.ticks[index] ?? top(scale);
  const high = scale.ticks[index + 1] ?? low;
  return low + ((high - low) * (whole % SEGMENT)) / SEGMENT;
}

/** The next point of the grid above or below. */
export function stepFrom(scale: Scale, amount: bigint, direction: 1 | -1): bigint {
  if (direction === 1) {
    const step = stepAt(scale, amount);
    return (amount / step + 1n) * step;
  }
  if (amount <= 0n) return 0n;
  const step = stepAt(scale, amount - 1n);
  return ((amount - 1n) / step) * step;
}

/** The next labelled tick above or below. */
export function tickFrom(scale: Scale, amount: bigint, direction: 1 | -1): bigint {
  const found =
    direction === 1
      ? scale.ticks.find((tick) => tick > amount)
      : scale.ticks.findLast((tick) => tick < amount);
  return found ?? (direction === 1 ? top(scale) : 0n);
}

/** 0.50 below 10, 1 below 50, 5 below 200, 10 below 500, 50 above, and coarser where the scale is. */
function stepAt({ base, unit }: Scale, amount: bigint): bigint {
  if (amount < base * 10n) return base / 2n > 0n ? base / 2n : 1n;
  if (amount < base * 50n) return base;
  if (amount < base * 200n) return base * 5n;
  if (amount < base * 500n) return base * 10n;
  if (amount < base * 1000n || unit === base) return base * 50n;
  return unit * 50n;
}
