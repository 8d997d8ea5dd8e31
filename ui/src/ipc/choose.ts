import type { Host } from './host';
import type { MemoryHost, MemoryOptions } from './memory';
import type { AppStatus, Theme } from './types';

declare global {
  interface Window {
    __TAURI_INTERNALS__?: unknown;
    /** The in-memory host, for the browser tests to play the agent's side. */
    counterfoilDemo?: MemoryHost;
  }
}

/** The desktop core when there is one, else the in-memory world of the browser demo. */
export async function chooseHost(): Promise<Host> {
  if (window.__TAURI_INTERNALS__ !== undefined) {
    const { tauriHost } = await import('./tauri');
    return tauriHost();
  }
  const { memoryHost } = await import('./memory');
  const host = memoryHost(optionsFrom(new URLSearchParams(window.location.search)));
  window.counterfoilDemo = host;
  setInterval(() => host.tick(), 250);
  return host;
}

function optionsFrom(query: URLSearchParams): MemoryOptions {
  const options: MemoryOptions = {};
  const phase = query.get('phase');
  const fixture = query.get('fixture');
  const theme = query.get('theme');
  if (phase) options.phase = phase as AppStatus['phase'];
  if (fixture) options.fixture = fixture as NonNullable<MemoryOptions['fixture']>;
  if (theme) options.theme = theme as Theme;
  if (query.has('rows')) options.rows = Number(query.get('rows'));
  if (query.has('latency')) options.latencyMs = Number(query.get('latency'));
  if (query.has('guard')) options.guardMs = Number(query.get('guard'));
  const at = query.get('at');
  if (at) options.startAt = Date.parse(at);
  options.slowExport = query.has('slow');
  options.paused = query.has('paused');
  options.damaged = query.has('damaged');
  return options;
}
