import { useEffect } from 'react';
import { announce } from '@/components/announcer';
import { isChord, isTextEntry } from '@/components/keys';
import { usePauseAll } from '@/components/pause';
import { navigate, SCREENS } from '@/components/router';
import { t } from '@/i18n/t';
import { useHost } from '@/ipc/HostContext';
import { useInbox } from '@/ipc/queries';
import type { RequestRow } from '@/ipc/types';
import type { Overlay } from './Shell';

/** Keys that work on every screen. None of them approves anything. */
export function useShortcuts(
  singleKeys: boolean,
  overlay: Overlay,
  setOverlay: (overlay: Overlay) => void,
) {
  const host = useHost();
  const inbox = useInbox();
  const pause = usePauseAll();
  const last = inbox.data?.done.find((row) => canUndo(row, host.now()));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      if (isChord(event, 'k')) {
        event.preventDefault();
        setOverlay(overlay === 'palette' ? null : 'palette');
        return;
      }
      if (overlay || document.querySelector('[role=dialog],[role=alertdialog]')) return;
      if (event.key === 'F6') {
        event.preventDefault();
        focusRegion(event.shiftKey ? -1 : 1);
        return;
      }
      if (isChord(event, 'p', true)) {
        event.preventDefault();
        void pause(null);
        return;
      }
      if (screenKey(event)) return;
      if (isChord(event, 'z') && last && !isTextEntry(event.target)) {
        event.preventDefault();
        void host.undo(last.id).then(
          () => announce(t('inbox.undone')),
          () => announce(t('inbox.tooLate'), 'assertive'),
        );
        return;
      }
      if (isChord(event, 'f') || (event.key === '/' && plain(event) && singleKeys)) {
        event.preventDefault();
        focusSearch();
        return;
      }
      if (event.key === '?' && singleKeys && !isTextEntry(event.target)) {
        event.preventDefault();
        setOverlay('keys');
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [singleKeys, overlay, setOverlay, host, pause, last]);
}

export function canUndo(row: RequestRow, now: number): boolean {
  return row.undoUntil !== null && Date.parse(row.undoUntil) > now;
}

function plain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !isTextEntry(event.target);
}

function screenKey(event: KeyboardEvent): boolean {
  const numbered = SCREENS.findIndex((_, index) => isChord(event, String(index + 1)));
  const screen = isChord(event, ',') ? 'settings' : SCREENS[numbered];
  if (!screen) return false;
  event.preventDefault();
  navigate(screen);
  return true;
}

function focusSearch() {
  navigate('activity');
  const wait = (tries: number) => {
    const field = document.querySelector<HTMLInputElement>('[data-testid=search]');
    if (field) field.focus();
    else if (tries > 0) requestAnimationFrame(() => wait(tries - 1));
  };
  wait(60);
}

/** The next part of the window (navigation, list, detail), wherever focus is now. */
function focusRegion(step: 1 | -1) {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  const active = document.activeElement;
  const here = regions.findIndex((region) => region.contains(active));
  const next = regions[(here + step + regions.length) % regions.length];
  if (!next) return;
  const target =
    next.querySelector<HTMLElement>('[data-region-focus]') ??
    next.querySelector<HTMLElement>('a[href],button:not([disabled]),input,[tabindex="0"]');
  (target ?? next).focus();
}
