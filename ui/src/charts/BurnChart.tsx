import type { ReactNode } from 'react';
import { t } from '@/i18n/t';
import type { BurnDown } from '@/ipc/types';
import { ChartFigure, type ChartTable } from './ChartFigure';
import { type Active, byColumn, Plot, type Point } from './Plot';
import { every, linear, ticks } from './scale';
import { amount, amountCell, axisAmount, days, noon, percent, quoted, size } from './words';

const HEIGHT = 240;
const TOP = 14;
const FOOT = 26;
const LEFT = 52;
const RIGHT = 8;
const DAY = 86_400_000;

type BurnChartProps = {
  name: string;
  down: BurnDown | null;
  /** Chooses another budget. */
  choose?: ReactNode;
};

/** What is left of a budget's period, day by day, and where that leads. */
export function BurnChart({ name, down, choose }: BurnChartProps) {
  return (
    <ChartFigure
      title={t('charts.burn.title', { name })}
      sentence={down ? burnSentence(down) : ''}
      none={down ? null : t('charts.burn.none')}
      table={down ? tableOf(down) : { head: [], rows: [] }}
      testId="chart-burn"
      after={choose}
    >
      {down ? (
        <Plot
          label={t('charts.burn.label', { name })}
          height={HEIGHT}
          at={byColumn}
          range={(first, last) => `budget:${quoted(name)} date:${first}..${last}`}
          testId="plot-burn"
          draw={(width) => drawn(name, down, width)}
        />
      ) : null}
    </ChartFigure>
  );
}

/** "€130.20 is left of €400.00. As it goes, €80.00 will be left on 30 Nov." */
export function burnSentence(down: BurnDown): string {
  const left = down.left.at(-1) ?? down.limit;
  const words = { left: amount(left), limit: amount(down.limit), day: days(down.last, down.last) };
  if (!down.forecast) return t('charts.burn.over', words);
  const { likely, low, high } = down.forecast;
  if (size(likely) === 0) return t('charts.burn.runsOut', words);
  const forecast = { ...words, likely: amount(likely), low: amount(low), high: amount(high) };
  return low.amount === high.amount
    ? t('charts.burn.likely', forecast)
    : t('charts.burn.between', forecast);
}

function drawn(name: string, down: BurnDown, width: number) {
  const count = Math.round((noon(down.last).getTime() - noon(down.first).getTime()) / DAY) + 1;
  const right = Math.max(LEFT + 1, width - RIGHT);
  const steps = ticks(size(down.limit));
  const y = linear(0, steps.at(-1) || 1, HEIGHT - FOOT, TOP);
  // The first day begins with the whole limit, which stands one step before its end.
  const x = linear(0, count, LEFT, right);
  const line = (left: readonly { amount: string }[]) =>
    [[0, size(down.limit)], ...left.map((one, at) => [at + 1, Number(one.amount)])]
      .map(([at = 0, value = 0]) => `${x(at)},${y(value)}`)
      .join(' ');
  const points: Point[] = down.left.map((left, at) => {
    const day = dayAt(down.first, at);
    return {
      x: x(at + 1),
      y: y(size(left)),
      words: t('charts.burn.point', { day: days(day, day), left: amount(left) }),
      days: [day, day],
      query: `budget:${quoted(name)} date:${day}`,
    };
  });
  const picture = (active: Active) => {
    const here = active.point === null ? undefined : points[active.point];
    return (
      <svg width={width} height={HEIGHT} aria-hidden className="chart-svg">
        {steps.map((step) => (
          <g key={step}>
            <line x1={LEFT} x2={right} y1={y(step)} y2={y(step)} className="chart-line" />
            <text x={LEFT - 8} y={y(step) + 4} textAnchor="end" className="chart-tick">
              {axisAmount(step, down.limit.currency)}
            </text>
          </g>
        ))}
        <Days first={down.first} count={count} x={x} room={right - LEFT} />
        {down.past.map((past, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: earlier periods keep their order
          <polyline key={at} points={line(past.slice(0, count))} className="burn-past" />
        ))}
        <line x1={x(0)} y1={y(size(down.limit))} x2={right} y2={y(0)} className="burn-ideal" />
        {down.warnings.map((warning) => (
          <g key={warning.percent}>
            <line
              x1={LEFT}
              x2={right}
              y1={y(size(warning.left))}
              y2={y(size(warning.left))}
              className={warning.percent < 100 ? 'burn-warn' : 'burn-limit'}
            />
            <text
              x={right}
              y={y(size(warning.left)) - 4}
              textAnchor="end"
              className={
                warning.percent < 100 ? 'chart-tick burn-warned' : 'chart-tick burn-limited'
              }
            >
              {warning.percent < 100
                ? t('charts.burn.warn', { percent: percent(warning.percent, 100) })
                : t('charts.burn.limit')}
            </text>
          </g>
        ))}
        <Forecast down={down} x={x} y={y} count={count} />
        <polyline points={line(down.left)} className="burn-left" />
        {here ? <circle cx={here.x} cy={here.y} r={4} className="burn-here" /> : null}
      </svg>
    );
  };
  return { points, picture };
}

type Scale = (value: number) => number;

function Forecast({ down, x, y, count }: { down: BurnDown; x: Scale; y: Scale; count: number }) {
  const now = down.left.at(-1);
  if (!down.forecast || !now) return null;
  const [from, to] = [x(down.left.length), x(count)];
  const { likely, low, high } = down.forecast;
  const start = `${from},${y(size(now))}`;
  return (
    <>
      <polygon
        points={`${start} ${to},${y(size(high))} ${to},${y(size(low))}`}
        className="burn-band"
      />
      <line x1={from} y1={y(size(now))} x2={to} y2={y(size(likely))} className="burn-likely" />
    </>
  );
}

function Days({ first, count, x, room }: { first: string; count: number; x: Scale; room: number }) {
  const each = every(count, room, 58);
  return Array.from({ length: count }, (_, at) => {
    if (at % each !== 0) return null;
    const day = dayAt(first, at);
    return (
      <text key={day} x={x(at + 0.5)} y={HEIGHT - 8} textAnchor="middle" className="chart-tick">
        {days(day, day)}
      </text>
    );
  });
}

function dayAt(first: string, after: number): string {
  const day = noon(first);
  day.setDate(day.getDate() + after);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function tableOf(down: BurnDown): ChartTable {
  return {
    head: [t('charts.days'), t('charts.burn.left', { currency: down.limit.currency })],
    rows: down.left.map((left, at) => {
      const day = dayAt(down.first, at);
      return [{ words: days(day, day), plain: day }, amountCell(left)];
    }),
  };
}
