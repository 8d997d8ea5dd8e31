import { Select } from '@/components/fields';
import { t } from '@/i18n/t';
import type { Charts, ChartsOrder } from '@/ipc/types';

const PERIODS = [
  'thisWeek',
  'thisMonth',
  'lastMonth',
  'thisQuarter',
  'thisYear',
  'lastYear',
  'twelveMonths',
] as const satisfies readonly ChartsOrder['period'][];

/** The bars that suit a period, until others are chosen. */
const STEPS: Record<ChartsOrder['period'], ChartsOrder['step']> = {
  thisWeek: 'day',
  thisMonth: 'day',
  lastMonth: 'day',
  thisQuarter: 'week',
  thisYear: 'month',
  lastYear: 'month',
  twelveMonths: 'month',
};

type ChoicesProps = {
  order: ChartsOrder;
  charts: Charts | undefined;
  onChange: (order: ChartsOrder) => void;
};

/** Which period the charts show, and how. */
export function Choices({ order, charts, onChange }: ChoicesProps) {
  const currencies = charts?.totals.map((total) => total.spent.currency) ?? [];
  const currency = order.currency ?? charts?.currency ?? null;
  return (
    <div className="reports-choices">
      <Select
        label={t('reports.period')}
        value={order.period}
        onChange={(period) => onChange({ ...order, period, step: STEPS[period] })}
        choices={PERIODS.map((id) => ({ id, label: t(`reports.periods.${id}`) }))}
        testId="reports-period"
      />
      <Select
        label={t('reports.by')}
        value={order.by}
        onChange={(by) => onChange({ ...order, by })}
        choices={(['agent', 'category', 'budget'] as const).map((id) => ({
          id,
          label: t(`reports.groups.${id}`),
        }))}
        testId="reports-by"
      />
      <Select
        label={t('reports.step')}
        value={order.step}
        onChange={(step) => onChange({ ...order, step })}
        choices={(['day', 'week', 'month'] as const).map((id) => ({
          id,
          label: t(`reports.steps.${id}`),
        }))}
        testId="reports-step"
      />
      {currencies.length > 1 && currency ? (
        <Select
          label={t('reports.currency')}
          value={currency}
          onChange={(next) => onChange({ ...order, currency: next })}
          choices={currencies.map((id) => ({ id, label: id }))}
          testId="reports-currency"
        />
      ) : null}
    </div>
  );
}
