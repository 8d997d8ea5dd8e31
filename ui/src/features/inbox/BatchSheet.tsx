import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { Checkbox } from '@/components/fields';
import { Dialog, DialogActions } from '@/components/overlays';
import { ReasonWords } from '@/components/purchase/reasonWords';
import { Untrusted } from '@/components/Untrusted';
import { locale } from '@/i18n/locale';
import { t, Words } from '@/i18n/t';
import { useHost } from '@/ipc/HostContext';
import { useAction } from '@/ipc/queries';
import type { BatchItem, Card } from '@/ipc/types';
import { Money, MoneyList } from '@/money/Money';
import { moneyText } from '@/money/money';
import { type Batch, sumsOf } from './batch';
import { useGuardOf } from './useGuard';

type BatchSheetProps = { batch: Batch; open: boolean; usable: boolean; onClose: () => void };

/** Each amount and the sum, from the views that will be signed, behind one guard. */
export function BatchSheet({ batch, open, usable, onClose }: BatchSheetProps) {
  return (
    <Dialog title={t('batch.sheet')} open={open} onClose={onClose} width="wide">
      <Loaded batch={batch} usable={usable} onClose={onClose} />
    </Dialog>
  );
}

function Loaded({ batch, usable, onClose }: Omit<BatchSheetProps, 'open'>) {
  const host = useHost();
  const cards = useQueries({
    queries: batch.rows.map(({ id }) => ({
      queryKey: ['inbox', 'card', id],
      queryFn: () => host.card(id),
      staleTime: 0,
    })),
    combine: (found) => found.flatMap(({ data }) => (data ? [data] : [])),
  });
  if (cards.length < batch.rows.length) return <div className="h-40" />;
  // A new version of any of them is another sheet: its guard begins again.
  const version = cards.map((card) => card.viewHash).join(' ');
  return <Sheet key={version} cards={cards} batch={batch} usable={usable} onClose={onClose} />;
}

type SheetProps = Omit<BatchSheetProps, 'open'> & { cards: Card[] };

function Sheet({ cards, batch, usable, onClose }: SheetProps) {
  const host = useHost();
  const [left, setLeft] = useState<readonly string[]>([]);
  const chosen = cards.filter((card) => !left.includes(card.id));
  const sums = sumsOf(chosen);
  const sumText = sums.map((sum) => moneyText(sum, locale())).join(' · ');
  const shown = useMemo(
    () => cards.map((card) => ({ purchase: card.id, viewHash: card.viewHash })),
    [cards],
  );
  const guard = useGuardOf(
    useCallback(async () => {
      const waits = await Promise.all(
        shown.map((item) => host.presented(item.purchase, item.viewHash)),
      );
      return { approveInMs: Math.max(0, ...waits.map((wait) => wait.approveInMs)) };
    }, [host, shown]),
  );
  const pressedAt = useRef(0);
  const approval = useAction(
    (known, items: BatchItem[]) => known.approveBatch(items),
    ['inbox', 'activity', 'status'],
  );
  const ready = guard.over && usable && chosen.length > 1;
  const approve = async () => {
    const input = { isTrusted: true, repeat: false, beganAt: pressedAt.current };
    if (!ready || !guard.guard.accepts(input)) {
      announce(t('card.missing.guard'), 'assertive');
      return;
    }
    const ids = new Set(chosen.map((card) => card.id));
    const done = await approval.run(shown.filter((item) => ids.has(item.purchase)));
    if (!done) return;
    announce(t('batch.done', { count: done.length }));
    onClose();
  };
  return (
    <div data-testid="batch-sheet">
      <p className="text-t2">
        <Words
          k="batch.why"
          values={{
            agent: <Untrusted text={batch.agentName} className="text-t1" />,
            merchant: <Untrusted text={batch.merchantName} className="text-t1" />,
          }}
        />
      </p>
      <ul className="my-3">
        {cards.map((card) => (
          <li key={card.id} className="border-b border-line py-2">
            <Line
              card={card}
              chosen={!left.includes(card.id)}
              onChoose={(on) =>
                setLeft(on ? left.filter((id) => id !== card.id) : [...left, card.id])
              }
            />
          </li>
        ))}
      </ul>
      <p
        className="flex items-baseline justify-between gap-3 font-semibold"
        data-testid="batch-sum"
      >
        <span>{t('batch.sum')}</span>
        <MoneyList values={sums} />
      </p>
      <div className="mt-3">
        <ErrorNote error={approval.error ?? guard.error} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button
          look="primary"
          isDisabled={!ready || approval.busy}
          onPressStart={() => {
            pressedAt.current = performance.now();
          }}
          onPress={() => void approve()}
          data-testid="batch-approve"
        >
          {guard.over
            ? t('batch.approve', { count: chosen.length, amount: sumText })
            : t('card.missing.guard')}
        </Button>
      </DialogActions>
    </div>
  );
}

type LineProps = { card: Card; chosen: boolean; onChoose: (chosen: boolean) => void };

function Line({ card, chosen, onChoose }: LineProps) {
  const [first] = card.items;
  const more = card.items.length - 1;
  return (
    <Checkbox checked={chosen} onChange={onChoose} testId={`batch-${card.id}`} wide>
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1">
          <Untrusted text={first?.title ?? card.merchant.name} className="block truncate" />
          <span className="block text-13 text-t2">
            {card.reasons[0] ? <ReasonWords reason={card.reasons[0]} /> : null}
            {more > 0 ? ` · ${t('batch.moreItems', { count: more })}` : ''}
          </span>
        </span>
        <Money value={card.amount} code="always" className="font-medium" />
      </span>
    </Checkbox>
  );
}
