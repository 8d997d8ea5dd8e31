import { useCallback, useEffect, useState } from 'react';
import { useHost } from '@/ipc/HostContext';
import type { Host } from '@/ipc/host';
import { toIpcError } from '@/ipc/host';
import type { BudgetPreview } from '@/ipc/types';
import { type Draft, documentOf } from './draft';

const PAUSE_MS = 120;

/**
 * What the core says of the draft: its first problem, or its changes in words.
 * Shown once something was changed; asked for at once when saving.
 */
export function usePreview(id: string | null, draft: Draft, changed: boolean) {
  const host = useHost();
  const [shown, setShown] = useState<BudgetPreview | null>(null);
  const document = documentOf(draft);
  useEffect(() => {
    if (!changed) {
      setShown(null);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      void previewOf(host, id, document).then((answer) => current && setShown(answer));
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [host, id, document, changed]);
  const ask = useCallback(async () => {
    const answer = await previewOf(host, id, document);
    setShown(answer);
    return answer;
  }, [host, id, document]);
  return { shown, ask };
}

/** A document that the core cannot even read is a problem like any other. */
async function previewOf(host: Host, id: string | null, document: string): Promise<BudgetPreview> {
  try {
    return await host.previewBudget({ id, document });
  } catch (thrown) {
    const { code, message, hint, field } = toIpcError(thrown);
    const problem = { field: field ?? '', code, message, hint };
    return { problem, changes: [], needsPresence: false };
  }
}
