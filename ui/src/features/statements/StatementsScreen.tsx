import { FileInput, Landmark } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { EmptyState, ErrorNote, Notice, Skeleton } from '@/components/feedback';
import { Select } from '@/components/fields';
import { ScreenHeader } from '@/components/ScreenHeader';
import { t } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useAction, useReconciliation, useStatements } from '@/ipc/queries';
import type { StatementPreview } from '@/ipc/types';
import { Heaps } from './Heaps';
import { ImportSheet } from './ImportSheet';

const ALL = 'all';

/** What banks and cards say was charged, held against what was approved. */
export default function StatementsScreen() {
  const statements = useStatements();
  const [one, setOne] = useState(ALL);
  const heaps = useReconciliation(one === ALL ? null : one);
  const [chosen, setChosen] = useState<StatementPreview | null>(null);
  const choose = useAction((host) => host.chooseStatement(), []);
  const open = async () => {
    const preview = await choose.run(null);
    if (preview) setChosen(preview);
  };
  const button = (
    <Button
      size="small"
      icon={FileInput}
      onPress={() => void open()}
      isDisabled={choose.busy}
      data-testid="statement-import"
    >
      {t('statements.import')}
    </Button>
  );
  const error = statements.error ?? heaps.error;
  return (
    <div data-region className="pane">
      <div className="scroll min-h-0 flex-1">
        <div className="mx-auto w-full max-w-200 pb-10">
          <ScreenHeader title={t('nav.statements')} actions={button} />
          <div className="flex flex-col gap-4 px-4 medium:px-5">
            <ErrorNote error={choose.error ?? (error ? toIpcError(error) : null)} />
            {statements.data === undefined ? (
              <Skeleton rows={4} height={60} />
            ) : statements.data.length === 0 ? (
              <EmptyState icon={Landmark} title={t('statements.empty')}>
                {t('statements.emptyWhy')}
              </EmptyState>
            ) : (
              <>
                <Select
                  label={t('statements.which')}
                  value={one}
                  onChange={setOne}
                  choices={[
                    { id: ALL, label: t('statements.all', { count: statements.data.length }) },
                    ...statements.data.map((it) => ({
                      id: it.id,
                      label: t('statements.one', {
                        name: it.name || it.id,
                        from: it.from,
                        until: it.until,
                      }),
                    })),
                  ]}
                />
                {heaps.data && heaps.data.repeated > 0 ? (
                  <Notice
                    tone="info"
                    title={t('statements.repeated', { count: heaps.data.repeated })}
                  />
                ) : null}
                {heaps.data ? <Heaps heaps={heaps.data} /> : <Skeleton rows={6} height={60} />}
              </>
            )}
          </div>
        </div>
      </div>
      {chosen ? (
        <ImportSheet
          chosen={chosen}
          onClose={() => setChosen(null)}
          onDone={(id) => {
            setChosen(null);
            setOne(id);
            announce(t('statements.imported'));
          }}
        />
      ) : null}
    </div>
  );
}
