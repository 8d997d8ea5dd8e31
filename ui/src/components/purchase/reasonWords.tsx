import type { ReactNode } from 'react';
import { isolated } from '@/components/Untrusted';
import { locale } from '@/i18n/locale';
import { hasKey, type Key, slotsOf, t, tMaybe, Words } from '@/i18n/t';
import { weekday, windowKey } from '@/i18n/time';
import type { Reason } from '@/ipc/types';
import { Money } from '@/money/Money';
import { moneyText } from '@/money/money';

/** The sentence for a reason, in the catalogue's words where it has some for the code. */
export function ReasonWords({ reason }: { reason: Reason }) {
  const key = keyOf(reason);
  const values = elementsOf(reason);
  if (key === null || missesAValue(key, values)) return <bdi>{reason.text}</bdi>;
  return <Words k={key} values={values} />;
}

/** Some codes have a sentence for each of their kinds: the same items, the same amount. */
function keyOf(reason: Reason): Key | null {
  const [code, kind] = [codeOf(reason), kindOf(reason)];
  const key = [`reasons.${code}_${kind}`, `reasons.${code}`].find(hasKey);
  return (key as Key | undefined) ?? null;
}

/** What the reader vouches for by ticking, added to the sentence of the reason. */
export function tickWords(reason: Reason): string | null {
  return tMaybe(`ticks.${codeOf(reason)}`, plainOf(reason));
}

/** Two or three words for a row of the list. */
export function shortReason(reason: Reason): string {
  return tMaybe(`short.${codeOf(reason)}`) ?? reason.text;
}

function kindOf({ params }: Reason): string | undefined {
  if (params.kind) return params.kind;
  if (params.window?.startsWith('rolling:')) return 'rolling';
  return params.window === 'total' ? 'total' : undefined;
}

/** The catalogue reads `_many` at the end of a key as a plural. */
function codeOf(reason: Reason): string {
  return reason.code === 'too_many' ? 'too_often' : reason.code;
}

/** The sentence as plain text, for announcements. */
export function reasonText(reason: Reason): string {
  const key = keyOf(reason);
  const values = plainOf(reason);
  return key === null || missesAValue(key, values) ? reason.text : t(key, values);
}

function elementsOf(reason: Reason): Record<string, ReactNode> {
  const values: Record<string, ReactNode> = {};
  for (const [name, text] of Object.entries(paramsOf(reason))) {
    values[name] = <bdi className={BOLD.has(name) ? 'font-semibold' : ''}>{text}</bdi>;
  }
  for (const [name, amount] of Object.entries(reason.amounts)) {
    values[name] = <Money value={amount} />;
  }
  return values;
}

function plainOf(reason: Reason): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(paramsOf(reason))) values[name] = isolated(text);
  for (const [name, amount] of Object.entries(reason.amounts)) {
    values[name] = moneyText(amount, locale());
  }
  return values;
}

const BOLD = new Set(['domain', 'ascii', 'unicode', 'known', 'page']);

function paramsOf(reason: Reason): Record<string, string> {
  const params = { ...reason.params };
  const period = params.window ?? params.interval ?? params.period;
  if (period) params.period = tMaybe(`period.${period}`) ?? period;
  for (const [from, to] of INTERVALS) {
    const interval = params[from];
    if (interval) params[to] = tMaybe(`period.${interval}`) ?? interval;
  }
  if (params.window) params.each = tMaybe(`perPeriod.${windowKey(params.window)}`) ?? params.window;
  for (const name of ['day', 'until']) {
    const day = params[name];
    if (day && DATE.test(day)) params[name] = weekday(day);
  }
  return params;
}

/** A day, not a time of day. */
const DATE = /^\d{4}-\d{2}-\d{2}/;

const INTERVALS = [
  ['newInterval', 'newPeriod'],
  ['oldInterval', 'oldPeriod'],
] as const;

/** The core decides which values a reason carries; a sentence with a hole is worse than the core's own. */
function missesAValue(key: Key, values: Record<string, unknown>): boolean {
  return slotsOf(key).some((slot) => values[slot] === undefined);
}
