import { locale } from '@/i18n/locale';
import { fromMinor } from '@/money/money';
import type { Scale } from './scale';

type ZoneTicksProps = {
  scale: Scale;
  currency: string;
  exponent: number;
  onPick: (amount: bigint, position: number) => void;
};

/** The labels under the bar; a click sets the nearer handle. Keyboards have Page Up and Down. */
export function ZoneTicks({ scale, currency, exponent, onPick }: ZoneTicksProps) {
  const short = shortFormat(currency);
  return (
    <div className="zone-ticks" aria-hidden>
      {scale.ticks.map((tick, index) => (
        <button
          key={String(tick)}
          type="button"
          tabIndex={-1}
          data-tick={fromMinor(tick, exponent)}
          onClick={() => onPick(tick, index * 1000)}
          className={`zone-tick figures ${MAJOR.has(index) ? '' : 'zone-tick-minor'}`}
          style={{ insetInlineStart: `${index * 10}%` }}
        >
          {short.format(fromMinor(tick, exponent) as Intl.StringNumericLiteral)}
        </button>
      ))}
    </div>
  );
}

/** Those that stay where there is little room. */
const MAJOR = new Set([0, 3, 5, 6, 8, 10]);

function shortFormat(currency: string): Intl.NumberFormat {
  const plain = { notation: 'compact', maximumFractionDigits: 0 } as const;
  try {
    return new Intl.NumberFormat(locale(), {
      ...plain,
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    });
  } catch {
    return new Intl.NumberFormat(locale(), plain);
  }
}
