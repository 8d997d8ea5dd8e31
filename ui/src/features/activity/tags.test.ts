import { expect, test } from 'vitest';
import { tagsIn } from './tags';

test('tags are parted by blanks and commas, and each is taken once', () => {
  expect(tagsIn(' travel, Kunde-7  travel,')).toEqual(['travel', 'Kunde-7']);
  expect(tagsIn('#travel +food')).toEqual(['travel', 'food']);
  expect(tagsIn(' , ')).toEqual([]);
});
