import { minorOf, toMinor, withMinor } from '@/money/money';
import type { ActivityRow, Completion, Money, SearchTerm } from '../types';
import type { WordsDesk } from './words';

/** The first filters of the search grammar, enough for the in-memory host. */

const FIELDS = [
  'merchant',
  'agent',
  'status',
  'amount',
  'date',
  'budget',
  'domain',
  'item',
  'is',
  'tag',
  'note',
  'has',
];
const PAID = new Set(['captured', 'authorized']);

type Test = (row: ActivityRow) => boolean;
type Sayings = Pick<WordsDesk, 'noteOf' | 'tags'>;

const NOTHING_SAID: Sayings = { noteOf: () => null, tags: () => [] };

export function parseSearch(
  text: string,
  said: Sayings = NOTHING_SAID,
): { terms: SearchTerm[]; tests: Test[] } {
  const words = text.match(/-?(?:[a-z]+[:<>=]+)?"[^"]*"?|\S+/gi) ?? [];
  const terms: SearchTerm[] = [];
  const tests: Test[] = [];
  for (const word of words) {
    const negative = word.startsWith('-') && word.length > 1;
    const match = /^([a-z]+)(:|>=|<=|>|<|=)(.*)$/i.exec(negative ? word.slice(1) : word);
    const field = match?.[1]?.toLowerCase() ?? null;
    const known = field !== null && FIELDS.includes(field);
    const value = unquote(match?.[3] ?? '');
    const test = known
      ? (wordsTest(field, value, said) ?? fieldTest(field, match?.[2] ?? ':', value))
      : wordTest(negative ? word.slice(1) : word);
    const problem =
      field !== null && !known
        ? problemOf(field)
        : test === null
          ? `“${value}” cannot be read`
          : null;
    terms.push({ text: word, field: known ? field : null, problem });
    if (test) tests.push(negative ? (row) => !test(row) : test);
  }
  return { terms, tests };
}

/** Fields that begin so, or agents and merchants with how often they were seen. */
export function completionsOf(text: string, rows: readonly ActivityRow[]): Completion[] {
  const start = text.lastIndexOf(' ') + 1;
  const [before, word] = [text.slice(0, start), text.slice(start)];
  const [field, typed] = word.split(':', 2);
  if (typed === undefined) {
    const known = FIELDS.filter((name) => word !== '' && name.startsWith(word));
    return known.map((name) => ({ query: `${before}${name}:`, label: `${name}:`, count: null }));
  }
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value =
      field === 'agent' ? row.agentName : field === 'merchant' ? row.merchantDomain : null;
    if (value && fold(value).includes(fold(typed)) && value !== typed)
      counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const seen = [...counts].sort(([, one], [, other]) => other - one).slice(0, 8);
  return seen.map(([value, count]) => {
    const written = value.includes(' ') ? `"${value}"` : value;
    return { query: `${before}${field}:${written}`, label: value, count };
  });
}

export function paidSums(rows: readonly ActivityRow[]): Money[] {
  return sumsOf(rows.filter((row) => !row.sandbox));
}

export function playedSums(rows: readonly ActivityRow[]): Money[] {
  return sumsOf(rows.filter((row) => row.sandbox));
}

function sumsOf(rows: readonly ActivityRow[]): Money[] {
  const sums = new Map<string, Money>();
  for (const row of rows) {
    if (!PAID.has(row.status)) continue;
    const sum = sums.get(row.amount.currency);
    sums.set(
      row.amount.currency,
      sum ? withMinor(sum, minorOf(sum) + minorOf(row.amount)) : row.amount,
    );
  }
  return [...sums.values()];
}

function problemOf(field: string): string {
  const near = FIELDS.find((known) => known.startsWith(field.slice(0, 3)));
  return near ? `No field “${field}”. Did you mean “${near}”?` : `No field “${field}”.`;
}

/** What the owner said: whole tags, parts of the note, whether there is one. */
function wordsTest(field: string, value: string, said: Sayings): Test | null {
  const parts = value.split(',').map(fold);
  if (field === 'tag')
    return (row) => said.tags(row.id).some((tag) => parts.includes(fold(tag.text)));
  const note = (row: ActivityRow) => fold(said.noteOf(row.id)?.text ?? '');
  if (field === 'note') return (row) => parts.some((part) => part && note(row).includes(part));
  if (field === 'has' && value === 'note') return (row) => note(row) !== '';
  return null;
}

function fieldTest(field: string, op: string, value: string): Test | null {
  if (value === '') return null;
  if (field === 'amount') return amountTest(op, value);
  if (field === 'date') return dateTest(value);
  const parts = value.split(',').map(fold);
  const of: Record<string, (row: ActivityRow) => string | null> = {
    is: (row) => (row.againOf ? 'again' : null),
    merchant: (row) => `${row.merchantName} ${row.merchantDomain ?? ''}`,
    domain: (row) => row.merchantDomain,
    agent: (row) => row.agentName,
    budget: (row) => row.budgetName,
    item: (row) => row.firstItem,
    status: (row) => (PAID.has(row.status) ? `paid ${row.status}` : row.status),
  };
  const read = of[field];
  return read ? (row) => parts.some((part) => fold(read(row) ?? '').includes(part)) : null;
}

function amountTest(op: string, value: string): Test | null {
  const [low, high] = value.split('..');
  const from = toMinor(low ?? '', 6);
  const to = high === undefined ? from : toMinor(high, 6);
  if (from === null || to === null) return null;
  return (row) => {
    const amount = toMinor(row.amount.amount, 6) ?? 0n;
    if (op === '>') return amount > from;
    if (op === '>=') return amount >= from;
    if (op === '<') return amount < from;
    if (op === '<=') return amount <= from;
    return amount >= from && amount <= to;
  };
}

function dateTest(value: string): Test | null {
  const [from, to] = value.split('..');
  if (!from || !/^\d{4}(-\d\d){0,2}$/.test(from)) return null;
  if (!to) return (row) => row.at.startsWith(from);
  return (row) => row.at.slice(0, from.length) >= from && row.at.slice(0, to.length) <= to;
}

function wordTest(word: string): Test {
  const wanted = fold(unquote(word));
  return (row) =>
    fold(`${row.merchantName} ${row.merchantDomain} ${row.agentName} ${row.firstItem}`).includes(
      wanted,
    );
}

function unquote(text: string): string {
  return text.replace(/^"|"$/g, '');
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
