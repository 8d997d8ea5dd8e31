import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '@/components/buttons';
import { TextField } from '@/components/fields';
import { t } from '@/i18n/t';

type ListFieldProps = {
  label: string;
  /** Said while the list is absent, which means something else than empty. */
  any: string;
  placeholder: string;
  hint?: string;
  values: string[] | null;
  error: string | null;
  onChange: (values: string[] | null) => void;
};

/** A list of short texts: Enter adds one, each can be taken away. */
export function ListField({
  label,
  any,
  placeholder,
  hint,
  values,
  error,
  onChange,
}: ListFieldProps) {
  const [typed, setTyped] = useState('');
  const add = () => {
    const found = typed.split(/[\s,]+/).filter(Boolean);
    if (found.length === 0) return;
    onChange([...new Set([...(values ?? []), ...found])]);
    setTyped('');
  };
  const remove = (value: string) => {
    const rest = (values ?? []).filter((other) => other !== value);
    onChange(rest.length > 0 ? rest : null);
  };
  return (
    <div className="flex flex-col gap-2">
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
    </div>
  );
}
