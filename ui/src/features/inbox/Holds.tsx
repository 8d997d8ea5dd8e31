import { Button } from '@/components/buttons';
import { useNow } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t, Words } from '@/i18n/t';
import { secondsLeft } from '@/i18n/time';
import { useAction } from '@/ipc/queries';
import type { RequestRow } from '@/ipc/types';
import { Money } from '@/money/Money';

/** Approvals that are still held back and can be undone, wherever the reader has gone since. */
export function Holds({ rows }: { rows: RequestRow[] }) {
  const now = useNow(500);
  const undo = useAction((host, id: string) => host.undo(id), ['inbox', 'activity', 'status']);
  const held = rows.filter(
    (row) =>
      row.status === 'approved' && row.undoUntil !== null && secondsLeft(row.undoUntil, now) > 0,
  );
  if (held.length === 0) return null;
  return (
    <ul aria-label={t('inbox.holds')} className="border-b border-line bg-s2">
      {held.map((row) => (
        <li key={row.id} className="flex items-center gap-3 px-4 py-2 text-13 medium:px-5">
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">
              <Words
                k="outcome.amountTo"
                values={{
                  amount: <Money value={row.amount} />,
                  merchant: <Untrusted text={row.merchantName} />,
                }}
              />
            </span>
            <span className="block text-t2">
              {t('outcome.sendingIn', { count: secondsLeft(row.undoUntil ?? '', now) })}
            </span>
          </span>
          <Button size="small" isDisabled={undo.busy} onPress={() => void undo.run(row.id)}>
            {t('inbox.undo')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
