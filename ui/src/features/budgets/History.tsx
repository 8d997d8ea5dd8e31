import { Button } from '@/components/buttons';
import { ErrorNote, Skeleton } from '@/components/feedback';
import { Time } from '@/components/Time';
import { t } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useBudgetHistory } from '@/ipc/queries';
import type { Budget } from '@/ipc/types';

type HistoryProps = { budget: Budget; onRestore: (document: string) => void };

/** Every amendment, the newest first. Restoring one only fills the editor. */
export function History({ budget, onRestore }: HistoryProps) {
  const history = useBudgetHistory(budget.id);
  if (history.isError) return <ErrorNote error={toIpcError(history.error)} />;
  if (!history.data) return <Skeleton rows={3} height={64} />;
  const versions = [...history.data].sort((a, b) => b.version - a.version);
  return (
    <ol className="flex flex-col">
      {versions.map((version) => (
        <li
          key={version.version}
          className="flex items-start gap-3 border-b border-line py-3 first:pt-0 last:border-0"
        >
          <div className="min-w-0 flex-1">
            <p className="font-medium">
              {t('budgets.version', { number: version.version })}
              <span className="font-normal text-t2">
                {' · '}
                <Time at={version.at} />
              </span>
            </p>
            <ul className="mt-0.5 text-13 text-t2">
              {version.changes.map((change) => (
                <li key={change} className="[overflow-wrap:anywhere]">
                  <bdi>{change}</bdi>
                </li>
              ))}
            </ul>
          </div>
          {version.version === budget.version ? (
            <span className="pill bg-s2 text-t2">{t('budgets.current')}</span>
          ) : (
            <Button
              size="small"
              onPress={() => onRestore(version.document)}
              data-testid={`restore-${version.version}`}
            >
              {t('budgets.restore')}
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}
