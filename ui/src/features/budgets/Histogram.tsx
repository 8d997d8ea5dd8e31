import { useRef, useState } from 'react';
import { href } from '@/components/router';
import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import { fromMinor, moneyText } from '@/money/money';
import { type Band, heightsOf } from './bands';
import { FULL } from './scale';

type HistogramProps = {
  bands: Band[];
  days: number;
  currency: string;
  exponent: number;
  /** Where the handles stand, 0 to `FULL`. */
  autoAt: number;
  denyAt: number;
  /** The budget whose entries a bar opens; all of them while there is none yet. */
  budgetName: string | null;
};

/**
 * What was asked for, one bar for each price band, in the look of the zone it
 * would fall into now. One tab stop; arrows move, Enter opens those entries.
 */
export function Histogram(props: HistogramProps) {
  const { bands, days, currency, exponent, autoAt, denyAt, budgetName } = props;
  const [active, setActive] = useState<number | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const heights = heightsOf(bands);
  const filled = bands.flatMap((band, index) => (band.count > 0 ? [index] : []));
  const total = bands.reduce((sum, band) => sum + band.count, 0);
  const stop = active !== null && filled.includes(active) ? active : filled[0];
  const money = (minor: bigint) =>
    moneyText({ amount: fromMinor(minor, exponent), currency, exponent }, locale());
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = neighbour(filled, stop, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    list.current?.querySelector<HTMLElement>(`[data-band="${next}"]`)?.focus();
  };
  const layers = [
    ['auto', 0, autoAt],
    ['ask', autoAt, denyAt],
    ['deny', denyAt, FULL],
  ] as const;
  if (total === 0) return <p className="histogram-none">{t('histogram.none', { days })}</p>;
  return (
    <div className="histogram">
      {layers.map(([zone, from, to]) => (
        <div
          key={zone}
          aria-hidden
          className="histogram-layer"
          style={{ clipPath: `inset(0 ${100 - to / 100}% 0 ${from / 100}%)` }}
        >
          {bands.map((band, index) => (
            <span key={band.from} className="histogram-slot">
              <span className={`zone-${zone}`} style={{ height: `${heights[index]}%` }} />
            </span>
          ))}
        </div>
      ))}
      <ul
        ref={list}
        aria-label={t('histogram.label', { count: total, days })}
        className="histogram-links"
        onKeyDown={onKeyDown}
      >
        {filled.map((index) => {
          const band = bands[index];
          if (!band) return null;
          const words = t('histogram.bar', {
            low: money(band.low),
            high: money(band.high),
            count: band.count,
          });
          return (
            <li
              key={index}
              style={{
                insetInlineStart: `${band.from / 100}%`,
                width: `${(band.to - band.from) / 100}%`,
              }}
            >
              <a
                href={href(`activity?q=${encodeURIComponent(queryOf(band, exponent, budgetName))}`)}
                data-band={index}
                tabIndex={index === stop ? 0 : -1}
                title={words}
                onFocus={() => setActive(index)}
                className="histogram-link"
              >
                <span className="sr-only">{words}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The entries of one bar, in the words of the search. */
export function queryOf(band: Band, exponent: number, budgetName: string | null): string {
  const amounts = `amount>${fromMinor(band.low, exponent)} amount<=${fromMinor(band.high, exponent)}`;
  if (budgetName === null) return amounts;
  return `budget:${/\s/.test(budgetName) ? `"${budgetName}"` : budgetName} ${amounts}`;
}

function neighbour(filled: number[], at: number | undefined, key: string): number | undefined {
  const place = at === undefined ? -1 : filled.indexOf(at);
  switch (key) {
    case 'ArrowRight':
      return filled[Math.min(place + 1, filled.length - 1)];
    case 'ArrowLeft':
      return filled[Math.max(place - 1, 0)];
    case 'Home':
      return filled[0];
    case 'End':
      return filled.at(-1);
    default:
      return undefined;
  }
}
