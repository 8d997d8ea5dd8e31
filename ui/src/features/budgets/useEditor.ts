import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { announce } from '@/components/announcer';
import { navigate } from '@/components/router';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { Budget } from '@/ipc/types';
import { type Draft, documentOf, draftFrom, isChanged } from './draft';
import { usePreview } from './usePreview';

export type Start = {
  /** What is being changed; null makes a new one. */
  budget: Budget | null;
  /** A new budget begins with this. */
  empty: Draft;
  /** A document to begin with instead of what is saved. */
  proposal: string | null;
};

/** A budget being edited: the draft, what the core says of it, and ways to keep it. */
export function useEditor({ budget, empty, proposal }: Start, onSaved: () => void) {
  const saved = budget?.document ?? null;
  // A new budget's empty draft is made once; a later one would throw the edits away.
  const first = useRef(empty).current;
  const original = useMemo(() => (saved === null ? first : draftFrom(saved)), [saved, first]);
  const [draft, setDraft] = useState<Draft>(() => begin(original, proposal));
  const before = useRef(original);
  useEffect(() => {
    const previous = before.current;
    if (previous === original) return;
    before.current = original;
    setDraft((old) => (isChanged(old, previous) ? { ...old, base: original.base } : original));
  }, [original]);
  const changed = isChanged(draft, original);
  const preview = usePreview(budget?.id ?? null, draft, changed);
  const update = useCallback(
    (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change })),
    [],
  );
  const reset = () => setDraft(original);
  const restore = (document: string) => setDraft({ ...draftFrom(document), base: original.base });

  const [asks, setAsks] = useState<string | null>(null);
  const [undo, setUndo] = useState<string | null>(null);
  const keep = useAction(
    (host, input: { document: string; passphrase: string | null }) =>
      host.saveBudget({ id: budget?.id ?? null, ...input }),
    ['budgets', 'inbox', 'activity'],
  );
  const write = async (document: string, passphrase: string | null) => {
    const kept = await keep.run({ document, passphrase });
    if (!kept) return;
    announce(t('budgets.saved', { name: kept.name }));
    setAsks(null);
    setUndo(passphrase === null && saved !== null ? saved : null);
    onSaved();
    if (!budget) navigate(`budgets/${kept.id}`, 'replace');
  };
  /** Narrowing is kept at once; what widens waits for the passphrase. */
  const submit = async () => {
    const answer = await preview.ask();
    if (answer.problem) {
      announce(`${answer.problem.message} ${answer.problem.hint}`, 'assertive');
    } else if (answer.needsPresence) {
      setAsks(documentOf(draft));
    } else {
      await write(documentOf(draft), null);
    }
  };
  return {
    draft,
    original,
    changed,
    update,
    reset,
    restore,
    preview,
    submit,
    busy: keep.busy,
    error: keep.error,
    /** The document that waits for the passphrase. */
    asks,
    ask: setAsks,
    cancel: () => {
      setAsks(null);
      keep.clear();
    },
    confirm: (passphrase: string) => {
      if (asks !== null) void write(asks, passphrase);
    },
    /** Taking a narrowing back widens, so it asks like every widening. */
    undo: undo === null || changed ? null : () => setAsks(undo),
  };
}

export type Editor = ReturnType<typeof useEditor>;

function begin(original: Draft, proposal: string | null): Draft {
  return proposal === null ? original : { ...draftFrom(proposal), base: original.base };
}
