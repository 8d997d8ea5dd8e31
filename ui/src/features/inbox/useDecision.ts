import { useEffect, useRef, useState } from 'react';
import { announce } from '@/components/announcer';
import { isChord, isTextEntry } from '@/components/keys';
import { isolated } from '@/components/Untrusted';
import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { Approve, Card, IpcError, Offer, RequestRow } from '@/ipc/types';
import { moneyText } from '@/money/money';
import { type Missing, missing } from './guard';
import type { GuardView } from './useGuard';

export type Decision = {
  busy: boolean;
  error: IpcError | null;
  nudge: Missing;
  noteOpen: boolean;
  openNote: () => void;
  closeNote: () => void;
  approve: (input: Input, how: Approve['how']) => void;
  reject: (input: Input | null, note: string | null, offer: Offer | null) => void;
};

export type Input = { isTrusted: boolean; repeat: boolean; beganAt: number };

type DecisionProps = {
  card: Card;
  guard: GuardView;
  /** False while nothing can be approved; rejecting only tightens, so it always can. */
  usable: boolean;
  ticked: boolean;
  passphrase: string;
  onDecided: (row: RequestRow) => void;
};

/** Turns what the reader does into one approval or rejection of exactly this view. */
export function useDecision({
  card,
  guard,
  usable,
  ticked,
  passphrase,
  onDecided,
}: DecisionProps): Decision {
  const approval = useAction(
    (host, input: Approve) => host.approve(input),
    ['inbox', 'activity', 'status'],
  );
  const rejection = useAction(
    (host, said: { note: string | null; offer: Offer | null }) =>
      host.reject(card.id, said.note, said.offer),
    ['inbox', 'activity', 'status'],
  );
  const [nudge, setNudge] = useState<Missing>(null);
  const [noteOpen, setNoteOpen] = useState(false);

  const decided = (row: RequestRow | null) => {
    if (!row) return;
    const merchant = isolated(row.merchantName);
    const amount = moneyText(row.amount, locale());
    announce(
      t(row.status === 'rejected' ? 'inbox.saidRejected' : 'inbox.saidApproved', {
        amount,
        merchant,
      }),
    );
    onDecided(row);
  };

  const approve = (input: Input, how: Approve['how']) => {
    if (card.tier === 't4' || approval.busy || rejection.busy) return;
    if (!usable) {
      announce(t('card.unusable'), 'assertive');
      return;
    }
    const still = missing({
      guardOver: guard.guard.accepts(input),
      needsTick: card.tick !== null,
      ticked,
      needsPassphrase: card.tier === 't3',
      passphrase,
    });
    setNudge(still);
    if (still) {
      announce(t(`card.missing.${still}`), 'assertive');
      return;
    }
    const { viewHash, id } = card;
    const tick = card.tick?.code ?? null;
    void approval
      .run({ purchase: id, viewHash, tick, passphrase: passphrase || null, how })
      .then(decided);
  };

  /** A rejection out of the note form needs no guard: writing it took longer. */
  const reject = (input: Input | null, note: string | null, offer: Offer | null) => {
    if (input && !guard.guard.accepts(input)) {
      announce(t('card.missing.guard'), 'assertive');
      return;
    }
    void rejection.run({ note: note?.trim() || null, offer }).then(decided);
  };

  useChords({ approve, openNote: () => setNoteOpen(true), noteOpen });
  useRestartAfterRefusal(approval.error, guard);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these is an answer to the nudge
  useEffect(() => setNudge(null), [ticked, passphrase, guard.over]);

  return {
    busy: approval.busy || rejection.busy,
    error: approval.error ?? rejection.error,
    nudge,
    noteOpen,
    openNote: () => setNoteOpen(true),
    closeNote: () => setNoteOpen(false),
    approve,
    reject,
  };
}

type Chords = {
  approve: Decision['approve'];
  openNote: () => void;
  noteOpen: boolean;
};

/** The two chords of the card. They do nothing while another layer or a text field has focus. */
function useChords(chords: Chords) {
  const latest = useRef(chords);
  latest.current = chords;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector('[role=dialog],[role=alertdialog],[role=menu]')) return;
      // The card's own passphrase field is part of approving, so the chord counts there.
      const inPassphrase =
        event.target instanceof HTMLElement && event.target.dataset.testid === 'card-passphrase';
      if (isTextEntry(event.target) && !inPassphrase) return;
      if (isChord(event, 'Enter')) {
        event.preventDefault();
        if (latest.current.noteOpen) return;
        const { isTrusted, repeat, timeStamp } = event;
        if (repeat || !isTrusted) return;
        latest.current.approve({ isTrusted, repeat, beganAt: timeStamp }, 'keys');
      } else if (isChord(event, 'Backspace') && !inPassphrase && !event.repeat && event.isTrusted) {
        event.preventDefault();
        latest.current.openNote();
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** When the core says "too early" or "changed", what is shown must be read again. */
function useRestartAfterRefusal(error: IpcError | null, guard: GuardView) {
  const { restart } = guard;
  useEffect(() => {
    if (error?.code === 'too_early') restart();
  }, [error, restart]);
}
