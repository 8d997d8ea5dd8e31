import { commands, events } from './bindings';
import type { Host } from './host';

/** The host inside the desktop app: each method is one command of the core. */
export function tauriHost(): Host {
  return {
    now: () => Date.now(),
    status: commands.status,
    initialise: commands.initialise,
    unlock: commands.unlock,
    inbox: commands.inbox,
    card: commands.card,
    presented: commands.presented,
    approve: ({ purchase, viewHash, tick, passphrase, how }) =>
      commands.approve(purchase, viewHash, tick, passphrase, how),
    reject: commands.reject,
    undo: commands.undo,
    sendNow: commands.sendNow,
    activity: ({ text, after, limit }) => commands.activity(text, after, limit),
    activityTotals: commands.activityTotals,
    purchase: commands.purchase,
    searches: commands.searches,
    completions: commands.completions,
    saveSearches: commands.saveSearches,
    searched: commands.searched,
    notePurchase: ({ id, text }) => commands.notePurchase(id, text),
    tagPurchase: ({ id, add, remove }) => commands.tagPurchase(id, add, remove),
    eraseWords: ({ id, seq, passphrase }) => commands.eraseWords(id, seq, passphrase),
    exportActivity: commands.exportActivity,
    cancelExport: () => done(commands.cancelExport()),
    showExport: () => done(commands.showExport()),
    refusedOffers: commands.refusedOffers,
    charts: commands.charts,
    burnDown: commands.burnDown,
    approveBatch: commands.approveBatch,
    statements: commands.statements,
    reconcile: commands.reconcile,
    chooseStatement: commands.chooseStatement,
    previewStatement: commands.previewStatement,
    importStatement: commands.importStatement,
    ruleLine: (line, verdict, about) =>
      done(commands.ruleLine(line, verdict, about?.purchase ?? null, about?.entry ?? null)),
    budgets: commands.budgets,
    budgetHistory: commands.budgetHistory,
    previewBudget: ({ id, document }) => commands.previewBudget(id, document),
    saveBudget: ({ id, document, passphrase }) => commands.saveBudget(id, document, passphrase),
    revokeBudget: ({ id, passphrase }) => done(commands.revokeBudget(id, passphrase)),
    raiseBudget: ({ id, window, amount, passphrase }) =>
      commands.raiseBudget(id, window, amount, passphrase),
    backtest: ({ id, document, days }) => commands.backtest(id, document, days),
    priceHistory: ({ id, document, days }) => commands.priceHistory(id, document, days),
    scopeSeen: commands.scopeSeen,
    budgetShares: commands.budgetShares,
    suggestions: async () =>
      (await commands.suggestions()).filter((one) => !dismissed().includes(one.id)),
    dismissSuggestion: async (id) =>
      localStorage.setItem(DISMISSED, JSON.stringify([...dismissed(), id])),
    subscriptions: commands.subscriptions,
    cancelSubscription: (id) => done(commands.cancelSubscription(id)),
    allowSubscription: (id, passphrase) => done(commands.allowSubscription(id, passphrase)),
    pinnedCategories: commands.pinnedCategories,
    pinCategory: ({ domain, category, passphrase }) =>
      commands.pinCategory(domain, category, passphrase),
    rates: commands.rates,
    importRates: commands.importRates,
    setRate: ({ from, to, rate, passphrase }) => commands.setRate(from, to, rate, passphrase),
    payer: commands.payer,
    setPayer: ({ key, passphrase }) => commands.setPayer(key, passphrase),
    setNetwork: ({ network, passphrase }) => commands.setNetwork(network, passphrase),
    agents: commands.agents,
    connectAgent: ({ name, controlsDesktop, sandbox, passphrase }) =>
      commands.connectAgent(name, controlsDesktop, sandbox, passphrase),
    pauseAgent: (id, minutes) => done(commands.pauseAgent(id, minutes)),
    resumeAgent: (id, passphrase) => done(commands.resumeAgent(id, passphrase)),
    rotateAgent: commands.rotateAgent,
    removeAgent: (id, passphrase) => done(commands.removeAgent(id, passphrase)),
    pauseAll: (minutes) => done(commands.pauseAll(minutes)),
    resumeAll: (passphrase) => done(commands.resumeAll(passphrase)),
    verifyNow: commands.verifyNow,
    saveSettings: (settings) => done(commands.saveSettings(settings)),
    openDataDir: () => done(commands.openDataDir()),
    onChanged: (listener) =>
      stoppable(events.changed.listen(({ payload }) => listener(payload.tags))),
    onNavigate: (listener) =>
      stoppable(events.navigate.listen(({ payload }) => listener(payload.to))),
    onExporting: (listener) =>
      stoppable(events.exporting.listen(({ payload }) => listener(payload.done, payload.all))),
  };
}

const DISMISSED = 'counterfoil.dismissed';

/** A suggestion that was put away is this window's business only: it never changed anything. */
function dismissed(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(DISMISSED) ?? '[]');
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}

async function done(command: Promise<unknown>): Promise<void> {
  await command;
}

/** Listening starts a moment later than it is asked for; stopping waits for that. */
function stoppable(listening: Promise<() => void>): () => void {
  return () => {
    void listening.then((stop) => stop());
  };
}
