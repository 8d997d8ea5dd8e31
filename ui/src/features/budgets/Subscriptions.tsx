import { Repeat } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { Dialog, DialogActions } from '@/components/overlays';
import { BackLink } from '@/components/Panes';
import { PresenceDialog } from '@/components/PresenceDialog';
import { useNow } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t, tMaybe, Words } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import { toIpcError } from '@/ipc/host';
import { useAction, useSubscriptions } from '@/ipc/queries';
import type { SubscriptionView } from '@/ipc/types';
import { Money, MoneyList } from '@/money/Money';
import { yearlySums } from './yearly';

/** What repeats, what it costs in a year, and when it is next due. */
export function Subscriptions() {
  const found = useSubscriptions();
  const [ending, setEnding] = useState<SubscriptionView | null>(null);
  const [allowing, setAllowing] = useState<SubscriptionView | null>(null);
  const all = found.data ?? [];
  const running = all.filter((one) => one.cancelledAt === null);
  const ended = all.filter((one) => one.cancelledAt !== null);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 items-start gap-3 px-4 pt-4 pb-3 medium:px-6">
        <BackLink to="budgets" label={t('nav.budgets')} />
        <div className="min-w-0 flex-1">
          <h2 className="text-20" data-region-focus tabIndex={-1}>
            {t('subscriptions.title')}
          </h2>
          {running.length > 0 ? (
            <p className="text-13 text-t2">
              <Words
                k="subscriptions.sum"
                count={running.length}
                values={{ amounts: <MoneyList values={yearlySums(running)} /> }}
              />
            </p>
          ) : null}
        </div>
      </header>
      <div className="editor-body scroll border-t border-line">
        {found.isError ? (
          <ErrorNote error={toIpcError(found.error)} />
        ) : found.data === undefined ? (
          <Skeleton rows={3} height={72} />
        ) : all.length === 0 ? (
          <EmptyState icon={Repeat} title={t('subscriptions.empty')}>
            {t('subscriptions.emptyWhy')}
          </EmptyState>
        ) : (
          <>
            <List subscriptions={running} onCancel={setEnding} />
            {ended.length > 0 ? (
              <>
                <h3 className="mt-7 mb-1 font-medium">{t('subscriptions.ended')}</h3>
                <List subscriptions={ended} onAllow={setAllowing} />
              </>
            ) : null}
          </>
        )}
      </div>
      <CancelDialog subscription={ending} onClose={() => setEnding(null)} />
      <AllowDialog subscription={allowing} onClose={() => setAllowing(null)} />
    </div>
  );
}

type ListProps = {
  subscriptions: SubscriptionView[];
  onCancel?: (subscription: SubscriptionView) => void;
  onAllow?: (subscription: SubscriptionView) => void;
};

function List({ subscriptions, onCancel, onAllow }: ListProps) {
  const now = useNow(60_000);
  return (
    <ul>
      {subscriptions.map((one) => (
        <li key={one.id} className="subscription" data-testid={`subscription-${one.id}`}>
          <div className="min-w-0 flex-1 basis-56">
            <p className="font-medium">
              <Untrusted text={one.title} limit={120} />
            </p>
            <p className="text-13 text-t2">
              <Untrusted text={one.merchantName} /> · <Untrusted text={one.agentName} />
            </p>
            <p className="flex flex-wrap gap-x-1.5 text-13 text-t2">
              <span>{dueWords(one, now)}</span>
              {one.trialEnds && one.cancelledAt === null ? (
                <span className="pill bg-warn-bg text-warn">
                  {t('card.trialEnds', { date: shortDate(one.trialEnds, now) })}
                </span>
              ) : null}
              {one.timesLeft === null ? null : (
                <span>· {t('subscriptions.timesLeft', { count: one.timesLeft })}</span>
              )}
            </p>
          </div>
          <div className="text-end">
            <p>
              <Money value={one.amount} className="font-semibold" />{' '}
              <span className="text-13 text-t2">
                {tMaybe(`perPeriod.${one.interval}`) ?? one.interval}
              </span>
            </p>
            <p className="text-13 text-t2">
              <Words k="subscriptions.yearly" values={{ amount: <Money value={one.yearly} /> }} />
            </p>
          </div>
          {onCancel ? (
            <Button
              size="small"
              onPress={() => onCancel(one)}
              aria-label={t('subscriptions.cancelOf', { name: one.title })}
              data-testid="subscription-cancel"
            >
              {t('subscriptions.cancel')}
            </Button>
          ) : null}
          {onAllow ? (
            <Button
              size="small"
              onPress={() => onAllow(one)}
              aria-label={t('subscriptions.allowOf', { name: one.title })}
              data-testid="subscription-allow"
            >
              {t('subscriptions.allow')}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function dueWords(one: SubscriptionView, now: number): string {
  if (one.cancelledAt)
    return t('subscriptions.cancelledOn', { date: shortDate(one.cancelledAt, now) });
  if (one.nextAt === null) return t('subscriptions.noNext');
  return t('subscriptions.next', { date: shortDate(one.nextAt, now) });
}

/** Renewals pass again by themselves, so this takes the passphrase. */
function AllowDialog({ subscription, onClose }: DialogProps) {
  const allow = useAction(
    (host, input: { id: string; passphrase: string }) =>
      host.allowSubscription(input.id, input.passphrase).then(() => true),
    ['budgets'],
  );
  const close = () => {
    allow.clear();
    onClose();
  };
  const run = async (passphrase: string) => {
    if (!subscription || !(await allow.run({ id: subscription.id, passphrase }))) return;
    announce(t('subscriptions.allowed'));
    close();
  };
  return (
    <PresenceDialog
      title={t('subscriptions.allowTitle')}
      confirm={t('subscriptions.allow')}
      open={subscription !== null}
      busy={allow.busy}
      error={allow.error}
      onClose={close}
      onConfirm={(passphrase) => void run(passphrase)}
    >
      <Words
        k="subscriptions.allowWhy"
        values={{
          merchant: <Untrusted text={subscription?.merchantName ?? ''} className="text-t1" />,
        }}
      />
    </PresenceDialog>
  );
}

type DialogProps = { subscription: SubscriptionView | null; onClose: () => void };

/** Cancelling only narrows, so it needs no passphrase; it also cannot end the contract itself. */
function CancelDialog({ subscription, onClose }: DialogProps) {
  const cancel = useAction(
    (host, id: string) => host.cancelSubscription(id).then(() => true),
    ['budgets'],
  );
  const run = async () => {
    if (!subscription || !(await cancel.run(subscription.id))) return;
    announce(t('subscriptions.done'));
    onClose();
  };
  return (
    <Dialog
      title={t('subscriptions.cancelTitle')}
      open={subscription !== null}
      onClose={onClose}
      role="alertdialog"
    >
      <p className="text-t2">
        <Words
          k="subscriptions.cancelWhy"
          values={{
            merchant: <Untrusted text={subscription?.merchantName ?? ''} className="text-t1" />,
          }}
        />
      </p>
      <ErrorNote error={cancel.error} />
      <DialogActions>
        <Button onPress={onClose}>{t('subscriptions.keep')}</Button>
        <Button
          look="primary"
          isDisabled={cancel.busy}
          onPress={() => void run()}
          data-testid="subscription-confirm"
        >
          {t('subscriptions.cancel')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
