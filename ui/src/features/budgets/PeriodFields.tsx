import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '@/components/buttons';
import { Select, TextField } from '@/components/fields';
import { t } from '@/i18n/t';
import { AmountField } from './AmountField';
import { newPeriod, type PeriodDraft } from './draft';
import { type FieldsProps, useMoneyFields } from './moneyFields';

export const WINDOWS = [
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'rolling:24h',
  'rolling:7d',
  'rolling:30d',
  'total',
] as const;

const ROLLS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** How much in a period, how often, and when to be told. */
export function PeriodFields(props: FieldsProps) {
  const { draft, errorOf, onChange } = props;
  const free = WINDOWS.find((window) => draft.periods.every((period) => period.window !== window));
  const next = draft.periods.length === 0 ? 'month' : free;
  return (
    <section aria-labelledby="per-period" className="flex flex-col gap-3">
      <h3 id="per-period" className="font-medium">
        {t('budgets.perPeriod')}
      </h3>
      {errorOf('limits.periods') && !errorOf('limits.periods[') ? (
        <p className="text-13 text-bad">{errorOf('limits.periods')}</p>
      ) : null}
      {draft.periods.map((period, index) => (
        <PeriodRow key={period.key} {...props} period={period} index={index} />
      ))}
      <MostPurchases {...props} />
      <div className="flex flex-wrap items-end gap-x-3 gap-y-3">
        <div className="w-36">
          <TextField
            label={t('budgets.warnAt')}
            value={draft.warnAt}
            onChange={(warnAt) => onChange({ warnAt })}
            placeholder={t('budgets.never')}
            error={errorOf('warn_at_percent')}
            testId="field-warn"
          />
        </div>
        <div className="flex flex-wrap gap-1">
          {next ? (
            <Button
              size="small"
              look="quiet"
              icon={Plus}
              onPress={() => onChange({ periods: [...draft.periods, newPeriod(next, '')] })}
              data-testid="period-add"
            >
              {t('budgets.addPeriod')}
            </Button>
          ) : null}
          {draft.maxPurchases ? null : (
            <Button
              size="small"
              look="quiet"
              icon={Plus}
              onPress={() => onChange({ maxPurchases: { window: 'day', count: '10' } })}
              data-testid="most-add"
            >
              {t('budgets.addMost')}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

function PeriodRow({
  draft,
  errorOf,
  onChange,
  period,
  index,
}: FieldsProps & { period: PeriodDraft; index: number }) {
  const money = useMoneyFields(draft, onChange);
  const change = (part: Partial<PeriodDraft>) =>
    onChange({
      periods: draft.periods.map((other) =>
        other.key === period.key ? { ...other, ...part } : other,
      ),
    });
  return (
    <div className="period-row" data-testid={`period-row-${index}`}>
      <Select
        label={t('budgets.period')}
        value={period.window}
        onChange={(window) =>
          change({ window, rollover: ROLLS.has(window) ? period.rollover : 'none' })
        }
        choices={windowChoices()}
      />
      <AmountField
        label={t('budgets.limit')}
        value={period.max}
        onChange={(max) => change({ max })}
        onBlur={() => change({ max: money.tidied(period.max) })}
        unit={draft.currency}
        error={errorOf(`limits.periods[${index}]`)}
        testId={index === 0 ? 'field-period' : `field-period-${index}`}
      />
      <Select
        label={t('budgets.whenUsedUp')}
        value={period.whenUsedUp}
        onChange={(whenUsedUp) => change({ whenUsedUp })}
        choices={[
          { id: 'ask', label: t('budgets.askMe') },
          { id: 'deny', label: t('budgets.deny') },
        ]}
      />
      {ROLLS.has(period.window) ? (
        <Select
          label={t('budgets.unused')}
          value={period.rollover}
          onChange={(rollover) => change({ rollover })}
          choices={(['none', 'capped', 'full'] as const).map((id) => ({
            id,
            label: t(`budgets.rollover.${id}`),
          }))}
        />
      ) : (
        <span />
      )}
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
  );
}

/** How many purchases, whatever they cost. */
function MostPurchases({ draft, errorOf, onChange }: FieldsProps) {
  const most = draft.maxPurchases;
  if (!most) return null;
  return (
    <div className="most-row">
      <TextField
        label={t('budgets.most')}
        value={most.count}
        onChange={(count) => onChange({ maxPurchases: { ...most, count } })}
        error={errorOf('limits.max_purchases')}
        testId="field-most"
      />
      <Select
        label={t('budgets.mostPer')}
        value={most.window}
        onChange={(window) => onChange({ maxPurchases: { ...most, window } })}
        choices={windowChoices()}
      />
      <div className="period-remove">
        <IconButton
          icon={Trash2}
          label={t('budgets.removeMost')}
          onPress={() => onChange({ maxPurchases: null })}
        />
      </div>
    </div>
  );
}

function windowChoices() {
  return WINDOWS.map((id) => ({ id: id as string, label: windowName(id) }));
}

function windowName(window: (typeof WINDOWS)[number]): string {
  switch (window) {
    case 'rolling:24h':
      return t('budgets.window.last24h');
    case 'rolling:7d':
      return t('budgets.window.last7d');
    case 'rolling:30d':
      return t('budgets.window.last30d');
    default:
      return t(`budgets.window.${window}`);
  }
}
