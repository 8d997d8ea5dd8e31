import { type ReactNode, useId, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { CopyButton } from '@/components/buttons';
import { t } from '@/i18n/t';
import { toCsv } from './csv';

/** What a chart shows, as rows of words; `plain` is what a spreadsheet gets. */
export type Cell = { words: string; plain?: string };
export type ChartTable = { head: string[]; rows: Cell[][] };

type ChartFigureProps = {
  title: string;
  /** What the chart says, in one computed sentence. */
  sentence: ReactNode;
  table: ChartTable;
  /** Instead of the plot, where there is nothing to draw. */
  none?: string | null;
  children: ReactNode;
  after?: ReactNode;
  testId: string;
  /** Takes the whole row. */
  wide?: boolean;
};

/** A chart: its name, its sentence, and the plot or the same values as a table. */
export function ChartFigure(props: ChartFigureProps) {
  const { title, sentence, table, none, children, after, testId } = props;
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure
      aria-labelledby={id}
      className={props.wide ? 'chart chart-wide' : 'chart'}
      data-testid={testId}
    >
      <figcaption className="flex flex-col gap-1">
        <div className="flex min-h-8 items-center gap-2">
          <h2 id={id} className="min-w-0 flex-1 text-16 font-semibold">
            {title}
          </h2>
          {none ? null : (
            <>
              {asTable ? <CopyButton text={csvOf(table)} label={t('charts.copyCsv')} /> : null}
              <ToggleButton
                isSelected={asTable}
                onChange={setAsTable}
                className="chart-toggle"
                data-testid={`${testId}-table`}
              >
                {t('charts.table')}
              </ToggleButton>
            </>
          )}
        </div>
        <p className="text-13 text-t2" data-testid={`${testId}-sentence`}>
          {none ?? sentence}
        </p>
      </figcaption>
      {none ? null : asTable ? <Values title={title} table={table} /> : children}
      {none ? null : after}
    </figure>
  );
}

function Values({ title, table }: { title: string; table: ChartTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="chart-values" aria-label={title} tabIndex={0}>
      <table>
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr>
            {table.head.map((name) => (
              <th key={name} scope="col">
                <bdi>{name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a finished table
            <tr key={at}>
              {row.map((cell, column) =>
                column === 0 ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  <th key={column} scope="row">
                    <bdi>{cell.words}</bdi>
                  </th>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  <td key={column}>{cell.words}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function csvOf(table: ChartTable): string {
  const rows = table.rows.map((row) => row.map((cell) => cell.plain ?? cell.words));
  return toCsv([table.head, ...rows]);
}
