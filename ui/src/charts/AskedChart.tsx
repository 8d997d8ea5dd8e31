import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import type { Charts } from '@/ipc/types';
import { ChartFigure, type ChartTable } from './ChartFigure';
import { type Active, Plot, type Point } from './Plot';
import { countCell, dayName, hourName } from './words';

const ROW = 26;
const TOP = 4;
const FOOT = 22;
const LEFT = 44;
const GAP = 2;
const DAYS = [0, 1, 2, 3, 4, 5, 6];
const HOURS = 24;
const STEPS = 6;
/** So long without a question at least, to be worth naming. */
const QUIET = 6;

/** On which weekday and at which hour agents ask; the darker, the more. */
export function AskedChart({ charts }: { charts: Charts }) {
  const order = weekOrder();
  const counts = order.map((day) => charts.asked[day] ?? []);
  const most = Math.max(0, ...counts.flat());
  const height = TOP + FOOT + order.length * ROW;
  return (
    <ChartFigure
      title={t('charts.asked.title')}
      sentence={askedSentence(charts.asked)}
      none={most === 0 ? t('charts.asked.none') : null}
      table={tableOf(order, counts)}
      testId="chart-asked"
      after={<p className="text-12 text-t3">{t('charts.asked.darkest', { count: most })}</p>}
    >
      <Plot
        label={t('charts.asked.label')}
        height={height}
        columns={HOURS}
        testId="plot-asked"
        draw={(width) => drawn(charts, order, counts, most, width, height)}
      />
    </ChartFigure>
  );
}

/** "Agents ask most on Tuesdays at 10:00; nothing was asked between 22:00 and 07:00." */
export function askedSentence(asked: number[][]): string {
  let best = { day: 0, hour: 0, count: 0 };
  asked.forEach((hours, day) => {
    hours.forEach((count, hour) => {
      if (count > best.count) best = { day, hour, count };
    });
  });
  const words = { day: dayName(best.day, 'long'), hour: hourName(best.hour) };
  const quiet = quietHours(asked);
  if (!quiet) return t('charts.asked.most', words);
  return t('charts.asked.quiet', {
    ...words,
    from: hourName(quiet.from),
    until: hourName(quiet.until),
  });
}

/** The longest stretch of the day in which nobody ever asked; it may reach past midnight. */
export function quietHours(asked: number[][]): { from: number; until: number } | null {
  const busy = Array.from({ length: HOURS }, (_, hour) =>
    asked.some((hours) => (hours[hour] ?? 0) > 0),
  );
  if (!busy.includes(true)) return null;
  let best = { from: 0, length: 0 };
  for (let from = 0; from < HOURS; from += 1) {
    let length = 0;
    while (length < HOURS && !busy[(from + length) % HOURS]) length += 1;
    if (length > best.length) best = { from, length };
  }
  if (best.length < QUIET) return null;
  return { from: best.from, until: (best.from + best.length) % HOURS };
}

function drawn(
  charts: Charts,
  order: number[],
  counts: number[][],
  most: number,
  width: number,
  height: number,
) {
  const cell = Math.max(1, (width - LEFT) / HOURS);
  const points: Point[] = order.flatMap((day, row) =>
    Array.from({ length: HOURS }, (_, hour) => ({
      x: LEFT + (hour + 0.5) * cell,
      y: TOP + (row + 0.5) * ROW,
      words: t('charts.asked.cell', {
        day: dayName(day, 'long'),
        hour: hourName(hour),
        count: counts[row]?.[hour] ?? 0,
      }),
      // The search knows no weekdays: every request of these days that was asked about.
      query:
        (counts[row]?.[hour] ?? 0) > 0 ? `-by:rule date:${charts.first}..${charts.last}` : null,
    })),
  );
  const picture = (active: Active) => (
    <svg width={width} height={height} aria-hidden className="chart-svg">
      {order.map((day, row) => (
        <text
          key={day}
          x={LEFT - 8}
          y={TOP + (row + 0.5) * ROW + 4}
          textAnchor="end"
          className="chart-tick"
        >
          {dayName(day, 'short')}
        </text>
      ))}
      {counts.map((hours, row) =>
        Array.from({ length: HOURS }, (_, hour) => (
          <Hour
            // biome-ignore lint/suspicious/noArrayIndexKey: hours and days never move
            key={`${row}-${hour}`}
            x={LEFT + hour * cell}
            y={TOP + row * ROW}
            width={cell - GAP}
            step={stepOf(hours[hour] ?? 0, most)}
            active={active.point === row * HOURS + hour}
          />
        )),
      )}
      {[0, 6, 12, 18].map((hour) => (
        <text key={hour} x={LEFT + hour * cell} y={height - 6} className="chart-tick">
          {hourName(hour)}
        </text>
      ))}
    </svg>
  );
  return { points, picture };
}

type HourProps = { x: number; y: number; width: number; step: number; active: boolean };

function Hour({ x, y, width, step, active }: HourProps) {
  const box = { x, y, width: Math.max(1, width), height: ROW - GAP, rx: 3 };
  return (
    <>
      {step === 0 ? (
        <circle cx={x + width / 2} cy={y + (ROW - GAP) / 2} r={1.5} className="heat-none" />
      ) : (
        <rect {...box} className={`heat-${step}`} />
      )}
      {active ? <rect {...box} className="heat-here" /> : null}
    </>
  );
}

/** 1 to 6; none at all is a dot. */
function stepOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil((count / most) * STEPS));
}

/** Weekdays from 0 for Monday, in the order of the reader's week. */
function weekOrder(): number[] {
  const first = firstDay();
  return DAYS.map((day) => (day + first) % 7);
}

function firstDay(): number {
  type Week = { firstDay: number };
  const known = new Intl.Locale(locale()) as Intl.Locale & {
    weekInfo?: Week;
    getWeekInfo?: () => Week;
  };
  const week = known.getWeekInfo?.() ?? known.weekInfo;
  return ((week?.firstDay ?? 1) + 6) % 7;
}

function tableOf(order: number[], counts: number[][]): ChartTable {
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  return {
    head: [t('charts.hour'), ...order.map((day) => dayName(day, 'short'))],
    rows: hours.map((hour) => [
      { words: hourName(hour) },
      ...order.map((_, row) => countCell(counts[row]?.[hour] ?? 0)),
    ]),
  };
}
