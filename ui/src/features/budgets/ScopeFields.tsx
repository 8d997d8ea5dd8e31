import { Checkbox } from '@/components/fields';
import { t } from '@/i18n/t';
import { useAgents } from '@/ipc/queries';
import { DateInput } from './DateInput';
import type { FieldsProps } from './LimitFields';
import { ListField } from './ListField';
import { TimeZoneField } from './TimeZoneField';

const RAILS = ['card', 'x402', 'ap2', 'acp', 'a402', 'clawtip', 'bank', 'other'] as const;

/** Who, where, how and when. Nothing chosen means any. */
export function ScopeFields({ draft, errorOf, onChange }: FieldsProps) {
  const agents = useAgents().data ?? [];
  const names = [...new Set([...agents.map((agent) => agent.name), ...(draft.agents ?? [])])];
  return (
    <>
      <section aria-labelledby="scope" className="flex flex-col gap-4">
        <h3 id="scope" className="font-medium">
          {t('budgets.scope')}
        </h3>
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
          error={errorOf('scope.merchants')}
          onChange={(merchants) => onChange({ merchants })}
        />
        <ListField
          label={t('budgets.blocked')}
          any={t('budgets.noneBlocked')}
          placeholder="shop.example"
          values={draft.merchantsBlocked.length > 0 ? draft.merchantsBlocked : null}
          error={errorOf('scope.merchants_blocked')}
          onChange={(blocked) => onChange({ merchantsBlocked: blocked ?? [] })}
        />
        <Choices
          label={t('budgets.rails')}
          any={t('budgets.anyRail')}
          all={RAILS.map((id) => ({ id, label: t(`rails.${id}`) }))}
          chosen={draft.rails}
          error={errorOf('scope.rails')}
          onChange={(chosen) => onChange({ rails: chosen })}
        />
      </section>
      <section aria-labelledby="validity" className="flex flex-col gap-3">
        <h3 id="validity" className="font-medium">
          {t('budgets.validity')}
        </h3>
        <div className="flex flex-wrap gap-3 *:min-w-40 *:flex-1">
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
        </div>
        <TimeZoneField
          value={draft.timeZone}
          onChange={(timeZone) => onChange({ timeZone })}
          error={errorOf('time_zone')}
        />
      </section>
    </>
  );
}

type ChoicesProps = {
  label: string;
  any: string;
  all: { id: string; label: string }[];
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
        {all.map(({ id, label: words }) => (
          <Checkbox
            key={id}
            checked={chosen?.includes(id) ?? false}
            onChange={(on) => toggle(id, on)}
          >
            <bdi className="[overflow-wrap:anywhere]">{words}</bdi>
          </Checkbox>
        ))}
      </div>
      {error ? <p className="text-13 text-bad">{error}</p> : null}
    </fieldset>
  );
}
