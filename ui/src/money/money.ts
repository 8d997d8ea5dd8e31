import type { Money } from '@/ipc/types';

/**
 * Amounts are decimal strings. Arithmetic, where the screens need any, is done
 * in minor units as BigInt; nothing here ever becomes a floating-point number.
 */

const TYPED = /^\d{1,15}(\.\d+)?$/;

/** `84.90` with exponent 2 → `8490n`; null when the text is not such an amount. */
export function toMinor(amount: string, exponent: number): bigint | null {
  if (!TYPED.test(amount)) return null;
  const [major = '', decimals = ''] = amount.split('.');
  if (decimals.length > exponent) return null;
  return BigInt(major + decimals.padEnd(exponent, '0'));
}

/** `8490n` with exponent 2 → `84.90`. */
export function fromMinor(minor: bigint, exponent: number): string {
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(exponent + 1, '0');
  const major = digits.slice(0, digits.length - exponent);
  const text = exponent === 0 ? digits : `${major}.${digits.slice(-exponent)}`;
  return negative ? `-${text}` : text;
}

export function minorOf(money: Money): bigint {
  const negative = money.amount.startsWith('-');
  const minor = toMinor(negative ? money.amount.slice(1) : money.amount, money.exponent) ?? 0n;
  return negative ? -minor : minor;
}

export function withMinor(money: Money, minor: bigint): Money {
  return { ...money, amount: fromMinor(minor, money.exponent) };
}

export function difference(left: Money, right: Money): Money {
  return withMinor(left, minorOf(left) - minorOf(right));
}

/** How many decimals a currency has; the core checks whether it is one. */
export function exponentOf(currency: string): number {
  if (currency === 'USDC') return 6;
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

export function isZero(money: Money): boolean {
  return minorOf(money) === 0n;
}

/** What a person typed, in any of the usual notations, as the contract's decimal string. */
export function normaliseTyped(text: string, exponent: number): string | null {
  let plain = text.replace(/[\s\u00a0\u202f'’]/g, '');
  const comma = plain.lastIndexOf(',');
  const dot = plain.lastIndexOf('.');
  if (comma > -1 && dot > -1) {
    plain = comma > dot ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', '');
  } else if (comma > -1) {
    plain = plain.replace(',', '.');
  }
  plain = plain.replace(/^0+(?=\d)/, '').replace(/\.$/, '');
  const minor = toMinor(plain, exponent);
  return minor === null ? null : fromMinor(minor, exponent);
}

export type MoneyParts = { text: string; code: string | null };

const SHARED_SYMBOLS = new Set(['$', 'kr', '¥', '£', 'kr.', 'C$', 'Rs']);

/** The amount in the reader's notation, and the code when the symbol alone would not be clear. */
export function formatMoney(money: Money, locale: string): MoneyParts {
  const format = formatterFor(money, locale);
  if (!format) {
    const plain = new Intl.NumberFormat(locale, fractionDigits(money)).format(numeric(money));
    return { text: minus(plain), code: money.currency };
  }
  const parts = format.formatToParts(numeric(money));
  const symbol = parts.find((part) => part.type === 'currency')?.value ?? '';
  const text = minus(parts.map((part) => part.value).join(''));
  if (symbol === money.currency) return { text, code: null };
  return { text, code: SHARED_SYMBOLS.has(symbol) ? money.currency : null };
}

/** One plain string, for labels, titles and announcements. */
export function moneyText(money: Money, locale: string): string {
  const { text, code } = formatMoney(money, locale);
  return code ? `${text}\u00a0${code}` : text;
}

function formatterFor(money: Money, locale: string): Intl.NumberFormat | null {
  try {
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: money.currency,
      currencyDisplay: 'narrowSymbol',
      ...fractionDigits(money),
    });
  } catch {
    return null;
  }
}

/** Tokens count millionths, which nobody wants to read as zeros: 0.01 USDC, not 0.010000 USDC. */
function fractionDigits({ exponent }: Money) {
  return { minimumFractionDigits: exponent > 3 ? 2 : exponent, maximumFractionDigits: exponent };
}

/** `Intl.NumberFormat` formats decimal strings exactly; its types want a literal. */
function numeric(money: Money): Intl.StringNumericLiteral {
  return money.amount as Intl.StringNumericLiteral;
}

function minus(text: string): string {
  return text.replace(/-/g, '\u2212');
}
