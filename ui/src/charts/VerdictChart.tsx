import { t } from '@/i18n/t';
import type { ChartBar, ChartCounts, Charts } from '@/ipc/types';
import { ChartFigure, type ChartTable } from './ChartFigure';
import { type Active, byRow, Plot, type Point } from './Plot';
import { Swatch } from './Swatch';
import { linear } from './scale';
import { countCell, days, noon, percent } from './words';

const ROW = 30;
const BAR = 20;
const TOP = 8;
const LEFT = 96;
const RIGHT = 12;
/** A count is written into its part of the bar from this width on. */
const COUNTED = 24;
/** No more than so many of a hundred requests should have to be asked. */
const GOAL = 0.15;
/** More rows than this are told by the table alone. */
const MOST = 12;

const PARTS = [
  { id: 'automatic', look: 'verdict-auto' },
  { id: 'asked', look: 'verdict-ask' },
  { id: 'denied', look: 'verdict-deny' },
] as const;

/** How requests were decided, period by period, each bar a whole. */
export function VerdictChart({ charts }: { charts: Charts }) {
  const bars = rowsOf(charts.bars);
  const height = TOP * 2 + bars.length * ROW;
  return (
    <ChartFigure
      title={t('charts.verdict.title')}
      sentence={verdictSentence(charts.ended)}
      none={charts.ended.all === 0 ? t('charts.verdict.none') : null}
      table={tableOf(charts.bars)}
      testId="chart-verdict"
      after={<Legend />}
    >
      <Plot
        label={t('charts.verdict.label')}
        height={height}
        at={byRow}
        columns={1}
        testId="plot-verdict"
        draw={(width) => drawn(bars, width, height)}
      />
    </ChartFigure>
  );
}

/** "40 of 47 requests were automatic; you were asked about 5, over the goal of 15 %." */
export function verdictSentence(ended: ChartCounts): string {
  const words = {
    count: ended.all,
    automatic: ended.automatic,
    asked: ended.asked,
    share: percent(ended.asked, ended.all),
    goal: percent(GOAL, 1),
  };
  return ended.asked <= ended.all * GOAL
    ? t('charts.verdict.within', words)
    : t('charts.verdict.over', words);
}

/** Weeks or months in which something was asked; of too many, the last ones are drawn. */
export function rowsOf(bars: ChartBar[]): ChartBar[] {
  const rows: ChartBar[] = [];
  for (const bar of bars) {
    const last = rows.at(-1);
    const isDay = bar.first === bar.last;
    // Single days say little: they are taken together up to each Sunday.
    if (last && isDay && noon(last.last).getDay() !== 0) rows[rows.length - 1] = joined(last, bar);
    else rows.push(bar);
  }
  return rows.filter((bar) => bar.ended.all > 0).slice(-MOST);
}

function joined(one: ChartBar, next: ChartBar): ChartBar {
  const ended = { ...one.ended };
  for (const kind of Object.keys(ended) as (keyof ChartCounts)[]) ended[kind] += next.ended[kind];
  return { first: one.first, last: next.last, ended };
}

function drawn(bars: ChartBar[], width: number, height: number) {
  const x = linear(0, 1, LEFT, Math.max(LEFT + 1, width - RIGHT));
  const top = (at: number) => TOP + at * ROW;
  const points: Point[] = bars.map((bar, at) => ({
    x: x(0.5),
    y: top(at),
    words: barWords(bar),
    query: `date:${bar.first}..${bar.last}`,
  }));
  const picture = (active: Active) => (
    <svg width={width} height={height} aria-hidden className="chart-svg">
      {bars.map((bar, at) => (
        <g
          key={bar.first}
          className="chart-mark"
          opacity={active.point === null || active.point === at ? 1 : 0.45}
        >
          <text x={LEFT - 10} y={top(at) + BAR / 2 + 4} textAnchor="end" className="chart-tick">
            {days(bar.first, bar.last)}
          </text>
          <Parts counts={bar.ended} x={x} y={top(at)} />
        </g>
      ))}
    </svg>
  );
  return { points, picture };
}

type PartsProps = { counts: ChartCounts; x: (share: number) => number; y: number };

function Parts({ counts, x, y }: PartsProps) {
  let before = 0;
  const parts = PARTS.map(({ id, look }) => {
    const from = before / counts.all;
    before += counts[id];
    return { id, look, count: counts[id], from, to: before / counts.all };
  });
  const goal = x(Math.min(1, counts.automatic / counts.all + GOAL));
  return (
    <>
      {parts.map(({ id, look, count, from, to }) => {
        const [start, end] = [x(from), x(to)];
        const wide = end - start;
        if (count === 0) return null;
        return (
          <g key={id}>
            <rect x={start} y={y} width={Math.max(1, wide - 2)} height={BAR} className={look} />
            {wide >= COUNTED ? <Count x={start + 8} y={y + BAR / 2} count={count} /> : null}
          </g>
        );
      })}
      <line x1={goal} x2={goal} y1={y - 3} y2={y + BAR + 3} className="chart-goal" />
    </>
  );
}

/** On a ground of its own, since it stands on a pattern. */
function Count({ x, y, count }: { x: number; y: number; count: number }) {
  const digits = String(count).length;
  return (
    <>
      <rect x={x - 4} y={y - 7} width={digits * 7 + 8} height={14} rx={3} className="chart-count" />
      <text x={x} y={y + 4} className="chart-value">
        {count}
      </text>
    </>
  );
}

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1.5 text-13">
      {PARTS.map(({ id, look }) => (
        <li key={id} className="flex items-center gap-1.5">
          <Swatch look={look} />
          {t(`charts.verdict.${id}`)}
        </li>
      ))}
      <li className="flex items-center gap-1.5 text-t2">
        <svg width={12} height={14} aria-hidden>
          <line x1={6} x2={6} y1={0} y2={14} className="chart-goal" />
        </svg>
        {t('charts.verdict.goal')}
      </li>
    </ul>
  );
}

function barWords(bar: ChartBar): string {
  const { automatic, asked, denied, all } = bar.ended;
  const words = { days: days(bar.first, bar.last), automatic, asked, denied, count: all };
  return t('charts.verdict.bar', words);
}

function tableOf(bars: ChartBar[]): ChartTable {
  const kinds = [
    'automatic',
    'approved',
    'rejected',
    'undecided',
    'waiting',
    'denied',
  ] as const satisfies readonly (keyof ChartCounts)[];
  return {
    head: [t('charts.days'), ...kinds.map((kind) => t(`charts.ended.${kind}`))],
    rows: bars.map(({ first, last, ended }) => [
      { words: days(first, last), plain: first },
      ...kinds.map((kind) => countCell(ended[kind])),
    ]),
  };
}
