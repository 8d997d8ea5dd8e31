import { useState } from 'react';
import { t } from '@/i18n/t';
import type { ChartLayer, Charts, ChartsOrder, ChartTotal, Money } from '@/ipc/types';
import { ChartFigure, type ChartTable } from './ChartFigure';
import { type Active, byColumn, Plot, type Point } from './Plot';
import { Swatch } from './Swatch';
import { every, linear, spread, ticks } from './scale';
import {
  amount,
  amountCell,
  axisAmount,
  changed,
  days,
  layerName,
  size,
  spendQuery,
  sum,
} from './words';

const HEIGHT = 240;
const TOP = 12;
const FOOT = 26;
const LEFT = 52;
/** Beside the last bar there is room for names from this width on. */
const NAMES_FROM = 440;
const NAMES = 116;

type SpendChartProps = { charts: Charts; by: ChartsOrder['by'] };

/** What was paid over time, stacked; a range of bars opens its days in Activity. */
export function SpendChart({ charts, by }: SpendChartProps) {
  const [only, setOnly] = useState<number | null>(null);
  const total = charts.totals.find((one) => one.spent.currency === charts.currency);
  const sums = barSums(charts, total);
  return (
    <ChartFigure
      title={t('charts.spend.title')}
      sentence={total ? spendSentence(charts, by, total) : ''}
      none={charts.layers.length === 0 ? t('charts.spend.none') : null}
      table={tableOf(charts, by, sums)}
      testId="chart-spend"
      after={<Legend charts={charts} by={by} total={total} onOnly={setOnly} />}
    >
      <Plot
        label={t('charts.spend.label')}
        height={HEIGHT}
        at={byColumn}
        range={(first, last) => spendQuery(null, by, first, last)}
        testId="plot-spend"
        draw={(width) => drawn(charts, by, sums, width, only)}
      />
    </ChartFigure>
  );
}

/** "€498.80 was paid, 18 % more than from 1 to 24 Oct, mostly Travel." */
export function spendSentence(charts: Charts, by: ChartsOrder['by'], total: ChartTotal): string {
  const first = charts.layers[0];
  const values = {
    amount: amount(total.spent),
    before: days(charts.beforeFirst, charts.beforeLast),
    most: first ? layerName(first, by) : '',
  };
  if (total.change === null) return t('charts.spend.first', values);
  if (total.change === 0) return t('charts.spend.same', values);
  const by_ = { ...values, percent: changed(total.change) };
  return t(total.change > 0 ? 'charts.spend.more' : 'charts.spend.less', by_);
}

function barSums(charts: Charts, total: ChartTotal | undefined): Money[] {
  if (!total) return [];
  const { currency, exponent } = total.spent;
  return charts.bars.map((_, at) =>
    sum(
      charts.layers.flatMap((layer) => layer.spent[at] ?? []),
      currency,
      exponent,
    ),
  );
}

function drawn(
  charts: Charts,
  by: ChartsOrder['by'],
  sums: Money[],
  width: number,
  only: number | null,
) {
  const { bars, layers } = charts;
  const currency = charts.currency ?? '';
  const right = width >= NAMES_FROM ? width - NAMES : width - 4;
  const steps = ticks(Math.max(0, ...sums.map(size)));
  const y = linear(0, steps.at(-1) || 1, HEIGHT - FOOT, TOP);
  const slot = (right - LEFT) / Math.max(1, bars.length);
  const middle = (at: number) => LEFT + (at + 0.5) * slot;
  const points: Point[] = bars.map((bar, at) => ({
    x: middle(at),
    y: y(size(sums[at] ?? { amount: '0', currency, exponent: 0 })),
    words: barWords(charts, by, sums, at),
    days: [bar.first, bar.last],
    query: spendQuery(null, by, bar.first, bar.last),
  }));
  const picture = (active: Active) => (
    <svg width={width} height={HEIGHT} aria-hidden className="chart-svg">
      {steps.map((step) => (
        <g key={step}>
          <line x1={LEFT} x2={right} y1={y(step)} y2={y(step)} className="chart-line" />
          <text x={LEFT - 8} y={y(step) + 4} textAnchor="end" className="chart-tick">
            {axisAmount(step, currency)}
          </text>
        </g>
      ))}
      <Dates bars={bars} middle={middle} room={right - LEFT} />
      {bars.map((bar, at) => (
        <Stack
          key={bar.first}
          layers={layers}
          at={at}
          x={LEFT + at * slot + slot * 0.14}
          width={Math.max(1, slot * 0.72)}
          y={y}
          dimmed={isOut(active, at)}
          only={only}
        />
      ))}
      {width >= NAMES_FROM ? (
        <Names layers={layers} by={by} sums={sums} x={right + 8} y={y} only={only} />
      ) : null}
    </svg>
  );
  return { points, picture };
}

function isOut(active: Active, at: number): boolean {
  return active.point !== null && (at < active.from || at > active.to);
}

