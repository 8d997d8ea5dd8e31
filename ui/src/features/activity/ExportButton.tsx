import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/buttons';
import { ExportSheet, FORMATS } from '@/components/export/ExportSheet';
import { isChord } from '@/components/keys';
import { t } from '@/i18n/t';
import type { AppStatus } from '@/ipc/types';

/** Opens the sheet that hands over what the search shows; Ctrl E does too. */
export function ExportButton({ text, status }: { text: string; status: AppStatus }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isChord(event, 'e') || event.repeat) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const what = { title: t('export.title'), text, formats: FORMATS, grouping: 'whole' as const };
  return (
    <>
      <Button size="small" icon={Download} onPress={() => setOpen(true)} data-testid="export">
        {t('activity.export')}
      </Button>
      {open ? <ExportSheet what={what} status={status} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
