import { useMemo } from 'react';
import { Button } from '@/components/buttons';
import { useLayout } from '@/components/layout';
import { t } from '@/i18n/t';
import type { PriceHistory, Tally } from '@/ipc/types';
import { toMinor } from '@/money/money';
import { AmountField } from './AmountField';
import { bandsOf } from './bands';
import { Histogram } from './Histogram';
import { type FieldsProps, PRESETS, useMoneyFields } from './moneyFields';
import { FULL, toPosition } from './scale';
import { ZoneBar } from './ZoneBar';

type PurchaseLimitsProps = FieldsProps & {
  prices: PriceHistory | null;
  /** What the limits as they stand would have done. */
  tally: Tally | null;
  onDragging: (dragging: boolean) => void;
  /** The saved budget whose entries the bars open. */
  savedName: string | null;
};

/** How much one purchase may cost: by hand on the bar, exactly in the fields. */
export function PurchaseLimits(props: PurchaseLimitsProps) {
  const { draft, errorOf, onChange, prices } = props;
  const layout = useLayout();
  const past = useMemo(() => pastOf(prices), [prices]);
  const money = useMoneyFields(draft, onChange, past.amounts);
  const bands = useMemo(
    () => bandsOf(money.scale, past.priced, layout === 'compact' ? 1 : 2),
    [money.scale, past, layout],
  );
  const autoAt = toPosition(money.scale, money.auto);
  const denyAt = money.deny === null ? FULL : toPosition(money.scale, money.deny);
  return (
    <section aria-labelledby="per-purchase" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 id="per-purchase" className="font-medium">
          {t('budgets.perPurchase')}
        </h3>
        <div className="-me-2.5 flex flex-wrap">
          {PRESETS.map((preset) => (
            <Button
              key={preset.id}
              size="small"
              look="quiet"
              data-testid={`preset-${preset.id}`}
              onPress={() => money.preset(preset.auto, preset.deny)}
            >
              {t(`budgets.preset.${preset.id}`)}
            </Button>
          ))}
        </div>
      </div>
      <ZoneBar
        scale={money.scale}
        currency={draft.currency}
        exponent={money.exponent}
        auto={money.auto}
        deny={money.deny}
        tally={props.tally}
        onChange={(handle, amount) =>
          money.set(handle === 'auto' ? 'autoUpTo' : 'denyAbove', amount)
        }
        onDragging={props.onDragging}
      >
        {prices ? (
          <Histogram
            bands={bands}
            days={prices.days}
            currency={draft.currency}
            exponent={money.exponent}
            autoAt={autoAt}
            denyAt={denyAt}
            budgetName={props.savedName}
          />
        ) : (
          <div className="histogram" aria-hidden />
        )}
      </ZoneBar>
      <div className="flex flex-wrap gap-3 *:min-w-40">
        <AmountField
          label={t('budgets.autoUpTo')}
          value={draft.autoUpTo}
          onChange={(autoUpTo) => onChange({ autoUpTo })}
          onBlur={() => money.tidy('autoUpTo')}
          onStep={(direction) => money.step('autoUpTo', direction)}
          unit={draft.currency}
          placeholder={t('budgets.never')}
          error={errorOf('limits.auto_up_to')}
          testId="field-auto"
        />
        <AmountField
          label={t('budgets.denyAbove')}
          value={draft.denyAbove}
          onChange={(denyAbove) => onChange({ denyAbove })}
          onBlur={() => money.tidy('denyAbove')}
          onStep={(direction) => money.step('denyAbove', direction)}
          unit={draft.currency}
          placeholder={t('zone.noLimit')}
          error={errorOf('limits.deny_above')}
          testId="field-deny"
        />
      </div>
    </section>
  );
}

/** The past in minor units, for the scale and for the bars. */
function pastOf(prices: PriceHistory | null) {
  const priced = (prices?.amounts ?? []).flatMap(({ amount, count }) => {
    const [, decimals = ''] = amount.split('.');
    const minor = toMinor(amount, decimals.length);
    return minor === null ? [] : [{ amount: minor, count }];
  });
  return { priced, amounts: priced.map(({ amount }) => amount) };
}
