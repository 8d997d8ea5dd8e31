import { Ban, Check, CircleDashed, Clock, CornerUpLeft, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { modName } from '@/components/keys';
import { href } from '@/components/router';
import { statusWords } from '@/components/StatusMark';
import { useNow } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t, Words } from '@/i18n/t';
import { secondsLeft } from '@/i18n/time';
import { useAction } from '@/ipc/queries';
import type { RequestRow, Status } from '@/ipc/types';
import { Money } from '@/money/Money';

const ICONS: Partial<Record<Status, typeof Check>> = {
  approved: Clock,
  authorized: Check,
  captured: Check,
  rejected: X,
  expired: CircleDashed,
  denied: Ban,
};

type OutcomeProps = {
  row: RequestRow;
  back: React.ReactNode;
  /** Somebody else decided it while it was being read here. */
  elsewhere: boolean;
  onNext: (() => void) | null;
  onUndone: () => void;
};

/** What became of a request, with the way back while there is one. */
export function Outcome({ row, back, elsewhere, onNext, onUndone }: OutcomeProps) {
  const now = useNow(250);
  const undo = useAction((host, id: string) => host.undo(id), ['inbox', 'activity', 'status']);
  const send = useAction((host, id: string) => host.sendNow(id), ['inbox', 'activity', 'status']);
  const heading = useRef<HTMLHeadingElement>(null);
  const left = row.undoUntil ? secondsLeft(row.undoUntil, now) : 0;
  const Icon = ICONS[row.status] ?? CornerUpLeft;
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  useNextAfterHold(row.status, onNext);
  const undone = () => {
    void undo.run(row.id).then((back) => {
      if (!back) return;
      announce(t('inbox.undone'));
      onUndone();
    });
  };
  return (
    <article
      data-testid="outcome"
      data-status={row.status}
      className="card"
      aria-labelledby="outcome-heading"
    >
      {back ? <header className="card-head">{back}</header> : null}
      <div className="card-body scroll">
        <div className="card-column items-start gap-4 pt-8">
          <span className="flex size-12 items-center justify-center rounded-12 bg-s2">
            <Icon
              size={24}
              strokeWidth={1.75}
              aria-hidden
              className={row.status === 'denied' ? 'text-bad' : 'text-t1'}
            />
          </span>
          <div>
            <h2
              id="outcome-heading"
              ref={heading}
              tabIndex={-1}
              className="text-20 outline-none"
              data-region-focus
            >
              {row.status === 'approved' ? t('outcome.sendingIn', { count: left }) : title(row)}
            </h2>
            <p className="mt-1 text-16 text-t2">
              <Words
                k="outcome.amountTo"
                values={{
                  amount: (
                    <Money value={row.amount} code="always" className="font-medium text-t1" />
                  ),
                  merchant: <Untrusted text={row.merchantName} className="text-t1" />,
                }}
              />
            </p>
            {elsewhere ? <p className="mt-2 text-t2">{t('outcome.elsewhere')}</p> : null}
          </div>
          <ErrorNote error={undo.error ?? send.error} />
          <div className="flex flex-wrap gap-2">
            {left > 0 ? (
              <Button onPress={undone} isDisabled={undo.busy} data-testid="card-undo">
                {t('inbox.undo')}
                <span className="kbd text-t3" aria-hidden>
                  {modName} Z
                </span>
              </Button>
            ) : null}
            {row.status === 'approved' ? (
              <Button
                onPress={() => void send.run(row.id)}
                isDisabled={send.busy}
                data-testid="card-send-now"
              >
                {t('outcome.sendNow')}
              </Button>
            ) : null}
            {onNext ? (
              <Button
                look={row.status === 'approved' ? 'quiet' : 'primary'}
                onPress={onNext}
                data-testid="card-next"
              >
                {t('outcome.next')}
              </Button>
            ) : null}
          </div>
          <a href={href(`activity/${row.id}`)} className="text-13">
            {t('outcome.record')}
          </a>
        </div>
      </div>
    </article>
  );
}

function title(row: RequestRow): string {
  if (row.status === 'rejected') return t('outcome.rejected');
  if (row.status === 'expired') return t('outcome.expired');
  if (row.status === 'authorized' && row.decidedBy === 'owner') return t('outcome.sent');
  return statusWords(row.status, row.decidedBy);
}

/** The next request comes 1.2 s after the hold has ended, and only if the hold was watched. */
function useNextAfterHold(status: Status, onNext: (() => void) | null) {
  const held = useRef(false);
  const next = useRef(onNext);
  next.current = onNext;
  useEffect(() => {
    if (status === 'approved') held.current = true;
    if (status !== 'authorized' || !held.current) return;
    const timer = setTimeout(() => next.current?.(), 1200);
    return () => clearTimeout(timer);
  }, [status]);
}
