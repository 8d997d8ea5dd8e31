import { Switch, TextField } from '@/components/fields';
import { useNow } from '@/components/Time';
import { t } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import { AmountField } from './AmountField';
import { Fold } from './Fold';
import { type FieldsProps, useMoneyFields } from './moneyFields';

const WEEK_MS = 7 * 86_400_000;

/** What is asked about however little it costs. */
export function AskFields({ draft, errorOf, onChange }: FieldsProps) {
  const now = useNow(60_000);
  const hours = draft.outsideHours;
  return (
    <section aria-labelledby="always-ask" className="flex flex-col gap-1">
      <h3 id="always-ask" className="mb-1 font-medium">
        {t('budgets.alwaysAsk')}
      </h3>
      <Switch
        label={t('budgets.newMerchants')}
        hint={t('budgets.newMerchantsHint')}
        checked={draft.askNewMerchant}
        onChange={(askNewMerchant) => onChange({ askNewMerchant })}
        testId="field-new-merchant"
      />
      <Switch
        label={t('budgets.subscriptions')}
        hint={t('budgets.subscriptionsHint')}
        checked={draft.askSubscription}
        onChange={(askSubscription) => onChange({ askSubscription })}
        testId="field-subscription"
      />
      <Switch
        label={t('budgets.repeats')}
        hint={t('budgets.repeatsHint')}
        checked={draft.askRepeats}
        onChange={(askRepeats) => onChange({ askRepeats })}
        testId="field-repeats"
      />
      <Switch
        label={t('budgets.outsideHours')}
        hint={t('budgets.outsideHoursHint')}
        checked={hours !== null}
        onChange={(on) => onChange({ outsideHours: on ? { from: '07:00', until: '22:00' } : null })}
        testId="field-hours"
      />
      {hours ? (
        <div className="mb-2 flex flex-wrap gap-3 *:w-28">
          <TextField
            label={t('budgets.hoursFrom')}
            value={hours.from}
            onChange={(from) => onChange({ outsideHours: { ...hours, from } })}
            placeholder="07:00"
            error={errorOf('always_ask.outside_hours')}
            testId="field-hours-from"
          />
          <TextField
            label={t('budgets.hoursUntil')}
            value={hours.until}
            onChange={(until) => onChange({ outsideHours: { ...hours, until } })}
            placeholder="22:00"
            testId="field-hours-until"
          />
        </div>
      ) : null}
      <Switch
        label={t('budgets.learning')}
        hint={
          draft.learningUntil
            ? t('budgets.learningUntil', { date: shortDate(draft.learningUntil, now) })
            : t('budgets.learningHint')
        }
        checked={draft.learningUntil !== null}
        onChange={(on) =>
          onChange({
            learningUntil: on ? new Date(now + WEEK_MS).toISOString().slice(0, 10) : null,
          })
        }
        testId="field-learning"
      />
    </section>
  );
}

/** How approvals work under this budget, and how much a price may move after one. */
export function ApprovalFields({ draft, errorOf, onChange }: FieldsProps) {
  const money = useMoneyFields(draft, onChange);
  const fields = ['confirm_above', 'undo_seconds', 'limits.tolerance', 'always_ask.price_rise'];
  return (
    <Fold
      title={t('budgets.approvals')}
      summary={t('budgets.approvalsSummary', {
        amount: draft.confirmAbove || t('budgets.never'),
        seconds: draft.undoSeconds || '10',
      })}
      opened={fields.some((field) => errorOf(field) !== null)}
      testId="fold-approvals"
    >
      <div className="field-grid">
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
        <AmountField
          label={t('budgets.tolerance')}
          value={draft.toleranceAmount}
          onChange={(toleranceAmount) => onChange({ toleranceAmount })}
          onBlur={() => money.tidy('toleranceAmount')}
          onStep={(direction) => money.step('toleranceAmount', direction)}
          unit={draft.currency}
          placeholder="0"
          hint={t('budgets.toleranceHint')}
          error={errorOf('limits.tolerance.amount')}
          testId="field-tolerance"
        />
        <AmountField
          label={t('budgets.tolerancePercent')}
          value={draft.tolerancePercent}
          onChange={(tolerancePercent) => onChange({ tolerancePercent })}
          unit="%"
          placeholder="0"
          error={errorOf('limits.tolerance.percent')}
          testId="field-tolerance-percent"
        />
        <AmountField
          label={t('budgets.priceRise')}
          value={draft.priceRise}
          onChange={(priceRise) => onChange({ priceRise })}
          unit="%"
          placeholder="0"
          hint={t('budgets.priceRiseHint')}
          error={errorOf('always_ask.price_rise_percent')}
          testId="field-price-rise"
        />
      </div>
    </Fold>
  );
}
