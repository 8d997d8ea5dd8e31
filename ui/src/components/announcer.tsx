import { useSyncExternalStore } from 'react';

type Politeness = 'polite' | 'assertive';
type Said = Record<Politeness, string>;

let said: Said = { polite: '', assertive: '' };
const listeners = new Set<() => void>();

/** Has a screen reader say something once. Never the only place where it is told. */
export function announce(words: string, politeness: Politeness = 'polite') {
  // The same words twice are only spoken twice when the text differs.
  const again = said[politeness] === words ? `${words}\u00a0` : words;
  said = { ...said, [politeness]: again };
  for (const listener of listeners) listener();
}

export function Announcer() {
  const current = useSyncExternalStore(subscribe, () => said);
  return (
    <div className="sr-only">
      <div aria-live="polite" data-testid="announce-polite">
        {current.polite}
      </div>
      <div aria-live="assertive" data-testid="announce-assertive">
        {current.assertive}
      </div>
    </div>
  );
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
