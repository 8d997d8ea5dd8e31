import { useMemo } from 'react';
import { exponentOf, fromMinor, normaliseTyped, toMinor } from '@/money/money';
import type { Draft } from './draft';
import { type Scale, scaleFor, stepFrom } from './scale';

export type FieldsProps = {
  draft: Draft;
  errorOf: (field: string) => string | null;
  onChange: (change: Partial<Draft>) => void;
};

export type MoneyField = 'autoUpTo' | 'denyAbove' | 'confirmAbove' | 'toleranceAmount';

/** The presets of the zone bar, in whole units of the currency. */
export const PRESETS = [
  { id: 'careful', auto: 20n, deny: 100n },
  { id: 'balanced', auto: 50n, deny: 200n },
  { id: 'always', auto: 0n, deny: null },
] as const;

/** The amounts of a draft in minor units, and the ways the controls change them. */
export function useMoneyFields(
  draft: Draft,
  onChange: (change: Partial<Draft>) => void,
  past: readonly bigint[] = [],
) {
  const exponent = exponentOf(draft.currency);
  const minor = (typed: string) => toMinor(normaliseTyped(typed, exponent) ?? '', exponent);
  const auto = minor(draft.autoUpTo) ?? 0n;
  const deny = minor(draft.denyAbove);
  const largest = past.reduce((most, amount) => (amount > most ? amount : most), 0n);
  const scale = useScale(exponent, [auto, deny ?? 0n, largest]);
  const set = (field: MoneyField, amount: bigint) =>
    onChange({ [field]: fromMinor(amount, exponent) });
  return {
    exponent,
    scale,
    auto: deny !== null && auto > deny ? deny : auto,
    deny,
    set,
    step: (field: MoneyField, direction: 1 | -1) =>
      set(field, stepFrom(scale, minor(draft[field]) ?? 0n, direction)),
    tidy: (field: MoneyField) => {
      const plain = normaliseTyped(draft[field], exponent);
      if (plain !== null && plain !== draft[field]) onChange({ [field]: plain });
    },
    tidied: (typed: string) => normaliseTyped(typed, exponent) ?? typed,
    preset: (autoMajor: bigint, denyMajor: bigint | null) =>
      onChange({
        autoUpTo: fromMinor(autoMajor * scale.base, exponent),
        denyAbove: denyMajor === null ? '' : fromMinor(denyMajor * scale.base, exponent),
      }),
  };
}

/** The same scale as long as it would have the same labels, so that nothing is drawn anew. */
function useScale(exponent: number, amounts: readonly bigint[]): Scale {
  const found = scaleFor(exponent, amounts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the unit stands for the whole scale
  return useMemo(() => found, [exponent, found.unit]);
}
