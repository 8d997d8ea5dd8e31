/** Where values stand in a plot. Pixels may be fractions; the amounts themselves never pass here. */

/** Round steps from zero to at least `max`, about `wanted` of them. */
export function ticks(max: number, wanted = 4): number[] {
  if (!(max > 0)) return [0];
  const rough = max / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** A value between `from` and `to` as a place between two pixels. */
export function linear(from: number, to: number, start: number, end: number) {
  const span = to - from || 1;
  return (value: number) => start + ((value - from) / span) * (end - start);
}

/** The same on a logarithmic scale; what lies outside stands at its edge. */
export function logarithmic(from: number, to: number, start: number, end: number) {
  const place = linear(Math.log(from), Math.log(to), start, end);
  return (value: number) => place(Math.log(Math.min(to, Math.max(from, value))));
}

/** Moves labels apart so that none covers another, keeping their order and the room. */
export function spread(wanted: number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  let last = low - gap;
  for (const label of order) {
    label.at = Math.max(label.at, last + gap);
    last = label.at;
  }
  let next = high + gap;
  for (const label of order.reverse()) {
    label.at = Math.min(label.at, next - gap);
    next = label.at;
  }
  const places = [...wanted];
  for (const { at, index } of order) places[index] = at;
  return places;
}

/** Every `n`-th of so many labels that this many pixels have room for them. */
export function every(count: number, width: number, labelWidth: number): number {
  return Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)));
}
