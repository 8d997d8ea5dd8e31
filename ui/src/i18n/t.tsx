import { Fragment, type ReactNode } from 'react';
import { locale } from './locale';
import en from './locales/en.json';

type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type WithoutPlural<K extends string> = K extends `${infer Base}_${PluralForm}` ? Base : K;
type Paths<Tree, Prefix extends string = ''> = {
  [K in keyof Tree & string]: Tree[K] extends string
    ? `${Prefix}${WithoutPlural<K>}`
    : Paths<Tree[K], `${Prefix}${K}.`>;
}[keyof Tree & string];

/** Every key of the catalogue; a key that is not there does not compile. */
export type Key = Paths<typeof en>;
export type Values = Record<string, string | number>;

const catalogue = flatten(en);
const plurals = new Intl.PluralRules('en');

/** The words for a key, with `{{name}}` filled in and the plural form chosen by `count`. */
export function t(key: Key, values: Values = {}): string {
  return template(key, values).replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
}

/** Words of a key that is put together at run time, or null when the catalogue has none. */
export function tMaybe(key: string, values: Values = {}): string | null {
  return hasKey(key) ? t(key as Key, values) : null;
}

export function hasKey(key: string): boolean {
  return catalogue.has(key) || catalogue.has(`${key}_other`);
}

/** The names of the values that the words of a key take. */
export function slotsOf(key: Key): string[] {
  return [...template(key, {}).matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');
}

type WordsProps = { k: Key; values?: Record<string, ReactNode>; count?: number };

/** Like `t`, for sentences in which a value is an element (a bold domain, an amount). */
export function Words({ k, values = {}, count }: WordsProps) {
  const text = template(k, count === undefined ? {} : { count });
  return (
    <>
      {text.split(/(\{\{\w+\}\})/).map((part, index) => {
        const name = /^\{\{(\w+)\}\}$/.exec(part)?.[1];
        const shown = name === undefined ? part : name === 'count' ? count : values[name];
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never move
        return <Fragment key={index}>{shown}</Fragment>;
      })}
    </>
  );
}

/** All keys of the catalogue as written in the file, for the test that none is dead. */
export function allKeys(): string[] {
  return [...catalogue.keys()];
}

function template(key: Key, values: Values): string {
  const count = values.count;
  if (typeof count === 'number') {
    const form = catalogue.get(`${key}_${plurals.select(count)}`) ?? catalogue.get(`${key}_other`);
    if (form !== undefined) return form.replaceAll('{{count}}', count.toLocaleString(locale()));
  }
  return catalogue.get(key) ?? key;
}

function flatten(tree: object, prefix = '', into = new Map<string, string>()) {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') into.set(prefix + name, value);
    else flatten(value, `${prefix}${name}.`, into);
  }
  return into;
}
