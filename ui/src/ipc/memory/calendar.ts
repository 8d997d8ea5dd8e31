/** Local days and periods, for the in-memory host's limits. */

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

export type Local = { day: string; clock: string };

/** The date and the time of day of a moment where a budget's days begin. */
export function localOf(at: number, timeZone: string): Local {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const text = format.format(at);
  return { day: text.slice(0, 10), clock: text.slice(-5) };
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The first local day of the period that a day lies in; one of all time for `total`. */
export function periodStart(window: string, day: string, firstWeekday = 'monday'): string {
  const [year = '', month = ''] = day.split('-');
  switch (window) {
    case 'day':
      return day;
    case 'week': {
      const at = Date.parse(`${day}T00:00:00Z`);
      const back = (new Date(at).getUTCDay() - WEEKDAYS.indexOf(firstWeekday) + 7) % 7;
      return isoDay(at - back * DAY);
    }
    case 'month':
      return `${year}-${month}-01`;
    case 'quarter':
      return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
    default:
      return '';
  }
}

/** The first local day after the period that starts with a day. */
export function periodEnd(window: string, start: string): string | null {
  const date = new Date(`${start}T00:00:00Z`);
  switch (window) {
    case 'day':
      return isoDay(date.getTime() + DAY);
    case 'week':
      return isoDay(date.getTime() + 7 * DAY);
    case 'month':
      return isoDay(date.setUTCMonth(date.getUTCMonth() + 1));
    case 'quarter':
      return isoDay(date.setUTCMonth(date.getUTCMonth() + 3));
    case 'year':
      return isoDay(date.setUTCFullYear(date.getUTCFullYear() + 1));
    default:
      return null;
  }
}

/** The moment a local day begins, on the side of a clock change that the day is on. */
export function midnight(day: string, timeZone: string): number {
  let at = Date.parse(`${day}T00:00:00Z`);
  for (let tries = 0; tries < 3; tries += 1) {
    const local = localOf(at, timeZone);
    const shown = Date.parse(`${local.day}T${local.clock}:00Z`);
    const off = shown - Date.parse(`${day}T00:00:00Z`);
    if (off === 0) break;
    at -= off;
  }
  return at;
}

/** How long a rolling window reaches back; null for one of the calendar. */
export function rollingMs(window: string): number | null {
  const spans: Record<string, number> = {
    'rolling:24h': DAY,
    'rolling:7d': 7 * DAY,
    'rolling:30d': 30 * DAY,
  };
  return spans[window] ?? null;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
