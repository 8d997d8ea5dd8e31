import type { CardItem, Money } from '@/ipc/types';
import { minorOf, withMinor } from '@/money/money';

export type ItemChange = {
  title: string;
  quantity: { before: number | null; now: number | null };
  /** Null: the line was not there, or is gone. */
  before: Money | null;
  now: Money | null;
};

/** The lines of two versions of a purchase that are not the same, in the order of the newer. */
export function itemChanges(before: readonly CardItem[], now: readonly CardItem[]): ItemChange[] {
  const titles = [...new Set([...now, ...before].map((item) => item.title))];
  return titles.flatMap((title) => {
    const [old, fresh] = [lineOf(before, title), lineOf(now, title)];
    const same = old?.quantity === fresh?.quantity && old?.amount.amount === fresh?.amount.amount;
    if (same) return [];
    return [
      {
        title,
        quantity: { before: old?.quantity ?? null, now: fresh?.quantity ?? null },
        before: old?.amount ?? null,
        now: fresh?.amount ?? null,
      },
    ];
  });
}

/** All lines of one title as one. */
function lineOf(items: readonly CardItem[], title: string): CardItem | null {
  const found = items.filter((item) => item.title === title);
  const [first] = found;
  if (!first) return null;
  const quantity = found.reduce((sum, item) => sum + item.quantity, 0);
  const minor = found.reduce((sum, item) => sum + minorOf(item.amount), 0n);
  return { title, quantity, amount: withMinor(first.amount, minor) };
}
