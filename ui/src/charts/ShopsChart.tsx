import { t } from '@/i18n/t';
import type { ChartShop, Charts } from '@/ipc/types';
import { ChartFigure, type ChartTable } from './ChartFigure';
import { type Active, byRow, Plot, type Point } from './Plot';
import { linear } from './scale';
import { amount, amountCell, changed, countCell, days, quoted, size } from './words';

const ROW = 44;
const TOP = 4;

/** Who got the most, and how that changed. */
export function ShopsChart({ charts }: { charts: Charts }) {
  const { shops } = charts;
  const height = TOP * 2 + shops.length * ROW;
  return (
    <ChartFigure
      title={t('charts.shops.title')}
      sentence={shopsSentence(charts)}
      none={shops.length === 0 ? t('charts.spend.none') : null}
      table={tableOf(charts)}
      testId="chart-shops"
      wide
    >
      <Plot
        label={t('charts.shops.label')}
        height={height}
        at={byRow}
        columns={1}
        testId="plot-shops"
        draw={(width) => drawn(charts, width, height)}
      />
    </ChartFigure>
  );
}

/** "Nordbahn got the most, €120.00; 2 shops are new." */
export function shopsSentence({ shops }: Charts): string {
  const [first] = shops;
  if (!first) return '';
  const fresh = shops.filter((shop) => shop.isNew).length;
  const words = { shop: first.name, amount: amount(first.spent) };
  return fresh === 0
    ? t('charts.shops.most', words)
    : t('charts.shops.mostAndNew', { ...words, count: fresh });
}

function drawn(charts: Charts, width: number, height: number) {
  const { shops } = charts;
  const most = Math.max(0, ...shops.map((shop) => size(shop.spent)));
  const x = linear(0, most, 0, Math.max(1, width));
  const points: Point[] = shops.map((shop, at) => ({
    x: width / 2,
    y: TOP + at * ROW,
    words: rowWords(shop, charts),
    query: `${shop.byDomain ? 'domain' : 'merchant'}:${quoted(shop.name)} date:${charts.first}..${charts.last}`,
  }));
  const picture = (active: Active) => (
    <svg width={width} height={height} aria-hidden className="chart-svg">
      {shops.map((shop, at) => (
        <g
          key={shop.name}
          className="chart-mark"
          opacity={active.point === null || active.point === at ? 1 : 0.45}
        >
          <text y={TOP + at * ROW + 15} className="chart-name">
            {cut(shop.name, Math.floor(width / 14))}
          </text>
          <text x={width} y={TOP + at * ROW + 15} textAnchor="end" className="chart-name">
            <tspan className="chart-quiet">{change(shop)}</tspan>
            <tspan dx={8}>{amount(shop.spent)}</tspan>
          </text>
          <rect y={TOP + at * ROW + 22} width={width} height={8} rx={4} className="chart-track" />
          <rect
            y={TOP + at * ROW + 22}
            width={Math.max(2, x(size(shop.spent)))}
            height={8}
            rx={4}
            className={shop.isNew ? 'series-1' : 'series-0'}
          />
        </g>
      ))}
    </svg>
  );
  return { points, picture };
}

function cut(text: string, most: number): string {
  return [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;
}

/** "New", "+18 %", or nothing to compare with. */
function change(shop: ChartShop): string {
  if (shop.isNew) return t('charts.shops.new');
  if (shop.change === null) return '';
  const sign = shop.change < 0 ? '\u2212' : '+';
  return shop.change === 0 ? '±0 %' : `${sign}${changed(shop.change)}`;
}

function rowWords(shop: ChartShop, charts: Charts): string {
  const words = {
    shop: shop.name,
    amount: amount(shop.spent),
    count: shop.count,
    before: amount(shop.before),
    days: days(charts.beforeFirst, charts.beforeLast),
  };
  return t(shop.isNew ? 'charts.shops.newRow' : 'charts.shops.row', words);
}

function tableOf(charts: Charts): ChartTable {
  const currency = charts.currency ?? '';
  return {
    head: [
      t('charts.shop'),
      t('charts.total', { currency }),
      t('charts.before', { days: days(charts.beforeFirst, charts.beforeLast) }),
      t('charts.change'),
      t('charts.purchases'),
    ],
    rows: charts.shops.map((shop) => [
      { words: shop.name },
      amountCell(shop.spent),
      amountCell(shop.before),
      { words: change(shop), plain: shop.change === null ? '' : String(shop.change) },
      countCell(shop.count),
    ]),
  };
}
