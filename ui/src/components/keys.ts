/** How a shortcut is written on this computer, and how one is recognised. */

export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
export const modName = isMac ? '⌘' : 'Ctrl';

type Keys = Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'key'>;

/** The platform's command key, and no other modifier but Shift where asked. */
export function isChord(event: Keys, key: string, shift = false): boolean {
  const mod = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  return mod && !event.altKey && event.shiftKey === shift && same(event.key, key);
}

function same(pressed: string, wanted: string): boolean {
  return pressed === wanted || pressed.toLowerCase() === wanted.toLowerCase();
}

/** Whether typing would go into this element. */
export function isTextEntry(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'range', 'button', 'submit'].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}
