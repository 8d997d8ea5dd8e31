import { Bookmark } from 'lucide-react';
import { t } from '@/i18n/t';
import { useSearches } from '@/ipc/queries';

/** The searches that the owner pinned, each an address of the record. */
export function PinnedSearches({ current }: { current: string | null }) {
  const pinned = (useSearches().data?.saved ?? []).filter((search) => search.pinned);
  if (pinned.length === 0) return null;
  return (
    <ul aria-label={t('searches.pinned')} className="flex flex-col gap-0.5 ps-4">
      {pinned.map((search) => (
        <li key={search.name}>
          <a
            href={`#/activity?${new URLSearchParams({ q: search.query })}`}
            aria-current={current === search.query ? 'page' : undefined}
            data-testid="pinned-search"
            className="nav-link nav-row text-13"
          >
            <Bookmark size={14} strokeWidth={1.75} aria-hidden className="shrink-0" />
            <bdi className="truncate">{search.name}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}
