import { describe, expect, test } from 'vitest';
import { parseSearch } from '@/ipc/memory/search';
import { withFilter, withoutTerm } from './chips';

describe('search chips', () => {
  test('each term of the text is a chip, and removing one leaves the others as typed', () => {
    const { terms } = parseSearch('amount>50  -status:rejected "map case"');
    expect(terms.map((term) => term.text)).toEqual(['amount>50', '-status:rejected', '"map case"']);
    expect(withoutTerm(terms, 1)).toBe('amount>50 "map case"');
  });

  test('an unknown field is a chip with a remedy', () => {
    const { terms } = parseSearch('mercant:nord');
    expect(terms[0]?.problem).toContain('merchant');
  });

  test('removing the only chip empties the text', () => {
    expect(withoutTerm(parseSearch('nord').terms, 0)).toBe('');
  });

  test('a filter is begun at the end of what is there', () => {
    expect(withFilter('', 'merchant:')).toBe('merchant:');
    expect(withFilter('nord ', 'amount>50')).toBe('nord amount>50');
  });
});
