import type { SearchTerm } from '@/ipc/types';

/** The search text without one of its terms. Text and chips are two views of one state. */
export function withoutTerm(terms: readonly SearchTerm[], index: number): string {
  return terms
    .filter((_, at) => at !== index)
    .map((term) => term.text)
    .join(' ');
}

/** The text with the start of a new filter at its end, ready to be completed. */
export function withFilter(text: string, start: string): string {
  const before = text.trimEnd();
  return before === '' ? start : `${before} ${start}`;
}
