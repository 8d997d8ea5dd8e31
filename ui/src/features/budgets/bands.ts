import { exactly, FULL, type Scale, toPosition } from './scale';

/** One bar of the histogram: the prices between two points of the scale. */
export type Band = { from: number; to: number; low: bigint; high: bigint; count: number };

type Priced = { amount: bigint; count: number };

/**
 * Past purchases in bands of equal width on the bar. A price on the edge of two
 * bands is in the lower one, as "up to 50.00" means it is under a limit of 50.00.
 */
export function bandsOf(scale: Scale, prices: readonly Priced[], perStep: number): Band[] {
  const width = FULL / ((scale.ticks.length - 1) * perStep);
  const counts = new Map<number, number>();
  const last = Math.round(FULL / width) - 1;
  for (const { amount, count } of prices) {
    const at = toPosition(scale, amount);
    const band = Math.min(last, Math.max(0, Math.ceil(at / width) - 1));
    counts.set(band, (counts.get(band) ?? 0) + count);
  }
  return Array.from({ length: last + 1 }, (_, index) => {
    const [from, to] = [index * width, (index + 1) * width];
    return {
      from,
      to,
      low: exactly(scale, from),
      high: exactly(scale, to),
      count: counts.get(index) ?? 0,
    };
  });
}

/** Heights in whole percent of the tallest; what is not empty can be seen. */
export function heightsOf(bands: readonly Band[]): number[] {
  const most = bands.reduce((tallest, band) => Math.max(tallest, band.count), 0);
  return bands.map(({ count }) =>
    count === 0 ? 0 : Math.max(8, Math.round((count / most) * 100)),
  );
}
