import { ListFilter, Search, TriangleAlert, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { IconButton } from '@/components/buttons';
import { Chip } from '@/components/Chip';
import { ActionMenu } from '@/components/overlays';
import { t } from '@/i18n/t';
import type { SearchTerm } from '@/ipc/types';
import { Completions } from './Completions';
import { withFilter, withoutTerm } from './chips';
import { useCompletions } from './useCompletions';

const PAUSE_MS = 250;

const FILTERS = [
  { id: 'merchant', start: 'merchant:' },
  { id: 'agent', start: 'agent:' },
  { id: 'status', start: 'status:paid' },
  { id: 'amount', start: 'amount>50' },
  { id: 'date', start: 'date:2026-11' },
] as const;

type SearchBarProps = { text: string; terms: SearchTerm[]; onSearch: (text: string) => void };

export function SearchBar({ text, terms, onSearch }: SearchBarProps) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const applied = useRef(text);
  // The address may change under the field: a chip removed, the back button.
  if (applied.current !== text) {
    applied.current = text;
    if (typed.trim() !== text) setTyped(text);
  }
  useEffect(() => {
    if (typed.trim() === applied.current) return;
    const timer = setTimeout(() => onSearch(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onSearch]);
  const list = useCompletions(typed, setTyped);
  const put = (next: string) => {
    setTyped(next);
    onSearch(next.trim());
    field.current?.focus();
  };
  return (
    <search className="flex shrink-0 flex-col gap-2 px-4 pb-2 medium:px-5">
      <div className="relative">
        <Search
          size={16}
          strokeWidth={1.75}
          aria-hidden
          className="pointer-events-none absolute start-3 top-3 text-t2"
        />
        <input
          ref={field}
          type="text"
          data-testid="search"
          aria-label={t('activity.search')}
          placeholder={t('activity.searchHint')}
          spellCheck={false}
          autoComplete="off"
          value={typed}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={list.open}
          aria-controls={list.open ? list.id : undefined}
          aria-activedescendant={
            list.open && list.active >= 0 ? `${list.id}-${list.active}` : undefined
          }
          onBlur={list.close}
          onChange={(event) => {
            setTyped(event.target.value);
            list.typedNow(event.target.value);
          }}
          onKeyDown={(event) => {
            if (list.onKey(event.key)) {
              event.preventDefault();
              event.stopPropagation();
              return;
            }
            if (event.key === 'Enter') {
              list.close();
              onSearch(typed.trim());
            }
            if (event.key === 'Escape' && typed) {
              event.preventDefault();
              put('');
            }
          }}
          className="input ps-9 pe-20"
        />
        {list.open ? (
          <Completions id={list.id} found={list.found} active={list.active} onPick={list.pick} />
        ) : null}
        <span className="absolute end-1 top-1 flex">
          {typed ? (
            <IconButton icon={X} label={t('activity.clear')} onPress={() => put('')} />
          ) : null}
          <ActionMenu
            label={t('activity.filters')}
            entries={FILTERS.map(({ id, start }) => ({
              id,
              label: t(`activity.filter.${id}`),
              hint: start,
              onAction: () => put(withFilter(typed, start)),
            }))}
          >
            <Button
              aria-label={t('activity.filters')}
              className="button size-8 border-transparent p-0 text-t2 data-[hovered]:bg-s3"
            >
              <ListFilter size={16} strokeWidth={1.75} aria-hidden />
            </Button>
          </ActionMenu>
        </span>
      </div>
      {terms.length > 0 ? (
        <Chips terms={terms} onRemove={(index) => put(withoutTerm(terms, index))} />
      ) : null}
    </search>
  );
}

function Chips({ terms, onRemove }: { terms: SearchTerm[]; onRemove: (index: number) => void }) {
  const problems = terms.flatMap((term) => (term.problem ? [term.problem] : []));
  return (
    <div className="flex flex-col gap-1.5">
      <ul aria-label={t('activity.filters')} className="flex flex-wrap gap-1.5">
        {terms.map((term, index) => (
          <Chip
            // biome-ignore lint/suspicious/noArrayIndexKey: the same term may stand twice
            key={`${index}-${term.text}`}
            text={term.text}
            remove={t('activity.removeFilter', { term: term.text })}
            onRemove={() => onRemove(index)}
            warn={term.problem !== null}
            testId="chip-remove"
          />
        ))}
      </ul>
      {problems.map((problem) => (
        <p key={problem} className="flex items-center gap-1.5 text-13 text-warn">
          <TriangleAlert size={14} aria-hidden />
          {problem}
        </p>
      ))}
    </div>
  );
}
