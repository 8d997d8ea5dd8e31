import { useState } from 'react';
import { announce } from '@/components/announcer';
import { TextField } from '@/components/fields';
import { PresenceDialog } from '@/components/PresenceDialog';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';

type RateDialogProps = {
  /** The currencies, where they are known already. */
  between: { from: string; to: string } | null;
  open: boolean;
  onClose: () => void;
};

/** What one unit of a currency is worth in another from now on, by the owner's word. */
export function RateDialog({ between, open, onClose }: RateDialogProps) {
  const [from, setFrom] = useState(between?.from ?? 'EUR');
  const [to, setTo] = useState(between?.to ?? '');
  const [rate, setRate] = useState('');
  const action = useAction(
    (host, passphrase: string) =>
      host.setRate({ from, to, rate: rate.trim().replace(',', '.'), passphrase }),
    ['settings', 'budgets', 'inbox'],
  );
  const close = () => {
    action.clear();
    setTo(between?.to ?? '');
    setRate('');
    onClose();
  };
  const run = async (passphrase: string) => {
    if (!(await action.run(passphrase))) return;
    announce(t('rates.done'));
    close();
  };
  const errorOf = (field: string) =>
    action.error?.field === field ? `${action.error.message} ${action.error.hint}` : null;
  return (
    <PresenceDialog
      title={t('rates.setTitle')}
      confirm={t('rates.setConfirm')}
      open={open}
      busy={action.busy}
      error={action.error}
      onClose={close}
      onConfirm={(passphrase) => void run(passphrase)}
    >
      <div className="flex flex-col gap-3">
        <p>{t('rates.setWhy')}</p>
        <div className="grid grid-cols-[1fr_1.4fr_1fr] gap-3">
          <TextField
            label={t('rates.fromCurrency')}
            value={from}
            onChange={(text) => setFrom(text.toUpperCase())}
            error={errorOf('from')}
            maxLength={5}
            testId="rate-from"
          />
          <TextField
            label={t('rates.rate')}
            value={rate}
            onChange={setRate}
            placeholder="1.0842"
            error={errorOf('rate')}
            testId="rate-value"
          />
          <TextField
            label={t('rates.toCurrency')}
            value={to}
            onChange={(text) => setTo(text.toUpperCase())}
            placeholder="USD"
            error={errorOf('to')}
            maxLength={5}
            testId="rate-to"
          />
        </div>
      </div>
    </PresenceDialog>
  );
}
