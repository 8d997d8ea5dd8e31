import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components/buttons';
import { TextField } from '@/components/fields';
import { t } from '@/i18n/t';
import type { Seen } from '@/ipc/types';

type ListFieldProps = {
  label: string;
  /** Said while the list is absent, which means something else than empty. */
  any: string;
  placeholder: string;
  hint?: string;
  values: string[] | null;
  /** What was really bought, to pick from. */
  seen: readonly Seen[];
  error: string | null;
  onChange: (values: string[] | null) => void;
  testId: string;
};

const OFFERED = 8;

/** A list of short texts: typed and added with Enter, or picked from the record. */
export function ListField(props: ListFieldProps) {
  const { label, any, placeholder, hint, values, seen, error, onChange } = props;
  const [typed, setTyped] = useState('');
  const addAll = (found: string[]) => onChange([...new Set([...(values ?? []), ...found])]);
  const add = () => {
    const found = typed.split(/[\s,]+/).filter(Boolean);
    if (found.length === 0) return;
    addAll(found);
    setTyped('');
  };
  const remove = (value: string) => {
    const rest = (values ?? []).filter((other) => other !== value);
    onChange(rest.length > 0 ? rest : null);
  };
  const offered = seen
    .filter(({ id, label: name }) => !values?.includes(id) && matches(typed, id, name))
    .slice(0, OFFERED);
  return (
    <div className="flex flex-col gap-2" data-testid={props.testId}>
      <div className="flex items-end gap-1">
        <div className="min-w-0 flex-1">
          <TextField
            label={label}
            value={typed}
            onChange={setTyped}
            placeholder={placeholder}
            hint={error ? undefined : hint}
            error={error}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || typed.trim() === '') return;
              event.preventDefault();
              add();
            }}
          />
        </div>
        {typed.trim() ? (
          <IconButton icon={Plus} size="normal" label={t('budgets.add')} onPress={add} />
        ) : null}
      </div>
      {values === null ? (
        <p className="text-13 text-t2">{any}</p>
      ) : (
        <ul aria-label={label} className="flex flex-wrap gap-1.5">
          {values.map((value) => (
            <li key={value} className="chip">
              <bdi className="truncate">{value}</bdi>
              <button
                type="button"
                aria-label={t('activity.removeFilter', { term: value })}
                onClick={() => remove(value)}
                className="flex size-6 shrink-0 items-center justify-center rounded-full text-t2 hover:bg-s3"
              >
                <X size={14} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      {offered.length > 0 ? (
        <ul aria-label={t('budgets.bought', { name: label })} className="flex flex-wrap gap-1.5">
          {offered.map(({ id, label: name, count }) => (
            <li key={id} className="min-w-0">
              <button
                type="button"
                className="pick"
                title={id}
                onClick={() => {
                  addAll([id]);
                  setTyped('');
                }}
              >
                <Plus size={14} aria-hidden className="shrink-0" />
                <bdi className="truncate">{name}</bdi>
                <span className="figures shrink-0 text-12 text-t3">{count}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function matches(typed: string, ...texts: string[]): boolean {
  const part = typed.trim().toLowerCase();
  return part === '' || texts.some((text) => text.toLowerCase().includes(part));
}
