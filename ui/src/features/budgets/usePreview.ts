import { useEffect, useState } from 'react';
import { useHost } from '@/ipc/HostContext';
import { toIpcError } from '@/ipc/host';
import type { BudgetPreview } from '@/ipc/types';
import { type Draft, documentOf } from './draft';

const PAUSE_MS = 120;

/** What the core says of the draft: its first problem, or its changes in words. */
export function usePreview(id: string | null, draft: Draft, wanted: boolean): BudgetPreview | null {
  const host = useHost();
  const [preview, setPreview] = useState<BudgetPreview | null>(null);
  const document = documentOf(draft);
  useEffect(() => {
    if (!wanted) {
      setPreview(null);
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      host.previewBudget({ id, document }).then(
        (answer) => current && setPreview(answer),
        (thrown) => {
          const { code, message, hint, field } = toIpcError(thrown);
          const problem = { field: field ?? '', code, message, hint };
          if (current) setPreview({ problem, changes: [], needsPresence: false });
        },
      );
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [host, id, document, wanted]);
  return preview;
}
