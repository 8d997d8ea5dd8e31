import { toMinor } from '@/money/money';
import type {
  ActivityRow,
  AgentShare,
  Backtest,
  Budget,
  BudgetPreview,
  BudgetVersion,
  PinnedCategory,
  PriceHistory,
  RatesView,
  RateView,
  ScopeSeen,
  Seen,
  SubscriptionView,
  Suggestion,
} from '../types';
import { backtest, pricesUnder } from './backtest';
import { budgetFrom, type StoredBudget, seedBudgets, sharesOf, storedFrom } from './budgets';
import { preview } from './changes';
import { type MandateDocument, readDocument } from './document';
import { SHOP_FACTS } from './past';
import { wasApproved } from './replay';
import { ipcError, wrongPassphrase } from './requests';
import { money, PASSPHRASE } from './seeds';
import { seedSubscriptions } from './subscriptions';

type Saving = { id: string | null; document: string; passphrase: string | null };
type Pin = { domain: string; category: string | null; passphrase: string };
type Asked = { id: string | null; document: string; days: number };

/** Everything about budgets that the in-memory host answers. */
export class BudgetDesk {
  private stored: StoredBudget[];
  private repeating: SubscriptionView[];
  private dismissed = new Set<string>();
  private rateList: RateView[];
  private readonly pins = new Map<string, string>();

  constructor(
    empty: boolean,
    private readonly rows: () => readonly ActivityRow[],
    private readonly now: () => number,
  ) {
    this.stored = empty ? [] : seedBudgets();
    this.repeating = empty ? [] : seedSubscriptions();
    this.rateList = empty ? [] : seedRates();
  }

  list(): Budget[] {
    return this.stored.map((stored) => this.view(stored));
  }

  history(id: string): BudgetVersion[] {
    return this.stored.find((stored) => stored.id === id)?.versions ?? [];
  }

  preview({ id, document }: { id: string | null; document: string }): BudgetPreview {
    return preview(document, this.presentOf(id));
  }

  save({ id, document, passphrase }: Saving): Budget {
    const { problem, changes, needsPresence } = this.preview({ id, document });
    if (problem)
      throw { ...ipcError(problem.code, problem.message, problem.hint), field: problem.field };
    if (needsPresence) requirePresence(passphrase);
    const old = this.stored.find((stored) => stored.id === id);
    if (!old) {
      const made = storedFrom(`man_new${this.stored.length + 1}`, document);
      made.versions = made.versions.map((version) => ({ ...version, at: this.at() }));
      this.stored = [...this.stored, made];
      return this.view(made);
    }
    const entry = {
      version: (old.versions[0]?.version ?? 0) + 1,
      at: this.at(),
      changes: changes.map((change) => change.words),
      document,
    };
    return this.replace({ ...old, document, versions: [entry, ...old.versions] });
  }

  end(id: string, passphrase: string | null) {
    const stored = this.find(id);
    if (readDocument(stored.document).overall) requirePresence(passphrase);
    this.replace({ ...stored, ended: true });
  }

  raise(id: string, window: string, amount: string, passphrase: string): Budget {
    const stored = this.find(id);
    const currency = readDocument(stored.document).currency ?? 'EUR';
    const raised = money(amount, currency);
    const minor = toMinor(amount, raised.exponent);
    if (minor === null || minor === 0n)
      throw {
        ...ipcError('invalid', 'That is not an amount.', 'Write it like 20.00.'),
        field: 'amount',
      };
    requirePresence(passphrase);
    return this.replace({ ...stored, raised: { ...stored.raised, [window]: raised } });
  }

  backtest({ id, document, days }: Asked): Backtest {
    return backtest(this.rows(), document, this.presentOf(id), days, this.now());
  }

  prices({ document, days }: Asked): PriceHistory {
    return { days, amounts: pricesUnder(this.rows(), document, days, this.now()) };
  }

  shares(id: string): AgentShare[] {
    return sharesOf(this.find(id), { rows: this.rows(), now: this.now() });
  }

  seen(): ScopeSeen {
    const [merchants, categories, rails] = [new Seens(), new Seens(), new Seens()];
    for (const row of this.rows()) {
      if (!wasApproved(row) || !row.merchantDomain) continue;
      const facts = SHOP_FACTS[row.merchantDomain];
      merchants.add(row.merchantDomain, row.merchantName);
      if (facts) categories.add(facts.category, facts.category);
      rails.add(facts?.rail ?? 'card', facts?.rail ?? 'card');
    }
    return { merchants: merchants.list(), categories: categories.list(), rails: rails.list() };
  }

