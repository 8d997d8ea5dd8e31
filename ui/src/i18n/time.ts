import { locale } from './locale';
import { t } from './t';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `14:03`, in the reader's 12 or 24 hour notation. */
export function clock(at: string, seconds = false): string {
  return new Date(at).toLocaleTimeString(locale(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  });
}

/** The whole local time with its zone, for hover and for assistive technology. */
export function fullTime(at: string): string {
  return new Date(at).toLocaleString(locale(), { dateStyle: 'full', timeStyle: 'long' });
}

export function shortDate(at: string, now: number): string {
  const date = new Date(at);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString(locale(), {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** "Tuesday, 17 November", for a day of the calendar or a moment. */
export function weekday(at: string): string {
  return new Date(at).toLocaleDateString(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
}

/** The catalogue's key for a window; a colon has no place in one. */
export function windowKey(window: string): string {
  return window.replace('rolling:', 'last');
}

/** Under a minute "just now", today and yesterday with the clock, else the date. */
export function when(at: string, now: number): string {
  const then = Date.parse(at);
  if (now - then < MINUTE && now >= then) return t('time.justNow');
  const days = dayNumber(now) - dayNumber(then);
  if (days === 0) return t('time.today', { clock: clock(at) });
  if (days === 1) return t('time.yesterday', { clock: clock(at) });
  return shortDate(at, now);
}

/** "5 min ago", for things whose freshness matters more than their date. */
export function ago(at: string, now: number): string {
  const passed = Math.max(0, now - Date.parse(at));
  if (passed < MINUTE) return t('time.justNow');
  if (passed < HOUR) return t('time.minutesAgo', { count: Math.floor(passed / MINUTE) });
  if (passed < DAY) return t('time.hoursAgo', { count: Math.floor(passed / HOUR) });
  return t('time.daysAgo', { count: Math.floor(passed / DAY) });
}

/** "24 min", by second under a minute; null once it is over. */
export function remaining(until: string, now: number): string | null {
  const left = Date.parse(until) - now;
  if (left <= 0) return null;
  if (left < MINUTE) return t('time.seconds', { count: Math.ceil(left / 1000) });
  if (left < 90 * MINUTE) return t('time.minutes', { count: Math.ceil(left / MINUTE) });
  if (left < 36 * HOUR) return t('time.hours', { count: Math.round(left / HOUR) });
  return t('time.days', { count: Math.round(left / DAY) });
}

/** Whole seconds left, never below zero. */
export function secondsLeft(until: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
}

function dayNumber(at: number | string): number {
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY);
}
