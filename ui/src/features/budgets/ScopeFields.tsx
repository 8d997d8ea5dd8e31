import { PinnedCategories } from '@/components/CategoryPin';
import { Checkbox, Select } from '@/components/fields';
import { useNow } from '@/components/Time';
import { t } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import { useAgents, useScopeSeen } from '@/ipc/queries';
import { AmountField } from './AmountField';
import { DateInput } from './DateInput';
import { Fold } from './Fold';
import { ListField } from './ListField';
import type { FieldsProps } from './moneyFields';
import { TimeZoneField } from './TimeZoneField';

const RAILS = ['card', 'x402', 'ap2', 'acp', 'a402', 'clawtip', 'bank', 'other'] as const;
const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
const AMONG = new Intl.ListFormat(undefined, { type: 'unit' });

/** Who, where and how. Nothing chosen means any. */
export function ScopeFields({ draft, errorOf, onChange }: FieldsProps) {
  const agents = useAgents().data ?? [];
  const seen = useScopeSeen().data;
  const names = [...new Set([...agents.map((agent) => agent.name), ...(draft.agents ?? [])])];
  const railCount = (id: string) => seen?.rails.find((rail) => rail.id === id)?.count;
  const summary = [
    draft.agents ? AMONG.format(draft.agents) : t('budgets.anyAgent'),
    draft.merchants
      ? t('budgets.merchantCount', { count: draft.merchants.length })
      : t('budgets.anyMerchant'),
    ...(draft.rails ? [AMONG.format(draft.rails)] : []),
  ].join(' · ');
  return (
    <Fold
      title={t('budgets.scope')}
      summary={summary}
      opened={errorOf('scope') !== null || errorOf('agents') !== null}
      testId="fold-scope"
    >
      <Choices
        label={t('budgets.agents')}
        any={t('budgets.anyAgent')}
        all={names.map((name) => ({ id: name, label: name }))}
        chosen={draft.agents}
        error={errorOf('agents')}
        onChange={(chosen) => onChange({ agents: chosen })}
      />
      <ListField
        label={t('budgets.merchants')}
        any={t('budgets.anyMerchant')}
        placeholder="nordlicht-books.example"
        hint={t('budgets.merchantsHint')}
        values={draft.merchants}
        seen={seen?.merchants ?? []}
        error={errorOf('scope.merchants')}
        onChange={(merchants) => onChange({ merchants })}
        testId="scope-merchants"
      />
      <ListField
        label={t('budgets.blocked')}
        any={t('budgets.noneBlocked')}
        placeholder="shop.example"
        values={draft.merchantsBlocked.length > 0 ? draft.merchantsBlocked : null}
        seen={[]}
        error={errorOf('scope.merchants_blocked')}
        onChange={(blocked) => onChange({ merchantsBlocked: blocked ?? [] })}
        testId="scope-blocked"
      />
      <ListField
        label={t('budgets.categories')}
        any={t('budgets.anyCategory')}
        placeholder="books"
        hint={t('budgets.categoriesHint')}
        values={draft.categories}
        seen={seen?.categories ?? []}
        error={errorOf('scope.categories')}
        onChange={(categories) => onChange({ categories })}
        testId="scope-categories"
      />
      <PinnedCategories />
      <Choices
        label={t('budgets.rails')}
        any={t('budgets.anyRail')}
        all={RAILS.map((id) => ({ id, label: t(`rails.${id}`), count: railCount(id) }))}
        chosen={draft.rails}
        error={errorOf('scope.rails')}
        onChange={(chosen) => onChange({ rails: chosen })}
      />
    </Fold>
  );
}

/** When the budget holds, and where its days begin. */
export function TimeFields({ draft, errorOf, onChange }: FieldsProps) {
  const now = useNow(60_000);
  const dates = [draft.validFrom, draft.validUntil].map((date) =>
    date ? shortDate(date, now) : null,
  );
  return (
    <Fold
      title={t('budgets.validity')}
      summary={`${dates.some(Boolean) ? dates.map((date) => date ?? '…').join(' – ') : t('budgets.alwaysValid')} · ${draft.timeZone.replaceAll('_', ' ')}`}
      opened={errorOf('valid') !== null || errorOf('time_zone') !== null}
      testId="fold-when"
    >
      <div className="field-grid">
        <DateInput
          label={t('budgets.validFrom')}
          value={draft.validFrom}
          onChange={(validFrom) => onChange({ validFrom })}
          error={errorOf('valid.from')}
        />
        <DateInput
          label={t('budgets.validUntil')}
          value={draft.validUntil}
          onChange={(validUntil) => onChange({ validUntil })}
          error={errorOf('valid.until')}
        />
        <TimeZoneField
          value={draft.timeZone}
          onChange={(timeZone) => onChange({ timeZone })}
          error={errorOf('time_zone')}
        />
        <Select
          label={t('budgets.firstWeekday')}
          value={draft.firstWeekday}
          onChange={(firstWeekday) => onChange({ firstWeekday })}
          choices={WEEKDAYS.map((id) => ({ id: id as string, label: t(`weekday.${id}`) }))}
        />
      </div>
    </Fold>
  );
}

/** Purchases in another currency are converted by a recorded rate, or asked about. */
export function RateFields({ draft, errorOf, onChange }: FieldsProps) {
  return (
    <Fold
      title={t('budgets.otherCurrencies')}
      summary={t('budgets.ratesSummary', { days: draft.rateMaxAge || '7' })}
      opened={errorOf('limits.rate') !== null}
      testId="fold-rates"
    >
      <div className="field-grid">
        <AmountField
          label={t('budgets.rateMaxAge')}
          value={draft.rateMaxAge}
          onChange={(rateMaxAge) => onChange({ rateMaxAge })}
          unit={t('budgets.days')}
          placeholder="7"
          hint={t('budgets.rateMaxAgeHint')}
          error={errorOf('limits.rate_max_age_days')}
          testId="field-rate-age"
        />
        <AmountField
          label={t('budgets.rateMargin')}
          value={draft.rateMargin}
          onChange={(rateMargin) => onChange({ rateMargin })}
          unit="%"
          placeholder="0"
          hint={t('budgets.rateMarginHint')}
          error={errorOf('limits.rate_margin_percent')}
          testId="field-rate-margin"
        />
      </div>
    </Fold>
  );
}

type ChoicesProps = {
  label: string;
  any: string;
  all: { id: string; label: string; count?: number | undefined }[];
  chosen: string[] | null;
  error: string | null;
  onChange: (chosen: string[] | null) => void;
};

/** "Any", or some of a known few. Taking the last one away means any again. */
function Choices({ label, any, all, chosen, error, onChange }: ChoicesProps) {
  const toggle = (id: string, on: boolean) => {
    const next = on ? [...(chosen ?? []), id] : (chosen ?? []).filter((other) => other !== id);
    onChange(next.length > 0 ? next : null);
  };
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="field-label mb-1">{label}</legend>
      <Checkbox checked={chosen === null} onChange={(on) => on && onChange(null)}>
        {any}
      </Checkbox>
      <div className="grid grid-cols-1 gap-x-4 min-[420px]:grid-cols-2">
        {all.map(({ id, label: words, count }) => (
          <Checkbox
            key={id}
            checked={chosen?.includes(id) ?? false}
            onChange={(on) => toggle(id, on)}
          >
            <bdi className="[overflow-wrap:anywhere]">{words}</bdi>
            {count ? <span className="figures text-12 text-t3"> {count}</span> : null}
          </Checkbox>
        ))}
      </div>
      {error ? <p className="text-13 text-bad">{error}</p> : null}
    </fieldset>
  );
}
