import { useCallback } from 'react';

/**
 * Arrow keys, Home and End (and J and K where the owner allows them) move the
 * focus among the elements marked `data-row` inside the list they are pressed in.
 */
export function useListKeys(singleKeys: boolean) {
  return useCallback(
    (event: React.KeyboardEvent<HTMLElement>) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = stepOf(event.key, singleKeys);
      if (step === null) return;
      const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
      const here = rows.findIndex((row) => row.contains(document.activeElement));
      const next = step === 'first' ? 0 : step === 'last' ? rows.length - 1 : here + step;
      const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
      if (!row) return;
      event.preventDefault();
      row.focus();
    },
    [singleKeys],
  );
}

function stepOf(key: string, singleKeys: boolean): number | 'first' | 'last' | null {
  if (key === 'ArrowDown' || (singleKeys && key.toLowerCase() === 'j')) return 1;
  if (key === 'ArrowUp' || (singleKeys && key.toLowerCase() === 'k')) return -1;
  if (key === 'Home') return 'first';
  if (key === 'End') return 'last';
  return null;
}
