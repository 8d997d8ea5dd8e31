import { locale } from '@/i18n/locale';
import type { Money as MoneyValue } from '@/ipc/types';
import { formatMoney } from './money';

type MoneyProps = {
  value: MoneyValue;
  /** `always` on surfaces where a decision is made, `auto` where a clear symbol is enough. */
  code?: 'auto' | 'always' | 'never';
  /** Shown before the amount: a refund comes back, so it carries a plus. */
  sign?: '+' | '';
  className?: string;
};

/** The only place an amount becomes text on the screen. */
export function Money({ value, code = 'auto', sign = '', className = '' }: MoneyProps) {
  const formatted = formatMoney(value, locale());
  const shownCode = code === 'never' ? null : code === 'always' ? value.currency : formatted.code;
  const alreadyThere = formatted.text.includes(value.currency);
  return (
    <span className={`money ${className}`}>
      {sign}
      {formatted.text}
      {shownCode && !alreadyThere ? <span className="money-code"> {shownCode}</span> : null}
    </span>
  );
}

/** Sums in different currencies are never added up: they stand beside each other. */
export function MoneyList({ values }: { values: MoneyValue[] }) {
  return (
    <>
      {values.map((value, index) => (
        <span key={value.currency}>
          {index > 0 ? ' · ' : ''}
          <Money value={value} />
        </span>
      ))}
    </>
  );
}
