import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Host } from './host';
import type { Tag } from './types';

/** The host inside the desktop app: each method is one command of the core. */
export function tauriHost(): Host {
  return {
    now: () => Date.now(),
    status: () => invoke('status'),
    initialise: (passphrase) => invoke('initialise', { passphrase }),
    unlock: (passphrase) => invoke('unlock', { passphrase }),
    inbox: () => invoke('inbox'),
    card: (purchase) => invoke('card', { purchase }),
    presented: (purchase, viewHash) => invoke('presented', { purchase, viewHash }),
    approve: (approval) => invoke('approve', approval),
    reject: (purchase, note) => invoke('reject', { purchase, note }),
    undo: (purchase) => invoke('undo', { purchase }),
    sendNow: (purchase) => invoke('send_now', { purchase }),
    activity: (query) => invoke('activity', query),
    purchase: (id) => invoke('purchase', { id }),
    exportActivity: (request) => invoke('export_activity', request),
    budgets: () => invoke('budgets'),
    budgetHistory: (id) => invoke('budget_history', { id }),
    previewBudget: (draft) => invoke('preview_budget', draft),
    saveBudget: (draft) => invoke('save_budget', draft),
    revokeBudget: (id) => invoke('revoke_budget', { id }),
    agents: () => invoke('agents'),
    connectAgent: (agent) => invoke('connect_agent', agent),
    pauseAgent: (id, minutes) => invoke('pause_agent', { id, minutes }),
    resumeAgent: (id, passphrase) => invoke('resume_agent', { id, passphrase }),
    rotateAgent: (id, passphrase) => invoke('rotate_agent', { id, passphrase }),
    removeAgent: (id, passphrase) => invoke('remove_agent', { id, passphrase }),
    pauseAll: (minutes) => invoke('pause_all', { minutes }),
    resumeAll: (passphrase) => invoke('resume_all', { passphrase }),
    verifyNow: () => invoke('verify_now'),
    saveSettings: (settings) => invoke('save_settings', { settings }),
    openDataDir: () => invoke('open_data_dir'),
    onChanged: (listener) => subscribe<{ tags: Tag[] }>('changed', (event) => listener(event.tags)),
    onNavigate: (listener) => subscribe<{ to: string }>('navigate', (event) => listener(event.to)),
  };
}

/** `listen` answers later; a listener that is dropped before that must still go. */
function subscribe<Payload>(name: string, listener: (payload: Payload) => void): () => void {
  let stopped = false;
  const stop = listen<Payload>(name, (event) => {
    if (!stopped) listener(event.payload);
  });
  return () => {
    stopped = true;
    void stop.then((unlisten) => unlisten());
  };
}
