import { QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useHost } from './HostContext';
import { type Host, toIpcError } from './host';
import type { ChartsOrder, IpcError, Tag } from './types';

/**
 * Every read belongs to one of the core's tags; a `changed` event names tags,
 * and the reads below them are fetched again. No screen guesses what is stale.
 */

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 60_000, retry: false, refetchOnWindowFocus: false },
    },
  });
}

/** Connects the core's events to the cache; called once, at the top. */
export function useChangedEvents() {
  const host = useHost();
  const client = useQueryClient();
  useEffect(
    () =>
      host.onChanged((tags) => {
        for (const tag of tags) void client.invalidateQueries({ queryKey: [tag] });
      }),
    [host, client],
  );
}

export function useStatus() {
  const host = useHost();
  return useQuery({ queryKey: ['status'], queryFn: () => host.status() });
}

export function useInbox() {
  const host = useHost();
  return useQuery({ queryKey: ['inbox'], queryFn: () => host.inbox() });
}

export function useCard(purchase: string) {
  const host = useHost();
  return useQuery({
    queryKey: ['inbox', 'card', purchase],
    queryFn: () => host.card(purchase),
    staleTime: 0,
  });
}

const PAGE = 50;

export function useActivity(text: string) {
  const host = useHost();
  return useInfiniteQuery({
    queryKey: ['activity', 'list', text],
    queryFn: ({ pageParam }) => host.activity({ text, after: pageParam, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (previous) => previous,
  });
}

export function useActivityTotals(text: string) {
  const host = useHost();
  return useQuery({
    queryKey: ['activity', 'totals', text],
    queryFn: () => host.activityTotals(text),
  });
}

export function usePurchase(id: string) {
  const host = useHost();
  return useQuery({ queryKey: ['activity', 'one', id], queryFn: () => host.purchase(id) });
}

/** How a search could go on; nothing is asked for null. */
export function useCompletion(text: string | null) {
  const host = useHost();
  return useQuery({
    queryKey: ['activity', 'completions', text],
    queryFn: () => host.completions(text ?? ''),
    enabled: text !== null,
  });
}

export function useSearches() {
  const host = useHost();
  return useQuery({ queryKey: ['settings', 'searches'], queryFn: () => host.searches() });
}

export function useStatements() {
  const host = useHost();
  return useQuery({ queryKey: ['activity', 'statements'], queryFn: () => host.statements() });
}

export function useReconciliation(statement: string | null) {
  const host = useHost();
  return useQuery({
    queryKey: ['activity', 'heaps', statement],
    queryFn: () => host.reconcile(statement),
  });
}

/** What the charts show; the last ones stay until the next are there. */
export function useCharts(order: ChartsOrder, wanted = true) {
  const host = useHost();
  return useQuery({
    queryKey: ['activity', 'charts', order],
    queryFn: () => host.charts(order),
    placeholderData: (previous) => previous,
    enabled: wanted,
  });
}

export function useBurnDown(id: string | null) {
  const host = useHost();
  return useQuery({
    queryKey: ['budgets', 'burn', id],
    queryFn: () => (id === null ? null : host.burnDown(id)),
  });
}

export function useBudgets() {
  const host = useHost();
  return useQuery({ queryKey: ['budgets'], queryFn: () => host.budgets() });
}

export function useBudgetHistory(id: string) {
  const host = useHost();
  return useQuery({ queryKey: ['budgets', 'history', id], queryFn: () => host.budgetHistory(id) });
}

export function useScopeSeen() {
  const host = useHost();
  return useQuery({ queryKey: ['activity', 'seen'], queryFn: () => host.scopeSeen() });
}

export function useBudgetShares(id: string) {
  const host = useHost();
  return useQuery({ queryKey: ['budgets', 'shares', id], queryFn: () => host.budgetShares(id) });
}

export function useSuggestions() {
  const host = useHost();
  return useQuery({ queryKey: ['budgets', 'suggestions'], queryFn: () => host.suggestions() });
}

export function useSubscriptions() {
  const host = useHost();
  return useQuery({ queryKey: ['budgets', 'subscriptions'], queryFn: () => host.subscriptions() });
}

export function usePinnedCategories() {
  const host = useHost();
  return useQuery({ queryKey: ['budgets', 'pinned'], queryFn: () => host.pinnedCategories() });
}

export function useRates() {
  const host = useHost();
  return useQuery({ queryKey: ['settings', 'rates'], queryFn: () => host.rates() });
}

export function usePayer() {
  const host = useHost();
  return useQuery({ queryKey: ['settings', 'payer'], queryFn: () => host.payer() });
}

export function useRefusedOffers() {
  const host = useHost();
  return useQuery({ queryKey: ['activity', 'refused'], queryFn: () => host.refusedOffers() });
}

export function useAgents() {
  const host = useHost();
  return useQuery({ queryKey: ['agents'], queryFn: () => host.agents() });
}

export type Action<Input, Output> = {
  run: (input: Input) => Promise<Output | null>;
  busy: boolean;
  error: IpcError | null;
  clear: () => void;
};

/** One command to the core: runs once at a time, keeps its error, refreshes what it touched. */
export function useAction<Input, Output>(
  command: (host: Host, input: Input) => Promise<Output>,
  tags: Tag[],
): Action<Input, Output> {
  const host = useHost();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<IpcError | null>(null);
  const latest = useRef({ command, tags, running: false });
  latest.current.command = command;
  latest.current.tags = tags;

  const run = useCallback(
    async (input: Input): Promise<Output | null> => {
      const own = latest.current;
      if (own.running) return null;
      own.running = true;
      setBusy(true);
      setError(null);
      try {
        return await own.command(host, input);
      } catch (thrown) {
        setError(toIpcError(thrown));
        return null;
      } finally {
        own.running = false;
        setBusy(false);
        for (const tag of own.tags) void client.invalidateQueries({ queryKey: [tag] });
      }
    },
    [host, client],
  );
  const clear = useCallback(() => setError(null), []);
  return { run, busy, error, clear };
}
