import { Ellipsis, ExternalLink, MessageSquareText, ScrollText } from 'lucide-react';
import { useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '@/components/buttons';
import { isMac, modName } from '@/components/keys';
import { ActionMenu } from '@/components/overlays';
import { navigate } from '@/components/router';
import { t, Words } from '@/i18n/t';
import type { Card } from '@/ipc/types';
import { Money } from '@/money/Money';
import { NoteForm } from './NoteForm';
import type { Decision } from './useDecision';
import type { GuardView } from './useGuard';

type ActionBarProps = { card: Card; guard: GuardView; decision: Decision; usable: boolean };

/** Reject, Approve, More: always in the same place and of the same height. */
export function ActionBar({ card, guard, decision, usable }: ActionBarProps) {
  if (decision.noteOpen) return <NoteForm card={card} decision={decision} />;
  if (card.tier === 't4') return <BlockedActions card={card} guard={guard} decision={decision} />;
  const waiting = !guard.over;
  return (
    <>
      <div className="flex gap-2">
        <RejectButton guard={guard} decision={decision} />
        <ApproveButton card={card} guard={guard} decision={decision} usable={usable} />
        <More card={card} decision={decision} />
      </div>
      <p id="card-hint" className="min-h-4 text-center text-12 text-t3" data-testid="card-hint">
        {hint(card, decision, waiting, usable)}
      </p>
    </>
  );
}

function hint(card: Card, decision: Decision, waiting: boolean, usable: boolean): string {
  if (!usable) return t('card.unusable');
  if (decision.nudge) return t(`card.missing.${decision.nudge}`);
  if (waiting) return t('card.missing.guard');
  if (card.tier === 't3') return t('card.needsPassphrase');
  if (card.tick) return t('card.needsTick');
  return card.undoSeconds > 0
    ? t('card.undoHint', { count: card.undoSeconds })
    : t('card.noUndoHint');
}

/**
 * A press counts from when it began. Enter and Space on the button are ignored,
 * so that no key that is hit by habit can pay; the chord is written on it.
 */
function usePress(
  onPress: (input: { isTrusted: boolean; repeat: boolean; beganAt: number }) => void,
) {
  const began = useRef<number | null>(null);
  return {
    onPointerDown: (event: React.PointerEvent) => {
      began.current = event.timeStamp;
    },
    onClick: (event: React.MouseEvent) => {
      const beganAt = began.current ?? event.timeStamp;
      began.current = null;
      onPress({ isTrusted: event.isTrusted, repeat: false, beganAt });
    },
  };
}

function ApproveButton({ card, guard, decision, usable }: ActionBarProps) {
  const press = usePress((input) => decision.approve(input, 'click'));
  const waiting = !guard.over;
  return (
    <button
      type="button"
      data-testid="card-approve"
      aria-disabled={waiting || decision.busy || !usable}
      aria-describedby="card-hint"
      aria-keyshortcuts={isMac ? 'Meta+Enter' : 'Control+Enter'}
      className={`button decide approve ${card.payment?.atMost ? 'approve-up-to' : ''}`}
      {...press}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') event.preventDefault();
      }}
      onKeyUp={(event) => {
        if (event.key === ' ') event.preventDefault();
      }}
    >
      {waiting && usable ? <Ring waitMs={guard.waitMs} /> : null}
      <span>
        <Words
          k={card.payment?.atMost ? 'card.approveUpTo' : 'card.approve'}
          values={{ amount: <Money value={card.amount} /> }}
        />
      </span>
      <span className="kbd decide-key" aria-hidden>
        {modName} ⏎
      </span>
    </button>
  );
}

function RejectButton({ guard, decision }: Omit<ActionBarProps, 'card' | 'usable'>) {
  const press = usePress((input) => decision.reject(input, null, null));
  return (
    <button
      type="button"
      data-testid="card-reject"
      aria-disabled={!guard.over || decision.busy}
      aria-keyshortcuts={isMac ? 'Meta+Backspace' : 'Control+Backspace'}
      className="button decide reject"
      {...press}
    >
      {t('card.reject')}
      <span className="kbd decide-key" aria-hidden>
        {modName} ⌫
      </span>
    </button>
  );
}

/** A thin ring that fills until the buttons work. */
function Ring({ waitMs }: { waitMs: number | null }) {
  return (
    <svg className="guard-ring" viewBox="0 0 16 16" width="16" height="16" aria-hidden>
      <circle cx="8" cy="8" r="6.5" className="guard-ring-track" />
      {waitMs === null ? null : (
        <circle
          cx="8"
          cy="8"
          r="6.5"
          className="guard-ring-fill"
          style={{ animationDuration: `${waitMs}ms` }}
        />
      )}
    </svg>
  );
}

function More({ card, decision }: { card: Card; decision: Decision }) {
  return (
    <ActionMenu
      label={t('card.more')}
      entries={[
        {
          id: 'note',
          label: t('card.rejectWithNote'),
          icon: MessageSquareText,
          onAction: decision.openNote,
        },
        {
          id: 'evidence',
          label: t('card.evidence'),
          icon: ScrollText,
          onAction: () => navigate(`activity/${card.id}`),
        },
      ]}
    >
      <AriaButton
        aria-label={t('card.more')}
        className="button w-10 shrink-0 border-ctl bg-surface data-[hovered]:bg-s2"
      >
        <Ellipsis size={18} aria-hidden />
      </AriaButton>
    </ActionMenu>
  );
}

function BlockedActions({ card, guard, decision }: Omit<ActionBarProps, 'usable'>) {
  const press = usePress((input) => decision.reject(input, null, null));
  return (
    <div className="flex flex-wrap gap-2">
      <button
        type="button"
        data-testid="card-reject"
        aria-disabled={!guard.over || decision.busy}
        className="button decide reject"
        {...press}
      >
        {t('card.rejectAndTell')}
      </button>
      <Button look="quiet" icon={ExternalLink} onPress={() => navigate(`activity/${card.id}`)}>
        {t('card.evidence')}
      </Button>
    </div>
  );
}
