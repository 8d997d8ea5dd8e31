import { useState } from 'react';
import type { SmallPayments } from '@/ipc/types';

/** A line of a list: one purchase, or small payments that the core counts and sums up as one. */
export type Line<Row> =
  | { kind: 'one'; key: string; row: Row; within: boolean }
  | { kind: 'small'; key: string; row: Row; small: SmallPayments; open: boolean };

/** The member that stays while new payments join: ids sort by age. */
function keyOf({ members }: SmallPayments): string {
  const [first = '', last = first] = [members[0], members.at(-1)];
  return first < last ? first : last;
}

/** Rows with small payments folded; an open line is followed by its members. */
export function linesOf<Row extends { id: string }>(
  rows: readonly Row[],
  small: readonly SmallPayments[],
  isOpen: (key: string, members: readonly string[]) => boolean,
): Line<Row>[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const lineOf = new Map(small.flatMap((line) => line.members.map((id) => [id, line] as const)));
  return rows.flatMap((row): Line<Row>[] => {
    const line = lineOf.get(row.id);
    if (!line) return [{ kind: 'one', key: row.id, row, within: false }];
    if (line.members[0] !== row.id) return [];
    const key = keyOf(line);
    const open = isOpen(key, line.members);
    const head: Line<Row> = { kind: 'small', key: `small ${key}`, row, small: line, open };
    const members = open ? line.members : [];
    return [
      head,
      ...members.flatMap((id): Line<Row>[] => {
        const member = byId.get(id);
        return member ? [{ kind: 'one', key: id, row: member, within: true }] : [];
      }),
    ];
  });
}

/** The lines that the reader opened, by what stays of them. */
export type Opened = {
  has: (key: string) => boolean;
  toggle: (small: SmallPayments) => void;
};

/** Kept by the screen, because a narrow one has its list only while nothing is open in front of it. */
export function useOpened(): Opened {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const toggle = (small: SmallPayments) => {
    const next = new Set(keys);
    if (!next.delete(keyOf(small))) next.add(keyOf(small));
    setKeys(next);
  };
  return { has: (key) => keys.has(key), toggle };
}

/** The lines of a list: what the reader opened is open, and so is what hides the one being read. */
export function openLines<Row extends { id: string }>(
  rows: readonly Row[],
  small: readonly SmallPayments[],
  opened: Opened,
  read: string | null,
): Line<Row>[] {
  const hides = (members: readonly string[]) => read !== null && members.slice(1).includes(read);
  return linesOf(rows, small, (key, members) => opened.has(key) || hides(members));
}
