import type { ReactNode } from 'react';
import { isolated } from '@/components/Untrusted';
import { locale } from '@/i18n/locale';
import { hasKey, type Key, t, tMaybe, Words } from '@/i18n/t';
import type { Reason } from '@/ipc/types';
import { Money } from '@/money/Money';
import { moneyText } from '@/money/money';

/** The sentence for a reason, in the catalogue's words where it has some for the code. */
export function ReasonWords({ reason }: { reason: Reason }) {
  const key = `reasons.${reason.code}`;
  const values = elementsOf(reason);
  if (!hasKey(key)) return <bdi>{reason.text}</bdi>;
  if (missesAValue(key, values)) return <bdi>{reason.text}</bdi>;
  return <Words k={key as Key} values={values} />;
}

/** What the reader vouches for by ticking, added to the sentence of the reason. */
export function tickWords(reason: Reason): string | null {
  return tMaybe(`ticks.${reason.code}`, plainOf(reason));
}

/** Two or three words for a row of the list. */
export function shortReason(reason: Reason): string {
  return tMaybe(`short.${reason.code}`) ?? reason.text;
}

/** The sentence as plain text, for announcements. */
export function reasonText(reason: Reason): string {
  const key = `reasons.${reason.code}`;
  const values = plainOf(reason);
  if (!hasKey(key) || missesAValue(key, values)) return reason.text;
  return t(key as Key, values);
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

const BOLD = new Set(['domain', 'ascii', 'unicode', 'known']);

function paramsOf(reason: Reason): Record<string, string> {
  const params = { ...reason.params };
  const period = params.window ?? params.interval ?? params.period;
  if (period) params.period = tMaybe(`period.${period}`) ?? period;
  return params;
}

/** The core decides which values a reason carries; a sentence with a hole is worse than the core's own. */
function missesAValue(key: string, values: Record<string, unknown>): boolean {
  const template = t(key as Key, Object.fromEntries(SLOTS.map((slot) => [slot, `{{${slot}}}`])));
  return SLOTS.some((slot) => template.includes(`{{${slot}}}`) && values[slot] === undefined);
}

const SLOTS = [
  'budget',
  'limit',
  'diff',
  'left',
  'domain',
  'unicode',
  'ascii',
  'period',
  'yearly',
  'name',
];
