import { useSyncExternalStore } from 'react';

/** One column with a bar below, an icon rail with drawers, or a sidebar with a detail pane. */
export type Layout = 'compact' | 'medium' | 'wide';

const wide = globalThis.matchMedia?.('(min-width: 1080px)');
const medium = globalThis.matchMedia?.('(min-width: 720px)');

export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, current);
}

function current(): Layout {
  if (wide?.matches) return 'wide';
  return medium?.matches ? 'medium' : 'compact';
}

function subscribe(listener: () => void) {
  wide?.addEventListener('change', listener);
  medium?.addEventListener('change', listener);
  return () => {
    wide?.removeEventListener('change', listener);
    medium?.removeEventListener('change', listener);
  };
}
