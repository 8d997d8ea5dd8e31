import { useEffect, useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { Checkbox, Radios, Segmented, Select } from '@/components/fields';
import { LedgerBadge } from '@/components/LedgerBadge';
import { Dialog, DialogActions } from '@/components/overlays';
import { t } from '@/i18n/t';
import { useHost } from '@/ipc/HostContext';
import { useAction, useActivityTotals } from '@/ipc/queries';
import type { AppStatus, Exported, ExportFormat, ExportOrder } from '@/ipc/types';
import { MoneyList } from '@/money/Money';

/** What is to be handed over: which entries, and in which shape to begin with. */
export type Handover = {
  title: string;
  text: string;
  formats: readonly ExportFormat[];
  grouping: ExportOrder['grouping'];
};

/** Every format, those for people and spreadsheets first. */
export const FORMATS: readonly ExportFormat[] = [
  'csv',
  'xlsx',
  'pdf',
  'bundle',
  'json',
  'jsonl',
  'beancount',
  'hledger',
  'ofx',
];

const ENDINGS: Readonly<Record<ExportFormat, string>> = {
  csv: 'csv',
  xlsx: 'xlsx',
  pdf: 'pdf',
  bundle: 'zip',
  json: 'json',
  jsonl: 'jsonl',
  beancount: 'beancount',
  hledger: 'journal',
  ofx: 'ofx',
};

/** Formats in which times are told as days; the others always say the offset. */
const BY_DAY: readonly ExportFormat[] = ['pdf', 'xlsx', 'beancount', 'hledger'];
const GROUPINGS = ['whole', 'month', 'agent', 'budget', 'merchant', 'decision', 'tag'] as const;

type ExportSheetProps = { what: Handover; status: AppStatus; onClose: () => void };

/** Hands entries over as a file: what, how, how far it is, and where it went. */
export function ExportSheet({ what, status, onClose }: ExportSheetProps) {
  const [order, setOrder] = useState<ExportOrder>({
    text: what.text,
    format: what.formats[0] ?? 'csv',
    grouping: what.grouping,
    itemNames: false,
    notes: true,
    utc: false,
  });
  const [done, setDone] = useState<Exported | null>(null);
  const write = useAction(
    (host, wanted: ExportOrder) => host.exportActivity(wanted),
    ['activity', 'status'],
  );
  const host = useHost();
  const run = async () => {
    const written = await write.run(order);
    if (!written) return;
    setDone(written);
    announce(t('export.done', { count: written.rows }));
  };
  const close = () => {
    if (write.busy) void host.cancelExport();
    onClose();
  };
  const stopped = write.error?.code === 'stopped';
  return (
    <Dialog title={done ? t('export.done', { count: done.rows }) : what.title} open onClose={close}>
      {done ? (
        <Done done={done} onClose={onClose} />
      ) : write.busy ? (
        <Running />
      ) : (
        <div className="flex flex-col gap-4">
          <Scope text={what.text} status={status} />
          <Choices order={order} formats={what.formats} onChange={setOrder} />
          {stopped ? (
            <p className="text-13 text-t2">{t('export.stopped')}</p>
          ) : (
            <ErrorNote error={write.error} />
          )}
          <DialogActions>
            <Button look="quiet" onPress={onClose}>
              {t('common.cancel')}
            </Button>
            <Button look="primary" onPress={() => void run()} data-testid="export-run">
              {t('export.run')}
            </Button>
          </DialogActions>
        </div>
      )}
    </Dialog>
  );
}

/** What will be in the file, before it is made. */
function Scope({ text, status }: { text: string; status: AppStatus }) {
  const found = useActivityTotals(text).data;
  return (
    <div className="flex flex-col gap-1 rounded-8 bg-s2 px-3 py-2.5 text-13">
      <p>
        {text ? (
          <>
            {t('export.filter')} <bdi className="font-mono">{text}</bdi>
          </>
        ) : (
          t('export.all')
        )}
      </p>
      {found ? (
        <p className="text-t2" data-testid="export-scope">
          {t('activity.count', { count: found.count })}
          {found.paid.length > 0 ? (
            <>
              {' · '}
              {t('export.paid')} <MoneyList values={found.paid} />
            </>
          ) : null}
        </p>
      ) : null}
      <LedgerBadge ledger={status.ledger} />
    </div>
  );
}

type ChoicesProps = {
  order: ExportOrder;
  formats: readonly ExportFormat[];
  onChange: (order: ExportOrder) => void;
};

function Choices({ order, formats, onChange }: ChoicesProps) {
  const change = (part: Partial<ExportOrder>) => onChange({ ...order, ...part });
  const { format } = order;
  return (
    <>
      <Radios
        label={t('export.format')}
        value={format}
        onChange={(next) => change({ format: next })}
        choices={formats.map((id) => ({
          id,
          label: `${t(`activity.format.${id}`)} (.${ENDINGS[id]})`,
        }))}
      />
      {format === 'pdf' ? (
        <Select
          label={t('export.parts')}
          value={order.grouping}
          onChange={(grouping) => change({ grouping })}
          choices={GROUPINGS.map((id) => ({ id, label: t(`export.grouping.${id}`) }))}
          testId="export-parts"
        />
      ) : null}
      {BY_DAY.includes(format) ? (
        <Segmented
          label={t('export.days')}
          value={order.utc ? 'utc' : 'local'}
          onChange={(zone) => change({ utc: zone === 'utc' })}
          choices={(['local', 'utc'] as const).map((id) => ({ id, label: t(`export.zone.${id}`) }))}
        />
      ) : null}
      <Checkbox checked={order.notes} onChange={(notes) => change({ notes })} testId="export-notes">
        {t('export.notes')}
      </Checkbox>
      {format === 'bundle' ? (
        <p className="text-13 text-t2">{t('export.bundle')}</p>
      ) : (
        <Checkbox
          checked={order.itemNames}
          onChange={(itemNames) => change({ itemNames })}
          testId="export-items"
        >
          {t('export.items')}
        </Checkbox>
      )}
    </>
  );
}

function Running() {
  const host = useHost();
  const [at, setAt] = useState({ done: 0, all: 0 });
  useEffect(() => host.onExporting((done, all) => setAt({ done, all })), [host]);
  const part = at.all > 0 ? Math.floor((at.done * 100) / at.all) : 0;
  return (
    <div className="flex flex-col gap-3">
      <div
        role="progressbar"
        aria-label={t('export.running')}
        aria-valuenow={part}
        aria-valuetext={t('export.progress', { done: at.done, count: at.all })}
        className="export-bar"
        data-testid="export-progress"
      >
        <span style={{ width: `${part}%` }} />
      </div>
      <p className="text-13 text-t2">
        {at.all > 0 ? t('export.progress', { done: at.done, count: at.all }) : t('export.running')}
      </p>
      <DialogActions>
        <Button onPress={() => void host.cancelExport()} data-testid="export-cancel">
          {t('common.cancel')}
        </Button>
      </DialogActions>
    </div>
  );
}

function Done({ done, onClose }: { done: Exported; onClose: () => void }) {
  const show = useAction((host, _: null) => host.showExport(), []);
  return (
    <div className="flex flex-col gap-3">
      <p className="hash text-t2" data-testid="export-path">
        {done.path}
      </p>
      <ErrorNote error={show.error} />
      <DialogActions>
        <Button look="quiet" onPress={() => void show.run(null)} data-testid="export-show">
          {t('export.show')}
        </Button>
        <Button look="primary" onPress={onClose}>
          {t('common.close')}
        </Button>
      </DialogActions>
    </div>
  );
}
