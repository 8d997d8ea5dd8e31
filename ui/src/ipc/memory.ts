import type { Host } from './host';
import { BudgetDesk } from './memory/budgetDesk';
import { burnDownIn, chartsOf } from './memory/charts';
import { ExportDesk } from './memory/exports';
import { pastRows } from './memory/past';
import { PayerDesk } from './memory/payer';
import { railCards, refusedOffers } from './memory/railCards';
import { ipcError, Requests, wrongPassphrase } from './memory/requests';
import { completionsOf, paidSums, parseSearch, playedSums } from './memory/search';
import { batchCards, hostileCard, PASSPHRASE, START, seedAgents, seedCards } from './memory/seeds';
import { lengthOf, smallOf, smallRows, withSmall } from './memory/small';
import { snippetsFor } from './memory/snippets';
import { StatementDesk, statementCalls } from './memory/statements';
import { termsCards, uncountedIn } from './memory/termsCards';
import { activityRow, detailOf, pastRequest } from './memory/views';
import { WordsDesk } from './memory/words';
import type {
  ActivityRow,
  AgentView,
  AppStatus,
  Card,
  Connected,
  Searches,
  Settings,
  Tag,
  Theme,
} from './types';

export { PASSPHRASE, START } from './memory/seeds';

export type MemoryOptions = {
  now?: () => number;
  /** When the demo's clock starts, instead of its usual afternoon. */
  startAt?: number;
  phase?: AppStatus['phase'];
  /**
   * `standard` waits with one request of each tier, `hostile` adds ugly input, `rails` one of each
   * rail, `small` has 500 small payments of one minute, `empty` has nothing.
   */
  fixture?: 'standard' | 'hostile' | 'batch' | 'terms' | 'rails' | 'small' | 'empty';
  rows?: number;
  theme?: Theme;
  paused?: boolean;
  damaged?: boolean;
  latencyMs?: number;
  /** An export takes a few seconds, so that one can look on. */
  slowExport?: boolean;
  /** How long a card must be on screen, so that a test can see what happens before. */
  guardMs?: number;
};

export type MemoryHost = Host & {
  /** Lets the holds and expiries of the injected clock happen. */
  tick(): void;
  /** Plays an agent that changes what it asks for. */
  amend(purchase: string, amount: string): void;
};

/** Every try at what the entry is for, itself among them, where one was refused before. */
function attemptsAt(rows: ActivityRow[], id: string): ActivityRow[] {
  const first = rows.find((row) => row.id === id)?.againOf ?? id;
  const all = rows.filter((row) => row.id === first || row.againOf === first);
  return all.length > 1 ? all : [];
}

/** Without what was refused and tried again. */
function lastAttempts(rows: ActivityRow[]): ActivityRow[] {
  const before = new Set(rows.map((row) => row.againOf));
  const refused = (row: ActivityRow) => row.status === 'rejected' || row.status === 'denied';
  return rows.filter((row) => !refused(row) || !before.has(row.id));
}

const ALL: Tag[] = ['status', 'inbox', 'activity', 'budgets', 'agents', 'settings'];

