import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '@/components/buttons';
import { Select, Switch, TextField } from '@/components/fields';
import { t } from '@/i18n/t';
import { exponentOf, fromMinor, normaliseTyped, toMinor } from '@/money/money';
import { AmountField } from './AmountField';
import { type Draft, newPeriod, type PeriodDraft } from './draft';
import { scaleFor, stepFrom } from './scale';
import { ZoneBar } from './ZoneBar';

export type FieldsProps = {
  draft: Draft;
  errorOf: (field: string) => string | null;
  onChange: (change: Partial<Draft>) => void;
};

const WINDOWS = ['day', 'week', 'month', 'quarter', 'year', 'total'] as const;
const PRESETS = [
  { id: 'careful', auto: 20n, deny: 100n },
  { id: 'balanced', auto: 50n, deny: 200n },
  { id: 'always', auto: 0n, deny: null },
] as const;

/** How much: per purchase on the zone bar, per period in a field. */
export function LimitFields({
  draft,
  creating,
  errorOf,
  onChange,
}: FieldsProps & { creating: boolean }) {
  const money = useMoneyFields(draft, onChange);
  return (
    <>
      <div className="flex gap-3">
        <div className="flex-1">
          <TextField
            label={t('budgets.name')}
            value={draft.name}
            onChange={(name) => onChange({ name })}
            error={errorOf('name')}
            testId="field-name"
            maxLength={60}
            autoFocus={creating}
          />
        </div>
        {creating ? (
          <div className="w-24">
            <TextField
              label={t('budgets.currency')}
              value={draft.currency}
              onChange={(currency) => onChange({ currency: currency.toUpperCase() })}
              error={errorOf('currency')}
              testId="field-currency"
              maxLength={5}
            />
          </div>
        ) : null}
      </div>

      <section aria-labelledby="per-purchase" className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h3 id="per-purchase" className="font-medium">
            {t('budgets.perPurchase')}
          </h3>
          <div className="flex flex-wrap gap-1">
            {PRESETS.map((preset) => (
              <Button
                key={preset.id}
                size="small"
                look="quiet"
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
          onChange={(handle, amount) =>
            money.set(handle === 'auto' ? 'autoUpTo' : 'denyAbove', amount)
          }
        />
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

      <Periods draft={draft} errorOf={errorOf} onChange={onChange} money={money} />

      <section aria-labelledby="always-ask" className="flex flex-col gap-3">
        <h3 id="always-ask" className="font-medium">
          {t('budgets.alwaysAsk')}
        </h3>
        <Switch
          label={t('budgets.newMerchants')}
          hint={t('budgets.newMerchantsHint')}
          checked={draft.askNewMerchant}
          onChange={(askNewMerchant) => onChange({ askNewMerchant })}
          testId="field-new-merchant"
        />
        <div className="flex flex-wrap gap-3 *:min-w-40">
          <AmountField
            label={t('budgets.confirmAbove')}
            value={draft.confirmAbove}
            onChange={(confirmAbove) => onChange({ confirmAbove })}
            onBlur={() => money.tidy('confirmAbove')}
            onStep={(direction) => money.step('confirmAbove', direction)}
            unit={draft.currency}
            placeholder={t('budgets.never')}
            error={errorOf('confirm_above')}
            testId="field-confirm"
          />
          <AmountField
            label={t('budgets.undo')}
            value={draft.undoSeconds}
            onChange={(undoSeconds) => onChange({ undoSeconds })}
            unit={t('budgets.seconds')}
            placeholder="10"
            error={errorOf('undo_seconds')}
            testId="field-undo"
          />
        </div>
      </section>
    </>
  );
}

type MoneyField = 'autoUpTo' | 'denyAbove' | 'confirmAbove';

/** The amounts of a draft in minor units, and the ways the controls change them. */
function useMoneyFields(draft: Draft, onChange: (change: Partial<Draft>) => void) {
  const exponent = exponentOf(draft.currency);
  const minor = (typed: string) => toMinor(normaliseTyped(typed, exponent) ?? '', exponent);
  const auto = minor(draft.autoUpTo) ?? 0n;
  const deny = minor(draft.denyAbove);
  const scale = scaleFor(exponent, [auto, deny ?? 0n]);
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
    preset: (autoMajor: bigint, denyMajor: bigint | null) => {
      const unit = scaleFor(exponent, []).unit;
      onChange({
        autoUpTo: fromMinor(autoMajor * unit, exponent),
        denyAbove: denyMajor === null ? '' : fromMinor(denyMajor * unit, exponent),
      });
    },
  };
}

type PeriodsProps = FieldsProps & { money: ReturnType<typeof useMoneyFields> };

function Periods({ draft, errorOf, onChange, money }: PeriodsProps) {
  const change = (key: number, part: Partial<PeriodDraft>) =>
    onChange({
      periods: draft.periods.map((period) =>
        period.key === key ? { ...period, ...part } : period,
      ),
    });
  const free = WINDOWS.find((window) => draft.periods.every((period) => period.window !== window));
  return (
    <section aria-labelledby="per-period" className="flex flex-col gap-3">
      <h3 id="per-period" className="font-medium">
        {t('budgets.perPeriod')}
      </h3>
      {errorOf('limits.periods') && !errorOf('limits.periods[') ? (
        <p className="text-13 text-bad">{errorOf('limits.periods')}</p>
      ) : null}
      {draft.periods.map((period, index) => (
        <div key={period.key} className="period-row">
          <Select
            label={t('budgets.period')}
            value={period.window}
            onChange={(window) => change(period.key, { window })}
            choices={WINDOWS.map((id) => ({ id, label: t(`budgets.window.${id}`) }))}
          />
          <AmountField
            label={t('budgets.limit')}
            value={period.max}
            onChange={(max) => change(period.key, { max })}
            onBlur={() => change(period.key, { max: money.tidied(period.max) })}
            unit={draft.currency}
            error={errorOf(`limits.periods[${index}]`)}
            testId="field-period"
          />
          <Select
            label={t('budgets.whenUsedUp')}
            value={period.whenUsedUp}
            onChange={(whenUsedUp) => change(period.key, { whenUsedUp })}
            choices={[
              { id: 'ask', label: t('budgets.askMe') },
              { id: 'deny', label: t('budgets.deny') },
            ]}
          />
          <div className="period-remove">
            <IconButton
              icon={Trash2}
              label={t('budgets.removePeriod')}
              onPress={() =>
                onChange({ periods: draft.periods.filter((other) => other.key !== period.key) })
              }
            />
          </div>
        </div>
      ))}
      {free ? (
        <div>
          <Button
            size="small"
            look="quiet"
            icon={Plus}
            onPress={() => onChange({ periods: [...draft.periods, newPeriod(free, '')] })}
          >
            {t('budgets.addPeriod')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
