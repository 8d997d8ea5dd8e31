import { Layers } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/buttons';
import { Untrusted } from '@/components/Untrusted';
import { t, Words } from '@/i18n/t';
import type { RequestRow } from '@/ipc/types';
import { MoneyList } from '@/money/Money';
import { BatchSheet } from './BatchSheet';
import { batchesOf } from './batch';

/** Offers to look at small requests of one agent at one merchant together. */
export function BatchBar({ waiting, usable }: { waiting: RequestRow[]; usable: boolean }) {
  const [open, setOpen] = useState<string | null>(null);
  const batches = batchesOf(waiting);
  if (batches.length === 0) return null;
  return (
    <div className="batch-bar" data-testid="batch-bar">
      {batches.map((batch) => (
        <div key={batch.key} className="flex items-center gap-3">
          <Layers size={18} strokeWidth={1.75} aria-hidden className="shrink-0 text-t2" />
          <p className="min-w-0 flex-1 text-13">
            <span className="block font-medium">
              <Words
                k="batch.title"
                count={batch.rows.length}
                values={{ sum: <MoneyList values={batch.sums} /> }}
              />
            </span>
            <span className="block truncate text-t2">
              <Untrusted text={batch.agentName} /> · <Untrusted text={batch.merchantName} />
            </span>
          </p>
          <Button size="small" onPress={() => setOpen(batch.key)} data-testid="batch-open">
            {t('batch.open')}
          </Button>
          <BatchSheet
            batch={batch}
            open={open === batch.key}
            usable={usable}
            onClose={() => setOpen(null)}
          />
        </div>
      ))}
    </div>
  );
}
