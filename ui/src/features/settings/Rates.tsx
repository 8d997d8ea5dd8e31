import { Plus, Upload } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote, Skeleton } from '@/components/feedback';
import { TextField } from '@/components/fields';
import { PresenceDialog } from '@/components/PresenceDialog';
import { useNow } from '@/components/Time';
import { t } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import { toIpcError } from '@/ipc/host';
import { useAction, useRates } from '@/ipc/queries';
import type { RatesView, RateView } from '@/ipc/types';

/** Older than this is worth a warning colour; each budget has its own limit. */
const OLD_DAYS = 7;

/** The rates by which purchases in other currencies count, and where they come from. */
export function Rates() {
  const rates = useRates();
  const [open, setOpen] = useState<'import' | 'set' | null>(null);
  const close = () => setOpen(null);
  if (rates.isError) return <ErrorNote error={toIpcError(rates.error)} />;
  if (!rates.data) return <Skeleton rows={1} height={60} />;
  return (
    <div className="flex flex-col gap-3" data-testid="rates">
      <p className="text-13 text-t2">{t('rates.why')}</p>
      {rates.data.rates.length === 0 ? <p>{t('rates.none')}</p> : <List rates={rates.data} />}
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          icon={Upload}
          onPress={() => setOpen('import')}
          data-testid="rates-import"
        >
          {t('rates.import')}
        </Button>
        <Button
          size="small"
          look="quiet"
          icon={Plus}
          onPress={() => setOpen('set')}
          data-testid="rates-set"
        >
          {t('rates.set')}
        </Button>
      </div>
      <ImportDialog open={open === 'import'} onClose={close} />
      <SetDialog open={open === 'set'} onClose={close} />
    </div>
  );
}

function List({ rates }: { rates: RatesView }) {
  const now = useNow(60_000);
  const { ageDays, date, source } = rates;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-2">
        {date && source ? (
          <span className="font-medium">
            {t('rates.from', { source: sourceWords(source), date: shortDate(date, now) })}
          </span>
        ) : null}
        {ageDays === null ? null : (
          <span
            className={`pill ${ageDays > OLD_DAYS ? 'bg-warn-bg text-warn' : 'bg-s2 text-t2'}`}
            data-testid="rates-age"
          >
            {ageDays === 0 ? t('rates.today') : t('rates.age', { count: ageDays })}
          </span>
        )}
        <span className="text-13 text-t2">{t('rates.list', { count: rates.rates.length })}</span>
      </p>
      <ul className="rates-list scroll">
        {rates.rates.map((rate) => (
          <li key={`${rate.from}${rate.to}`}>
            <span>{t('rates.pair', { from: rate.from, to: rate.to })}</span>
            <Provenance rate={rate} newest={date} />
            <span className="figures font-medium">{rate.rate}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What is not of the newest list says where it comes from. */
function Provenance({ rate, newest }: { rate: RateView; newest: string | null }) {
  const now = useNow(60_000);
  if (rate.date === newest && rate.source !== 'you') return <span />;
  return (
    <span className="text-12 text-t3">
      {sourceWords(rate.source)} · {shortDate(rate.date, now)}
    </span>
  );
}

function sourceWords(source: string): string {
  return source === 'you' ? t('rates.byYou') : source;
}

type DialogProps = { open: boolean; onClose: () => void };

function ImportDialog({ open, onClose }: DialogProps) {
  const action = useAction(
    (host, passphrase: string) => host.importRates(passphrase),
    ['settings', 'budgets'],
  );
  const close = () => {
    action.clear();
    onClose();
  };
  const run = async (passphrase: string) => {
    const found = await action.run(passphrase);
    if (!found) return;
    announce(t('rates.imported', { count: found.rates.length }));
    close();
  };
  return (
    <PresenceDialog
      title={t('rates.importTitle')}
      confirm={t('rates.importConfirm')}
      open={open}
      busy={action.busy}
      error={action.error}
      onClose={close}
      onConfirm={(passphrase) => void run(passphrase)}
    >
      {t('rates.importWhy')}
    </PresenceDialog>
  );
}

function SetDialog({ open, onClose }: DialogProps) {
  const [from, setFrom] = useState('EUR');
  const [to, setTo] = useState('');
  const [rate, setRate] = useState('');
  const action = useAction(
    (host, passphrase: string) =>
      host.setRate({ from, to, rate: rate.trim().replace(',', '.'), passphrase }),
    ['settings', 'budgets'],
  );
  const close = () => {
    action.clear();
    setTo('');
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