/** A host with no core behind it: a real little state machine over fixed data. */
export function memoryHost(options: MemoryOptions = {}): MemoryHost {
  const opened = Date.now();
  const now = options.now ?? (() => (options.startAt ?? START) + (Date.now() - opened));
  const empty = options.fixture === 'empty';
  const listeners = new Set<(tags: Tag[]) => void>();
  const emit = (tags: Tag[]) => {
    for (const listener of listeners) listener(tags);
  };
  let phase = options.phase ?? 'ready';
  let paused: AppStatus['paused'] = options.paused ? { until: null } : null;
  let settings: Settings = {
    theme: options.theme ?? 'system',
    privacy: 'standard',
    undoSeconds: 10,
    singleKeys: true,
    guardMs: 700,
  };
  let checkedAt = new Date(now() - 6 * 60_000).toISOString();
  let tokens = 0;
  let agents: AgentView[] = empty ? [] : seedAgents();
  const past: ActivityRow[] = empty ? [] : pastRows(options.rows ?? 214);
  const payer = new PayerDesk(options.fixture === 'rails');
  if (options.fixture === 'small') past.unshift(...smallRows());
  const words = new WordsDesk(now);
  let searches: Searches = { saved: [], recent: [] };
  const exports = new ExportDesk(options.slowExport ?? false);
  const desk = new BudgetDesk(empty, () => past, now);
  const requests = new Requests(
    now,
    () => emit(['inbox', 'activity', 'status']),
    () => (paused ? ipcError('paused', 'All agents are paused.', 'Resume them first.') : null),
  );
  const guarded = (card: Card): Card => ({ ...card, guardMs: options.guardMs ?? card.guardMs });
  if (!empty) for (const card of seedCards()) requests.add(guarded(card));
  if (options.fixture === 'hostile') requests.add(hostileCard());
  if (options.fixture === 'terms') for (const card of termsCards()) requests.add(guarded(card));
  if (options.fixture === 'rails') for (const card of railCards()) requests.add(guarded(card));
  if (options.fixture === 'batch') for (const card of batchCards()) requests.add(guarded(card));

  const status = (): AppStatus => ({
    phase,
    dataDir: '/home/you/.local/share/counterfoil',
    version: '0.1.0',
    gatewayUrl: 'http://127.0.0.1:7402',
    paused,
    waiting: requests.inbox().waiting.length,
    ledger: {
      state: options.damaged ? 'damaged' : 'intact',
      size: 1284,
      checkedAt,
      root: 'a07f3c9be1d24418a90c5527bb01f6e2c33d904ee81b7a60514df2c93e8a761b',
      problem: options.damaged ? 'Entry 912 does not match its hash.' : null,
    },
    spentToday: empty ? [] : paidSums(past.slice(0, 4)),
    settings,
    keyring: false,
  });
  const rows = () => [...requests.all().map(activityRow).reverse(), ...past];
  const searched = (text: string) => {
    const { terms, tests } = parseSearch(text, words);
    return { terms, found: rows().filter((row) => tests.every((test) => test(row))) };
  };
  const detail = (id: string) => {
    const row = past.find((known) => known.id === id);
    const request = row ? pastRequest(row) : requests.find(id);
    return words.on(id, detailOf(request, attemptsAt(rows(), id)));
  };
  const atAGlance = (text: string) => {
    const { terms, found } = searched(text);
    return { terms, found: terms.length === 0 ? lastAttempts(found) : found };
  };
  const requirePassphrase = (passphrase: string) => {
    if (passphrase !== PASSPHRASE) throw wrongPassphrase();
  };
  const changeAgent = (id: string, change: Partial<AgentView>) => {
    agents = agents.map((agent) => (agent.id === id ? { ...agent, ...change } : agent));
    emit(['agents', 'status']);
  };
  const agentNamed = (id: string) => {
    const agent = agents.find((known) => known.id === id);
    if (!agent) throw ipcError('not_found', 'There is no such agent.', 'It may have been removed.');
    return agent;
  };
  const connected = (agent: AgentView): Connected => {
    tokens += 1;
    const token = `cfa_demo${String(tokens).padStart(4, '0')}x9K2mQ7vT4bR8nL6wZ3`;
    return { agent, token, snippets: snippetsFor(token) };
  };
  const answer = <Value>(make: () => Value): Promise<Value> =>
    new Promise((resolve, reject) => {
      const settle = () => {
        try {
          resolve(structuredClone(make()));
        } catch (thrown) {
          reject(thrown);
        }
      };
      if (options.latencyMs) setTimeout(settle, options.latencyMs);
      else settle();
    });

  const told = <Value>(make: () => Value, tags: Tag[]): Promise<Value> =>
    answer(() => {
      const value = make();
      emit(tags);
      return value;
    });

  return {
    now,
    tick: () => requests.tick(),
    amend: (purchase, amount) => requests.amend(purchase, amount),
    status: () => answer(status),
    initialise: (passphrase) =>
      answer(() => {
        if (passphrase.length < 8) {
          throw ipcError(
            'weak_passphrase',
            'The passphrase is too short.',
            'Use at least 8 characters.',
          );
        }
        phase = 'ready';
        emit(ALL);
        return status();
      }),
    unlock: (passphrase) =>
      answer(() => {
        requirePassphrase(passphrase);
        phase = 'ready';
        emit(ALL);
        return status();
      }),
    inbox: () => answer(() => withSmall(requests.inbox(), past)),
    card: (purchase) => answer(() => requests.find(purchase).card),
    presented: (purchase, hash) => answer(() => requests.presented(purchase, hash)),
    approve: (approval) => answer(() => requests.approve(approval)),
    reject: (purchase, note, offer) => answer(() => requests.reject(purchase, note, offer)),
    undo: (purchase) => answer(() => requests.undo(purchase)),
    sendNow: (purchase) => answer(() => requests.sendNow(purchase)),
    activity: ({ text, after, limit: wanted }) =>
      answer(() => {
        const { terms, found } = atAGlance(text);
        const start = after === null ? 0 : Number(after);
        const limit = lengthOf(found.slice(start), wanted);
        const next = start + limit < found.length ? String(start + limit) : null;
        return {
          rows: found.slice(start, start + limit),
          small: smallOf(found.slice(start, start + limit)),
          next,
          terms,
        };
      }),
    activityTotals: (text) =>
      answer(() => {
        const { found } = atAGlance(text);
        return { count: found.length, paid: paidSums(found), played: playedSums(found) };
      }),
    purchase: (id) => answer(() => detail(id)),
    searches: () => answer(() => searches),
    completions: (text) => answer(() => completionsOf(text, rows())),
    saveSearches: (saved) =>
      told(() => {
        searches = { ...searches, saved };
        return searches;
      }, ['settings']),
    searched: (text) =>
      told(() => {
        const others = searches.recent.filter((other) => other !== text);
        searches = { ...searches, recent: [text, ...others].slice(0, 10) };
        return searches;
      }, ['settings']),
    notePurchase: ({ id, text }) =>
      told(() => {
        words.note(id, text);
        return detail(id);
      }, ['activity']),
    tagPurchase: ({ id, add, remove }) =>
      told(() => {
        words.tag(id, add, remove);
        return detail(id);
      }, ['activity']),
    eraseWords: ({ id, seq, passphrase }) =>
      told(() => {
        requirePassphrase(passphrase);
        words.erase(id, seq);
        return detail(id);
      }, ['activity']),
    exportActivity: ({ text, format }) => exports.write(format, searched(text).found.length),
    cancelExport: () => answer(() => exports.cancel()),
    showExport: () => answer(() => undefined),
    onExporting: (listener) => exports.listen(listener),
    refusedOffers: () => answer(() => (options.fixture === 'rails' ? refusedOffers() : [])),
    approveBatch: (items) => answer(() => requests.approveBatch(items)),
    charts: (order) => answer(() => chartsOf(rows(), order, now())),
    burnDown: (id) => answer(() => burnDownIn(desk.list(), id, past, now())),
    budgets: () =>
      answer(() => (options.fixture === 'terms' ? uncountedIn(desk.list()) : desk.list())),
    budgetHistory: (id) => answer(() => desk.history(id)),
    previewBudget: (draft) => answer(() => desk.preview(draft)),
    saveBudget: (draft) => told(() => desk.save(draft), ['budgets', 'inbox']),
    revokeBudget: ({ id, passphrase }) =>
      told(() => desk.end(id, passphrase), ['budgets', 'inbox']),
    raiseBudget: ({ id, window, amount, passphrase }) =>
      told(() => desk.raise(id, window, amount, passphrase), ['budgets', 'inbox']),
    backtest: (asked) => answer(() => desk.backtest(asked)),
    priceHistory: (asked) => answer(() => desk.prices(asked)),
    scopeSeen: () => answer(() => desk.seen()),
    budgetShares: (id) => answer(() => desk.shares(id)),
    ...statementCalls(new StatementDesk(empty), answer, told),
    suggestions: () => answer(() => desk.suggestions()),
    dismissSuggestion: (id) => told(() => desk.dismiss(id), ['budgets']),
    subscriptions: () => answer(() => desk.subscriptions()),
    cancelSubscription: (id) => told(() => desk.cancel(id), ['budgets']),
    allowSubscription: (id, passphrase) => told(() => desk.allow(id, passphrase), ['budgets']),
    pinnedCategories: () => answer(() => desk.pinned()),
    pinCategory: (pin) => told(() => desk.pin(pin), ['budgets']),
    rates: () => answer(() => desk.rates()),
    importRates: (passphrase) => told(() => desk.importRates(passphrase), ['settings']),
    setRate: (rate) =>
      told(() => {
        const rates = desk.setRate(rate);
        requests.counted(rate);
        return rates;
      }, ['settings', 'budgets', 'inbox']),
    payer: () => answer(() => payer.view()),
    setPayer: ({ key, passphrase }) => told(() => payer.set(key, passphrase), ['settings']),
    setNetwork: ({ network, passphrase }) =>
      told(() => payer.network(network, passphrase), ['settings']),
    agents: () => answer(() => agents.filter((agent) => agent.state !== 'removed')),
    connectAgent: ({ name, controlsDesktop, sandbox, passphrase }) =>
      answer(() => {
        requirePassphrase(passphrase);
        if (agents.some((agent) => agent.name === name)) {
          throw {
            ...ipcError(
              'name_taken',
              'An agent of that name is connected.',
              'Choose another name.',
            ),
            field: 'name',
          };
        }
        const agent: AgentView = {
          id: `agt_new${agents.length + 1}`,
          name,
          state: 'active',
          pausedUntil: null,
          sandbox,
          controlsDesktop,
          key: 'E4C1…90B',
          code: '472',
          pairedAt: new Date(now()).toISOString(),
          lastSeen: null,
          auto: 0,
          asked: 0,
          denied: 0,
          spentThisMonth: [],
          budgets: [],
          claims: [],
        };
        agents = [...agents, agent];
        emit(['agents']);
        return connected(agent);
      }),
    pauseAgent: (id, minutes) =>
      answer(() => changeAgent(id, { state: 'paused', pausedUntil: until(now(), minutes) })),
    resumeAgent: (id, passphrase) =>
      answer(() => {
        requirePassphrase(passphrase);
        changeAgent(id, { state: 'active', pausedUntil: null });
      }),
    rotateAgent: (id, passphrase) =>
      answer(() => {
        requirePassphrase(passphrase);
        return connected(agentNamed(id));
      }),
    removeAgent: (id, passphrase) =>
      answer(() => {
        requirePassphrase(passphrase);
        changeAgent(id, { state: 'removed' });
      }),
    pauseAll: (minutes) =>
      answer(() => {
        paused = { until: until(now(), minutes) };
        emit(['status']);
      }),
    resumeAll: (passphrase) =>
      answer(() => {
        requirePassphrase(passphrase);
        paused = null;
        emit(['status']);
      }),
    verifyNow: () =>
      answer(() => {
        checkedAt = new Date(now()).toISOString();
        emit(['status']);
        const { root, problem } = status().ledger;
        const found = problem ? { seq: 912, text: problem } : null;
        return { ok: !problem, entries: 1284, checkpoints: 611, root, checkedAt, problem: found };
      }),
    saveSettings: (next) =>
      answer(() => {
        settings = next;
        emit(['settings', 'status']);
      }),
    openDataDir: () => answer(() => undefined),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    onNavigate: () => () => undefined,
  };
}

function until(now: number, minutes: number | null): string | null {
  return minutes === null ? null : new Date(now + minutes * 60_000).toISOString();
}