function barWords(charts: Charts, by: ChartsOrder['by'], sums: Money[], at: number): string {
  const bar = charts.bars[at];
  const all = sums[at];
  if (!bar || !all) return '';
  const parts = charts.layers.flatMap((layer) => {
    const spent = layer.spent[at];
    return spent && size(spent) > 0 ? [`${layerName(layer, by)} ${amount(spent)}`] : [];
  });
  const words = { days: days(bar.first, bar.last), amount: amount(all), parts: parts.join(', ') };
  return t(parts.length > 1 ? 'charts.spend.bar' : 'charts.spend.plainBar', words);
}

type StackProps = {
  layers: ChartLayer[];
  at: number;
  x: number;
  width: number;
  y: (value: number) => number;
  dimmed: boolean;
  only: number | null;
};

/** From the largest layer below to the rest above, with a gap of the surface between them. */
function Stack({ layers, at, x, width, y, dimmed, only }: StackProps) {
  let below = 0;
  return (
    <g className="chart-mark" opacity={dimmed ? 0.35 : 1}>
      {layers.map((layer, number) => {
        const value = size(layer.spent[at] ?? { amount: '0', currency: '', exponent: 0 });
        if (value <= 0) return null;
        const [bottom, top] = [y(below), y(below + value)];
        const gap = below > 0 && bottom - top > 3 ? 2 : 0;
        below += value;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: layers keep their order
            key={number}
            x={x}
            y={top}
            width={width}
            height={Math.max(1, bottom - top - gap)}
            className={`series-${layer.colour ?? 'other'}`}
            opacity={only === null || only === number ? 1 : 0.2}
          />
        );
      })}
    </g>
  );
}

/** Whole months are named, everything else by its first day. */
function step(bars: Charts['bars']): 'month' | 'day' {
  const bar = bars[Math.min(1, bars.length - 1)];
  return bar && Number(bar.last.slice(8)) - Number(bar.first.slice(8)) > 20 ? 'month' : 'day';
}

type DatesProps = { bars: Charts['bars']; middle: (at: number) => number; room: number };

function Dates({ bars, middle, room }: DatesProps) {
  const each = every(bars.length, room, 58);
  return bars.map((bar, at) =>
    at % each === 0 ? (
      <text
        key={bar.first}
        x={middle(at)}
        y={HEIGHT - 8}
        textAnchor="middle"
        className="chart-tick"
      >
        {days(bar.first, step(bars) === 'month' ? bar.last : bar.first)}
      </text>
    ) : null,
  );
}

type NamesProps = {
  layers: ChartLayer[];
  by: ChartsOrder['by'];
  sums: Money[];
  x: number;
  y: (value: number) => number;
  only: number | null;
};

/** Names beside the last bar in which something was paid. */
function Names({ layers, by, sums, x, y, only }: NamesProps) {
  const last = sums.findLastIndex((one) => size(one) > 0);
  let below = 0;
  const named = layers.flatMap((layer, number) => {
    const spent = layer.spent[last];
    const value = spent ? size(spent) : 0;
    const at = y(below + value / 2);
    below += value;
    return value > 0 ? [{ layer, number, at }] : [];
  });
  const places = spread(
    named.map(({ at }) => at),
    16,
    TOP,
    HEIGHT - FOOT - 4,
  );
  return named.map(({ layer, number }, index) => (
    <text
      key={number}
      x={x}
      y={(places[index] ?? 0) + 4}
      className="chart-name"
      opacity={only === null || only === number ? 1 : 0.35}
    >
      {cut(layerName(layer, by), 16)}
    </text>
  ));
}

function cut(text: string, most: number): string {
  return [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;
}

type LegendProps = {
  charts: Charts;
  by: ChartsOrder['by'];
  total: ChartTotal | undefined;
  onOnly: (layer: number | null) => void;
};

function Legend({ charts, by, total, onOnly }: LegendProps) {
  const others = charts.totals.filter((one) => one.spent.currency !== charts.currency);
  return (
    <div className="flex flex-col gap-1.5">
      <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-13">
        {charts.layers.map((layer, number) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: layers keep their order
            key={number}
            className="flex min-w-0 items-center gap-1.5"
            onPointerEnter={() => onOnly(number)}
            onPointerLeave={() => onOnly(null)}
          >
            <Swatch look={`series-${layer.colour ?? 'other'}`} />
            <bdi className="truncate">{layerName(layer, by)}</bdi>
            <span className="text-t2 tabular-nums">{amount(layer.total)}</span>
          </li>
        ))}
      </ul>
      {others.length > 0 && total ? (
        <p className="text-12 text-t3">
          {t('charts.notConverted', {
            amounts: others.map((one) => amount(one.spent)).join(' · '),
          })}
        </p>
      ) : null}
    </div>
  );
}

function tableOf(charts: Charts, by: ChartsOrder['by'], sums: Money[]): ChartTable {
  const currency = charts.currency ?? '';
  const names = charts.layers.map((layer) => `${layerName(layer, by)} (${currency})`);
  return {
    head: [t('charts.days'), ...names, t('charts.total', { currency })],
    rows: charts.bars.map((bar, at) => [
      { words: days(bar.first, bar.last), plain: bar.first },
      ...charts.layers.flatMap((layer) => {
        const spent = layer.spent[at];
        return spent ? [amountCell(spent)] : [{ words: '' }];
      }),
      ...(sums[at] ? [amountCell(sums[at])] : []),
    ]),
  };
}
