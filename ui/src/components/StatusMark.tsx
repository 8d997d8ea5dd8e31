import {
  Ban,
  Check,
  CircleDashed,
  CircleX,
  Clock,
  CornerUpLeft,
  type LucideIcon,
  OctagonAlert,
  RotateCcw,
  Undo2,
  X,
} from 'lucide-react';
import { type Key, t } from '@/i18n/t';
import type { DecidedBy, Status } from '@/ipc/types';

type Mark = { icon: LucideIcon; look: string; word: Key };

const MARKS: Record<Status, Mark> = {
  pending: { icon: Clock, look: 'text-warn', word: 'status.pending' },
  approved: { icon: Clock, look: 'text-ok', word: 'status.approved' },
  authorized: { icon: Check, look: 'text-ok', word: 'status.authorized' },
  captured: { icon: Check, look: 'text-ok', word: 'status.captured' },
  refunded: { icon: RotateCcw, look: 'text-t2', word: 'status.refunded' },
  voided: { icon: Undo2, look: 'text-t2', word: 'status.voided' },
  denied: { icon: Ban, look: 'text-bad', word: 'status.denied' },
  rejected: { icon: X, look: 'text-t2', word: 'status.rejected' },
  expired: { icon: CircleDashed, look: 'text-t2', word: 'status.expired' },
  cancelled: { icon: CornerUpLeft, look: 'text-t2', word: 'status.cancelled' },
  superseded: { icon: CornerUpLeft, look: 'text-t2', word: 'status.superseded' },
  disputed: { icon: OctagonAlert, look: 'text-bad', word: 'status.disputed' },
  lapsed: { icon: CircleX, look: 'text-t2', word: 'status.lapsed' },
};

/** The longer words tell an automatic approval and the owner's own apart. */
export function statusWords(status: Status, by: DecidedBy | null): string {
  const word = t(MARKS[status].word);
  if (
    by === 'owner' &&
    (status === 'captured' || status === 'authorized' || status === 'approved')
  ) {
    return t('status.byYou', { status: word });
  }
  if (
    by === 'rule' &&
    (status === 'captured' || status === 'authorized' || status === 'approved')
  ) {
    return t('status.automatic', { status: word });
  }
  return word;
}

type StatusMarkProps = { status: Status; by: DecidedBy | null; full?: boolean };

/** An icon and a word; the colour only repeats what they say. */
export function StatusMark({ status, by, full = true }: StatusMarkProps) {
  const { icon: Icon, look, word } = MARKS[status];
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5 align-top">
      <Icon size={14} strokeWidth={2.25} aria-hidden className={`shrink-0 ${look}`} />
      <span className="truncate">{full ? statusWords(status, by) : t(word)}</span>
    </span>
  );
}

/** Fake money is labelled wherever it shows. */
export function SandboxLabel() {
  return <span className="sandbox">{t('common.sandbox')}</span>;
}
