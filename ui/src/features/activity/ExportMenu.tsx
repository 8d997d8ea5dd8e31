import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { errorWords } from '@/components/feedback';
import { isChord } from '@/components/keys';
import { ActionMenu, Dialog } from '@/components/overlays';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { ExportFormat } from '@/ipc/types';

/** How files of each format end, in the order of the menu. */
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
const FORMATS = Object.keys(ENDINGS) as readonly ExportFormat[];

/** Writes what the search shows to a file; the core asks where. */
export function ExportMenu({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<{ path: string; rows: number } | null>(null);
  const write = useAction(
    (host, format: ExportFormat) => host.exportActivity({ text, format }),
    ['activity', 'status'],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isChord(event, 'e') || event.repeat) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const run = async (format: ExportFormat) => {
    const written = await write.run(format);
    if (!written) return;
    setDone(written);
    announce(t('activity.exported', { count: written.rows }));
  };
  const failure = write.error ? errorWords(write.error) : null;
  return (
    <>
      <ActionMenu
        label={t('activity.export')}
        open={open}
        onOpenChange={setOpen}
        entries={FORMATS.map((format) => ({
          id: format,
          label: t(`activity.format.${format}`),
          hint: `.${ENDINGS[format]}`,
          onAction: () => void run(format),
        }))}
      >
        <Button size="small" icon={Download} isDisabled={write.busy} data-testid="export">
          {t('activity.export')}
        </Button>
      </ActionMenu>
      <Dialog
        title={
          failure ? t('activity.exportFailed') : t('activity.exported', { count: done?.rows ?? 0 })
        }
        open={done !== null || failure !== null}
        onClose={() => {
          setDone(null);
          write.clear();
        }}
      >
        {failure ? (
          <p className="text-t2">
            {failure.message} {failure.hint}
          </p>
        ) : (
          <p className="hash text-t2">{done?.path}</p>
        )}
      </Dialog>
    </>
  );
}
