import { Plus, Upload } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote, Skeleton } from '@/components/feedback';
import { PresenceDialog } from '@/components/PresenceDialog';
import { RateDialog } from '@/components/RateDialog';
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
      <RateDialog between={null} open={open === 'set'} onClose={close} />
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
