import { useId, useState } from 'react';
import { useCompletion } from '@/ipc/queries';
import type { Completion } from '@/ipc/types';

/** The list under the search field: what is in it, whether it is open, and its keys. */
export function useCompletions(typed: string, onPick: (query: string) => void) {
  const id = useId();
  const [shown, setShown] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  const asked = shown !== null && shown === typed ? typed : null;
  const found = useCompletion(asked).data ?? [];
  const open = asked !== null && found.length > 0;
  const close = () => {
    setShown(null);
    setActive(-1);
  };
  const pick = ({ query }: Completion) => {
    // A field wants a value next; a value is followed by whatever comes.
    const unfinished = query.endsWith(':');
    setShown(unfinished ? query : null);
    setActive(-1);
    onPick(query);
  };
  /** Whether the key was for the list. */
  const onKey = (key: string): boolean => {
    if (!open) return false;
    const chosen = found[active];
    if (key === 'ArrowDown') setActive((active + 1) % found.length);
    else if (key === 'ArrowUp') setActive((active <= 0 ? found.length : active) - 1);
    else if (key === 'Escape') close();
    else if ((key === 'Enter' || key === 'Tab') && chosen) pick(chosen);
    else return false;
    return true;
  };
  return {
    id,
    found,
    active,
    open,
    close,
    pick,
    onKey,
    /** Something was typed, so the list may open. */
    typedNow: (text: string) => {
      setShown(text === '' ? null : text);
      setActive(-1);
    },
  };
}
