import { useSyncExternalStore } from 'react';

/**
 * Addresses are `#/screen/part/part?q=…`. The address bar is the only state:
 * back, forward, notifications and the palette all just set it.
 */

export type Screen =
  | 'inbox'
  | 'activity'
  | 'budgets'
  | 'agents'
  | 'reports'
  | 'settings'
  | 'statements';
export type Route = { screen: Screen; path: string[]; query: URLSearchParams };

export const SCREENS: readonly Screen[] = [
  'inbox',
  'activity',
  'budgets',
  'agents',
  'reports',
  'settings',
  'statements',
];

export function parseHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [first, ...rest] = path.split('/').filter(Boolean).map(decode);
  const screen = SCREENS.find((known) => known === first) ?? 'inbox';
  return { screen, path: screen === first ? rest : [], query: new URLSearchParams(query) };
}

export function href(to: string): string {
  return `#/${to.replace(/^#?\/?/, '')}`;
}

/** Goes to an address; `replace` leaves no step behind for the back button. */
export function navigate(to: string, how: 'push' | 'replace' = 'push') {
  if (href(to) === window.location.hash) return;
  if (how === 'push') {
    window.location.hash = href(to);
    return;
  }
  window.history.replaceState(null, '', href(to));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  return parsed(useSyncExternalStore(subscribe, () => window.location.hash));
}

export type LeaveGuard = (target: string) => void;

let guard: LeaveGuard | null = null;
let settled = globalThis.window?.location.hash ?? '';

/** While set, no address change happens: the guard is told where the reader wanted to go. */
export function setLeaveGuard(next: LeaveGuard | null) {
  guard = next;
}

// Registered before any screen listens, so that a refused change is never seen by one.
globalThis.window?.addEventListener('hashchange', () => {
  const target = window.location.hash;
  if (target === settled) return;
  if (guard) {
    window.history.replaceState(null, '', settled || '#/');
    guard(target);
    return;
  }
  settled = target;
});

let last = { hash: '', route: parseHash('') };

/** The same hash gives the same object, so that a route can be a dependency. */
function parsed(hash: string): Route {
  if (last.hash !== hash) last = { hash, route: parseHash(hash) };
  return last.route;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function subscribe(listener: () => void) {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