  suggestions(): Suggestion[] {
    const books = this.stored.find((stored) => stored.id === 'man_01' && !stored.ended);
    const doc = books ? readDocument(books.document) : null;
    if (!books || !doc || this.dismissed.has('sug_lindqvist')) return [];
    if (doc.limits?.auto_up_to !== '40.00') return [];
    const document = JSON.stringify({
      ...doc,
      limits: { ...doc.limits, auto_up_to: '45.00' },
    } satisfies MandateDocument);
    return [
      {
        id: 'sug_lindqvist',
        kind: 'evidence',
        budgetId: books.id,
        title: 'Books: automatic up to €45.00',
        evidence: 'You approved 8 of 8 purchases between €40.00 and €45.00 since 5 September.',
        until: doc.valid?.until ?? null,
        document,
        backtest: this.backtest({ id: books.id, document, days: 90 }),
      },
    ];
  }

  dismiss(id: string) {
    this.dismissed.add(id);
  }

  subscriptions(): SubscriptionView[] {
    const due = (one: SubscriptionView) => one.nextAt ?? '9999';
    return [...this.repeating].sort((a, b) => (due(a) < due(b) ? -1 : 1));
  }

  cancel(id: string) {
    this.repeating = this.repeating.map((one) =>
      one.id === id ? { ...one, cancelledAt: this.at(), nextAt: null } : one,
    );
  }

  allow(id: string, passphrase: string) {
    requirePresence(passphrase);
    const nextAt = new Date(this.now() + 30 * 86_400_000).toISOString();
    this.repeating = this.repeating.map((one) =>
      one.id === id ? { ...one, cancelledAt: null, nextAt } : one,
    );
  }

  pinned(): PinnedCategory[] {
    return [...this.pins].map(([domain, category]) => ({ domain, category }));
  }

  pin({ domain, category, passphrase }: Pin): PinnedCategory[] {
    requirePresence(passphrase);
    const shop = domain.trim().split('.').slice(-2).join('.');
    if (!shop.includes('.'))
      throw {
        ...ipcError('domain', 'That is not a domain.', 'Write it like shop.example.com.'),
        field: 'domain',
      };
    if (category) this.pins.set(shop, category.trim().toLowerCase());
    else this.pins.delete(shop);
    return this.pinned();
  }

  rates(): RatesView {
    const newest =
      this.rateList
        .map((rate) => rate.date)
        .sort()
        .at(-1) ?? null;
    const age = newest ? Math.floor((this.now() - Date.parse(newest)) / 86_400_000) : null;
    const listed = this.rateList.find((rate) => rate.date === newest);
    return {
      base: listed ? 'EUR' : null,
      rates: this.rateList,
      date: newest,
      source: listed?.source ?? null,
      ageDays: age,
    };
  }

  importRates(passphrase: string): RatesView {
    requirePresence(passphrase);
    const today = this.at().slice(0, 10);
    this.rateList = seedRates().map((rate) => ({ ...rate, date: today }));
    return this.rates();
  }

  setRate(rate: { from: string; to: string; rate: string; passphrase: string }): RatesView {
    requirePresence(rate.passphrase);
    if (!/^\d+(\.\d+)?$/.test(rate.rate))
      throw {
        ...ipcError('invalid', 'That is not a rate.', 'Write it like 1.0842.'),
        field: 'rate',
      };
    const own = { from: rate.from, to: rate.to, rate: rate.rate };
    this.rateList = [
      ...this.rateList.filter((known) => known.from !== own.from || known.to !== own.to),
      { ...own, date: this.at().slice(0, 10), source: 'you' },
    ];
    return this.rates();
  }

  private view(stored: StoredBudget): Budget {
    return budgetFrom(stored, { rows: this.rows(), now: this.now() });
  }

  private find(id: string): StoredBudget {
    const found = this.stored.find((stored) => stored.id === id);
    if (!found) throw ipcError('not_found', 'There is no such budget.', 'It may have ended.');
    return found;
  }

  private presentOf(id: string | null): string | null {
    return this.stored.find((stored) => stored.id === id)?.document ?? null;
  }

  private replace(next: StoredBudget): Budget {
    this.stored = this.stored.map((stored) => (stored.id === next.id ? next : stored));
    return this.view(next);
  }

  private at(): string {
    return new Date(this.now()).toISOString();
  }
}

function requirePresence(passphrase: string | null) {
  if (!passphrase)
    throw ipcError('presence_missing', 'Your passphrase is needed.', 'Type it into the field.');
  if (passphrase !== PASSPHRASE) throw wrongPassphrase();
}

function seedRates(): RateView[] {
  const rates = { USD: '1.0842', GBP: '0.8571', CHF: '0.9312', JPY: '163.44', SEK: '11.487' };
  return Object.entries(rates).map(([to, rate]) => ({
    from: 'EUR',
    to,
    rate,
    date: '2026-11-20',
    source: 'ECB',
  }));
}

class Seens {
  private readonly found = new Map<string, Seen>();

  add(id: string, label: string) {
    const known = this.found.get(id);
    if (known) known.count += 1;
    else this.found.set(id, { id, label, count: 1 });
  }

  list(): Seen[] {
    return [...this.found.values()].sort((a, b) => b.count - a.count);
  }
}
