import { Bookmark, BookmarkPlus, History, ListChecks, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button, IconButton } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { Checkbox, TextField } from '@/components/fields';
import { ActionMenu, Dialog, DialogActions, type MenuEntry } from '@/components/overlays';
import { t } from '@/i18n/t';
import { useAction, useSearches } from '@/ipc/queries';
import type { SavedSearch } from '@/ipc/types';
import { BUILT_IN } from './searches';

type SavedSearchesProps = { text: string; onSearch: (text: string) => void };

/** The searches that the owner keeps, those that everybody has, and the last ones. */
export function SavedSearches({ text, onSearch }: SavedSearchesProps) {
  const { saved, recent } = useSearches().data ?? { saved: [], recent: [] };
  const [open, setOpen] = useState(false);
  const isSaved = saved.some((search) => search.query === text);
  const entry = (id: string, label: string, query: string, icon: MenuEntry['icon']): MenuEntry => ({
    id,
    label,
    ...(icon ? { icon } : {}),
    ...(label === query ? {} : { hint: query }),
    onAction: () => onSearch(query),
  });
  const entries: MenuEntry[] = [
    {
      id: 'keep',
      label: t(text && !isSaved ? 'searches.save' : 'searches.manage'),
      icon: BookmarkPlus,
      onAction: () => setOpen(true),
    },
    ...saved.map((search) => entry(`s-${search.name}`, search.name, search.query, Bookmark)),
    ...BUILT_IN.map(({ id, name, query }) => entry(`b-${id}`, t(name), query, ListChecks)),
    ...recent.map((query) => entry(`r-${query}`, query, query, History)),
  ];
  return (
    <>
      <ActionMenu label={t('searches.title')} entries={entries}>
        <Button size="small" icon={Bookmark} data-testid="saved">
          {t('searches.title')}
        </Button>
      </ActionMenu>
      {open ? (
        <SearchesDialog saved={saved} query={isSaved ? '' : text} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}

type SearchesDialogProps = { saved: SavedSearch[]; query: string; onClose: () => void };

function SearchesDialog({ saved, query, onClose }: SearchesDialogProps) {
  const action = useAction((host, next: SavedSearch[]) => host.saveSearches(next), ['settings']);
  const keep = async (next: SavedSearch[], said: string) => {
    if (!(await action.run(next))) return false;
    announce(said);
    return true;
  };
  const change = (name: string, part: Partial<SavedSearch>) =>
    void keep(
      saved.map((search) => (search.name === name ? { ...search, ...part } : search)),
      t('searches.changed'),
    );
  return (
    <Dialog title={t('searches.title')} open onClose={onClose}>
      <div className="flex flex-col gap-4">
        {query ? (
          <NewSearch
            query={query}
            busy={action.busy}
            onKeep={async (search) => {
              if (await keep([...saved, search], t('searches.saved', { name: search.name })))
                onClose();
            }}
          />
        ) : null}
        <ErrorNote error={action.error} />
        {saved.length === 0 && !query ? (
          <p className="text-t2">{t('searches.none')}</p>
        ) : (
          <ul className="flex flex-col" data-testid="searches-list">
            {saved.map((search) => (
              <li
                key={search.name}
                className="flex flex-wrap items-center gap-x-4 border-b border-line py-2 last:border-0"
              >
                <span className="min-w-0 flex-1 basis-full">
                  <bdi className="block font-medium [overflow-wrap:anywhere]">{search.name}</bdi>
                  <bdi className="block text-13 text-t2 [overflow-wrap:anywhere]">
                    {search.query}
                  </bdi>
                </span>
                <Checkbox
                  checked={search.pinned}
                  onChange={(pinned) => change(search.name, { pinned })}
                >
                  {t('searches.pin')}
                </Checkbox>
                <Checkbox
                  checked={search.alert}
                  onChange={(alert) => change(search.name, { alert })}
                >
                  {t('searches.alert')}
                </Checkbox>
                <IconButton
                  icon={Trash2}
                  label={t('searches.remove', { name: search.name })}
                  onPress={() =>
                    void keep(
                      saved.filter((other) => other.name !== search.name),
                      t('searches.removed', { name: search.name }),
                    )
                  }
                />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}

type NewSearchProps = {
  query: string;
  busy: boolean;
  onKeep: (search: SavedSearch) => void;
};

function NewSearch({ query, busy, onKeep }: NewSearchProps) {
  const [name, setName] = useState('');
  const [pinned, setPinned] = useState(false);
  const [alert, setAlert] = useState(false);
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onKeep({ name: name.trim(), query, pinned, alert });
      }}
    >
      <TextField
        label={t('searches.name')}
        hint={query}
        value={name}
        onChange={setName}
        maxLength={60}
        autoFocus
        testId="search-name"
      />
      <Checkbox checked={pinned} onChange={setPinned} testId="search-pin">
        {t('searches.pin')}
      </Checkbox>
      <Checkbox checked={alert} onChange={setAlert} testId="search-alert">
        {t('searches.alert')}
      </Checkbox>
      <DialogActions>
        <Button
          type="submit"
          look="primary"
          isDisabled={busy || !name.trim()}
          data-testid="search-keep"
        >
          {t('searches.save')}
        </Button>
      </DialogActions>
    </form>
  );
}
