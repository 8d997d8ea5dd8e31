import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import type { Money as MoneyValue } from '@/ipc/types';
import { minorOf, moneyText } from '@/money/money';

type BudgetMeterProps = {
  max: MoneyValue;
  spent: MoneyValue;
  held: MoneyValue;
  /** The purchase being decided, drawn after what is spent and held. */
  ask?: MoneyValue;
  /** The share of the period that has passed, 0 to 100. */
  pacePercent?: number | null;
};

/** Spent, held and asked for, as parts of a limit; the same facts are in its label. */
export function BudgetMeter({ max, spent, held, ask, pacePercent }: BudgetMeterProps) {
  const parts = shares(max, spent, held, ask);
  const words = t('meter.label', {
    spent: moneyText(spent, locale()),
    max: moneyText(max, locale()),
    held: moneyText(held, locale()),
  });
  return (
    <div role="img" aria-label={words} className="meter">
      <span className="meter-spent" style={{ width: `${parts.spent}%` }} />
      <span className="meter-held" style={{ width: `${parts.held}%` }} />
      <span className="meter-ask" style={{ width: `${parts.ask}%` }} />
      {pacePercent === undefined || pacePercent === null ? null : (
        <span className="meter-pace" style={{ insetInlineStart: `${pacePercent}%` }} />
      )}
    </div>
  );
}

/** Whole percentages of the limit, or of everything together when it is exceeded. */
export function shares(max: MoneyValue, spent: MoneyValue, held: MoneyValue, ask?: MoneyValue) {
  const parts = [minorOf(spent), minorOf(held), ask ? minorOf(ask) : 0n] as const;
  const sum = parts[0] + parts[1] + parts[2];
  const whole = sum > minorOf(max) ? sum : minorOf(max);
  const share = (part: bigint) => (whole === 0n ? 0 : Number((part * 1000n) / whole) / 10);
  return { spent: share(parts[0]), held: share(parts[1]), ask: share(parts[2]) };
}
