import { t } from '@/i18n/t';
import type { ChartLooks, Charts } from '@/ipc/types';
import { ChartFigure, type ChartTable } from './ChartFigure';
import { type Active, byRow, Plot, type Point } from './Plot';
import { logarithmic } from './scale';
import { countCell, lookTime, percent, quoted } from './words';

const ROW = 40;
const TOP = 22;
const FOOT = 24;
const LEFT = 112;
const RIGHT = 14;
const SECOND = 1000;
const FAST = 2 * SECOND;
const DAY = 86_400 * SECOND;
const TICKS = [SECOND, 10 * SECOND, 60 * SECOND, 600 * SECOND, 3600 * SECOND, DAY];

/** How long the owner looked before approving, each agent a row. */
export function LookChart({ charts }: { charts: Charts }) {
  const [all, ...agents] = charts.looks;
  const height = TOP + FOOT + agents.length * ROW;
  return (
    <ChartFigure
      title={t('charts.looks.title')}
      sentence={all ? lookSentence(all) : ''}
      none={all ? null : t('charts.looks.none')}
      table={tableOf(charts.looks)}
      testId="chart-looks"
      after={all ? <Nudge all={all} /> : null}
    >
      <Plot
        label={t('charts.looks.label')}
        height={height}
        at={byRow}
        columns={1}
        testId="plot-looks"
        draw={(width) => drawn(charts, agents, width, height)}
      />
    </ChartFigure>
  );
}

/** "You looked 4.2 s at half of your 20 approvals or longer." */
export function lookSentence(all: ChartLooks): string {
  return t('charts.looks.median', { count: all.count, time: lookTime(all.medianMillis) });
}

/** Half of them fast is a habit; a few are not. */
function Nudge({ all }: { all: ChartLooks }) {
  if (all.fast * 2 <= all.count) return null;
  return (
    <p className="text-13 text-warn" data-testid="looks-nudge">
      {t('charts.looks.nudge', { count: all.fast, all: all.count })}
    </p>
  );
}

function drawn(charts: Charts, agents: ChartLooks[], width: number, height: number) {
  const right = Math.max(LEFT + 1, width - RIGHT);
  const x = logarithmic(SECOND * 0.7, DAY, LEFT, right);
  const middle = (at: number) => TOP + (at + 0.5) * ROW;
  const points: Point[] = agents.map((looks, at) => ({
    x: x(looks.medianMillis),
    y: middle(at) - 8,
    words: rowWords(looks),
    query: `by:you agent:${quoted(looks.agent ?? '')} date:${charts.first}..${charts.last}`,
  }));
  const picture = (active: Active) => (
    <svg width={width} height={height} aria-hidden className="chart-svg">
      <rect
        x={LEFT}
        y={TOP - 6}
        width={x(FAST) - LEFT}
        height={agents.length * ROW + 6}
        className="chart-fast"
      />
      <text x={LEFT + 4} y={TOP - 10} className="chart-tick">
        {t('charts.looks.fast')}
      </text>
      {TICKS.map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={TOP} y2={height - FOOT} className="chart-line" />
          <text
            x={x(tick)}
            y={height - 8}
            textAnchor={tick === DAY ? 'end' : 'middle'}
            className="chart-tick"
          >
            {tick === DAY ? t('charts.oneDay') : lookTime(tick)}
          </text>
        </g>
      ))}
      {agents.map((looks, at) => (
        <g
          key={looks.agent}
          className="chart-mark"
          opacity={active.point === null || active.point === at ? 1 : 0.4}
        >
          <text x={LEFT - 10} y={middle(at) + 4} textAnchor="end" className="chart-tick">
            {cut(looks.agent ?? '')}
          </text>
          {looks.dots.map((dot) => (
            <circle
              key={dot.millis}
              cx={x(dot.millis)}
              cy={middle(at)}
              r={Math.min(13, 3.5 + Math.sqrt(dot.count - 1) * 1.5)}
              className="chart-dot"
            />
          ))}
          <line
            x1={x(looks.medianMillis)}
            x2={x(looks.medianMillis)}
            y1={middle(at) - 13}
            y2={middle(at) + 13}
            className="chart-median"
          />
        </g>
      ))}
    </svg>
  );
  return { points, picture };
}

function cut(text: string): string {
  return [...text].length > 16 ? `${[...text].slice(0, 15).join('')}…` : text;
}

function rowWords(looks: ChartLooks): string {
  return t('charts.looks.row', {
    agent: looks.agent ?? '',
    count: looks.count,
    time: lookTime(looks.medianMillis),
    fast: looks.fast,
  });
}

function tableOf(looks: ChartLooks[]): ChartTable {
  return {
    head: [
      t('charts.agent'),
      t('charts.ended.approved'),
      t('charts.looks.half'),
      t('charts.looks.underTwo'),
      t('charts.share'),
    ],
    rows: looks.map(({ agent, count, medianMillis, fast }) => [
      { words: agent ?? t('charts.everybody') },
      countCell(count),
      { words: lookTime(medianMillis), plain: String(medianMillis) },
      countCell(fast),
      { words: percent(fast, count) },
    ]),
  };
}
