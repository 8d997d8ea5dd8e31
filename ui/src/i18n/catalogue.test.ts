import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allKeys, hasKey, t } from './t';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const source = filesOf('src')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** Keys written out, and the beginnings of keys that are put together at run time. */
const written = new Set(
  [...source.matchAll(/['"`]([a-z][A-Za-z]*(?:\.[A-Za-z0-9_]+)+)['"`]/g)].map((match) => match[1]),
);
const beginnings = [...source.matchAll(/`([a-z][A-Za-z]*\.(?:[A-Za-z]+\.)*)\$\{/g)].map(
  (match) => match[1] ?? '',
);

describe('the catalogue', () => {
  test('has every key that is asked for', () => {
    const asked = [
      ...source.matchAll(/\b(?:t|tMaybe)\(\s*'([^']+)'/g),
      ...source.matchAll(/\bk="([^"]+)"/g),
    ];
    const absent = asked.map((match) => match[1] ?? '').filter((key) => !hasKey(key));
    expect(absent).toEqual([]);
  });

  test('has no key that nothing asks for', () => {
    const dead = allKeys()
      .map((key) => key.replace(PLURAL, ''))
      .filter((key) => !written.has(key) && !beginnings.some((start) => key.startsWith(start)));
    expect(dead).toEqual([]);
  });

  test('has an "other" for every plural', () => {
    const bare = allKeys()
      .filter((key) => PLURAL.test(key))
      .map((key) => key.replace(PLURAL, ''));
    expect(bare.filter((key) => !allKeys().includes(`${key}_other`))).toEqual([]);
  });

  test('uses no exclamation marks and never says please', () => {
    expect(allKeys().filter((key) => /!|please/i.test(t(key as never)))).toEqual([]);
  });
});

describe('words', () => {
  test('count in the singular and the plural', () => {
    expect(t('activity.count', { count: 1 })).toBe('1 entry');
    expect(t('activity.count', { count: 1284 })).toMatch(/^1.284 entries$/);
  });

  test('take their values', () => {
    expect(t('card.position', { index: 1, of: 3 })).toBe('1 of 3');
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesOf(path);
    return /\.tsx?$/.test(name) && !name.includes('.test.') ? [path] : [];
  });
}
