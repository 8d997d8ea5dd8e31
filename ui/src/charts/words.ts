import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import type { ChartLayer, ChartsOrder, Money } from '@/ipc/types';
import { fromMinor, minorOf, moneyText } from '@/money/money';
import type { Cell } from './ChartFigure';

/** An amount as everywhere else. */
export function amount(money: Money): string {
  return moneyText(money, locale());
}

export function amountCell(money: Money): Cell {
  return { words: amount(money), plain: money.amount };
}

export function countCell(count: number): Cell {
  return { words: count.toLocaleString(locale()), plain: String(count) };
}

/** A height for drawing; never shown and never added up. */
export function size(money: Money): number {
  return Number(money.amount);
}

/** An axis may round: `€120`, `€1.2K`. */
export function axisAmount(value: number, currency: string): string {
  try {
    return new Intl.NumberFormat(locale(), {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      notation: 'compact',
      maximumFractionDigits: value < 10 ? 2 : 1,
      minimumFractionDigits: 0,
    }).format(value);
  } catch {
    return `${value.toLocaleString(locale())} ${currency}`;
  }
}

/** What several amounts of one currency come to, exactly. */
export function sum(parts: readonly Money[], currency: string, exponent: number): Money {
  const minor = parts.reduce((all, part) => all + minorOf(part), 0n);
  return { amount: fromMinor(minor, exponent), currency, exponent };
}

/** "3 Nov", or "3–9 Nov" for several days, or "November" for a whole month. */
export function days(first: string, last: string, form: 'short' | 'long' = 'short'): string {
  const [from, to] = [noon(first), noon(last)];
  if (isWholeMonth(from, to)) {
    return from.toLocaleDateString(locale(), { month: 'long', ...year(from, to, form) });
  }
  const format = new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: form === 'long' ? 'long' : 'short',
    ...year(from, to, form),
  });
  return first === last ? format.format(from) : format.formatRange(from, to);
}

/** The name of a layer, also where it has none of its own. */
export function layerName(layer: ChartLayer, by: ChartsOrder['by']): string {
  if (layer.part === 'named') return layer.name;
  return layer.part === 'other' ? t('charts.other') : t(`charts.without.${by}`);
}

/** The search for a layer's purchases in some days; everybody's without a layer. */
export function spendQuery(
  layer: ChartLayer | null,
  by: ChartsOrder['by'],
  first: string,
  last: string,
): string {
  const named = layer?.part === 'named' ? ` ${by}:${quoted(layer.name)}` : '';
  return `date:${first}..${last}${named}`;
}

/** A value as the search reads it as one. */
export function quoted(text: string): string {
  const inside = text.replaceAll('"', '');
  return /^[\p{L}\p{N}.-]+$/u.test(inside) ? inside : `"${inside}"`;
}

export function percent(part: number, all: number): string {
  const share = all === 0 ? 0 : part / all;
  return share.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: 0 });
}

/** "18 %", without its sign. */
export function changed(by: number): string {
  return (Math.abs(by) / 100).toLocaleString(locale(), {
    style: 'percent',
    maximumFractionDigits: 0,
  });
}

/** Tuesday, in the reader's words; 0 is Monday. */
export function dayName(day: number, form: 'short' | 'long'): string {
  return new Date(2024, 0, day + 1, 12).toLocaleDateString(locale(), { weekday: form });
}

/** The beginning of an hour: `14:00`. */
export function hourName(hour: number): string {
  const at = new Date(2024, 0, 1, hour % 24);
  return at.toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
}

/** "1.8 s", "3 min": how long somebody looked. */
export function lookTime(millis: number): string {
  const seconds = millis / 1000;
  if (seconds < 10) return t('charts.seconds', { time: fine(seconds) });
  if (seconds < 60) return t('charts.seconds', { time: Math.round(seconds) });
  if (seconds < 3600) return t('charts.minutes', { time: fine(seconds / 60) });
  return t('charts.hours', { time: fine(seconds / 3600) });
}

/** A day of the calendar, at an hour that no clock change moves to another. */
export function noon(day: string): Date {
  return new Date(`${day}T12:00:00`);
}

function fine(value: number): string {
  return value.toLocaleString(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 });
}

function isWholeMonth(from: Date, to: Date): boolean {
  const end = new Date(from.getFullYear(), from.getMonth() + 1, 0);
  return from.getDate() === 1 && to.toDateString() === end.toDateString();
}

function year(from: Date, to: Date, form: 'short' | 'long'): { year?: 'numeric' } {
  const plain = form === 'short' && from.getFullYear() === to.getFullYear();
  return plain ? {} : { year: 'numeric' };
}
