import { Ellipsis } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Button as AriaButton, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { ActionMenu, Dialog, DialogActions } from '@/components/overlays';
import { BackLink } from '@/components/Panes';
import { PresenceDialog } from '@/components/PresenceDialog';
import { navigate } from '@/components/router';
import { t, Words } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { Budget, BudgetPreview } from '@/ipc/types';
import { ChangeSummary } from './ChangeSummary';
import { type Draft, documentOf, draftFrom, emptyDraft, isChanged } from './draft';
import { History } from './History';
import { LimitFields } from './LimitFields';
import { PeriodBars } from './PeriodBars';
import { ScopeFields } from './ScopeFields';
import { useLeaveGuard } from './useLeaveGuard';
import { usePreview } from './usePreview';

/** Makes or amends one budget. Every save is an entry of the record. */
export function BudgetEditor({ budget }: { budget: Budget | null }) {
  const original = useMemo(() => startingDraft(budget), [budget]);
  const [draft, setDraft] = useState<Draft>(original);
  const [part, setPart] = useState('limits');
  const [asks, setAsks] = useState<'presence' | 'end' | null>(null);
  const changed = isChanged(draft, original);
  const preview = usePreview(budget?.id ?? null, draft, changed);
  const leave = useLeaveGuard(changed);
  useEffect(() => setDraft(original), [original]);
  const update = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const save = useSave(budget, draft, () => {
    setAsks(null);
    leave.release();
  });
  const submit = async () => {
    const answer = await preview.ask();
    if (answer.problem) {
      announce(`${answer.problem.message} ${answer.problem.hint}`, 'assertive');
    } else if (answer.needsPresence) {
      setAsks('presence');
    } else {
      save.run(null);
    }
  };
  const ended = budget?.status === 'revoked';

  return (
    <form
      className="flex min-h-0 flex-1 flex-col"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <header className="flex shrink-0 items-center gap-3 px-4 pt-4 pb-1 medium:px-6">
        <BackLink to="budgets" label={t('nav.budgets')} />
        <h2 className="min-w-0 flex-1 truncate text-20" data-region-focus tabIndex={-1}>
          {budget ? <bdi>{budget.name}</bdi> : t('budgets.create')}
        </h2>
        {budget ? (
          <span className="pill bg-s2 text-t2">{t(`budgets.status.${budget.status}`)}</span>
        ) : null}
        {budget && !ended ? (
          <ActionMenu
            label={t('budgets.more')}
            entries={[{ id: 'end', label: t('budgets.end'), onAction: () => setAsks('end') }]}
          >
            <AriaButton
              aria-label={t('budgets.more')}
              className="button size-8 border-transparent p-0 text-t2 data-[hovered]:bg-s3"
            >
              <Ellipsis size={18} aria-hidden />
            </AriaButton>
          </ActionMenu>
        ) : null}
      </header>
      {budget ? (
        <Tabs
          selectedKey={part}
          onSelectionChange={(key) => setPart(String(key))}
          className="flex min-h-0 flex-1 flex-col"
        >
          <TabList
            aria-label={t('budgets.parts')}
            className="flex shrink-0 gap-5 border-b border-line px-4 medium:px-6"
          >
            <Tab id="limits" className="tab">
              {t('budgets.limits')}
            </Tab>
            <Tab id="history" className="tab" data-testid="budget-history">
              {t('budgets.history')}
            </Tab>
          </TabList>
          <TabPanel id="limits" className="editor-body scroll">
            <PeriodBars budget={budget} />
            <Fields draft={draft} budget={budget} preview={preview.shown} onChange={update} />
          </TabPanel>
          <TabPanel id="history" className="editor-body scroll">
            <History
              budget={budget}
              onRestore={(document) => {
                setDraft({ ...draftFrom(document), base: original.base });
                setPart('limits');
              }}
            />
          </TabPanel>
        </Tabs>
      ) : (
        <div className="editor-body scroll border-t border-line">
          <Fields draft={draft} budget={null} preview={preview.shown} onChange={update} />
        </div>
      )}
      {(changed || budget === null) && !ended ? (
        <footer className="editor-foot">
          <ChangeSummary preview={preview.shown} creating={budget === null} />
          <ErrorNote error={asks === 'presence' ? null : save.error} />
          <div className="flex justify-end gap-2">
            <Button onPress={() => (budget ? setDraft(original) : navigate('budgets'))}>
              {budget ? t('budgets.discard') : t('common.cancel')}
            </Button>
            <Button type="submit" look="primary" isDisabled={save.busy} data-testid="budget-save">
              {preview.shown?.needsPresence ? t('budgets.saveConfirm') : t('budgets.save')}
            </Button>
          </div>
        </footer>
      ) : null}
      <PresenceDialog
        title={budget ? t('budgets.confirmTitle') : t('budgets.confirmNew')}
        confirm={t('budgets.save')}
        open={asks === 'presence'}
        busy={save.busy}
        error={save.error}
        onClose={() => {
          setAsks(null);
          save.clear();
        }}
        onConfirm={save.run}
      >
        {t('budgets.confirmWhy')}
      </PresenceDialog>
      {budget ? (
        <EndDialog budget={budget} open={asks === 'end'} onClose={() => setAsks(null)} />
      ) : null}
      <Dialog
        title={t('budgets.discardTitle')}
        open={leave.asked}
        onClose={leave.stay}
        role="alertdialog"
      >
        <p className="text-t2">{t('budgets.discardWhy')}</p>
        <DialogActions>
          <Button onPress={leave.stay}>{t('budgets.keepEditing')}</Button>
          <Button look="primary" onPress={leave.go}>
            {t('budgets.discard')}
          </Button>
        </DialogActions>
      </Dialog>
    </form>
  );
}

function startingDraft(budget: Budget | null): Draft {
  if (budget) return draftFrom(budget.document);
  return emptyDraft(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
}

type FieldsProps = {
  draft: Draft;
  budget: Budget | null;
  preview: BudgetPreview | null;
  onChange: (change: Partial<Draft>) => void;
};

function Fields({ draft, budget, preview, onChange }: FieldsProps) {
  const errorOf = (field: string) => {
    const problem = preview?.problem;
    return problem?.field.startsWith(field) ? `${problem.message} ${problem.hint}` : null;
  };
  return (
    <div className="flex flex-col gap-6">
      <LimitFields draft={draft} creating={budget === null} errorOf={errorOf} onChange={onChange} />
      <ScopeFields draft={draft} errorOf={errorOf} onChange={onChange} />
    </div>
  );
}

function useSave(budget: Budget | null, draft: Draft, onSaved: () => void) {
  const action = useAction(
    (host, passphrase: string | null) =>
      host.saveBudget({ id: budget?.id ?? null, document: documentOf(draft), passphrase }),
    ['budgets', 'inbox', 'activity'],
  );
  const run = (passphrase: string | null) => {
    void action.run(passphrase).then((saved) => {
      if (!saved) return;
      announce(t('budgets.saved', { name: saved.name }));
      onSaved();
      if (!budget) navigate(`budgets/${saved.id}`, 'replace');
    });
  };
  return { run, busy: action.busy, error: action.error, clear: action.clear };
}

/** Ending a budget only narrows what agents may do, so it needs no passphrase. */
function EndDialog({
  budget,
  open,
  onClose,
}: {
  budget: Budget;
  open: boolean;
  onClose: () => void;
}) {
  const end = useAction(
    (host, id: string) => host.revokeBudget(id).then(() => true),
    ['budgets', 'inbox'],
  );
  const run = async () => {
    if (await end.run(budget.id)) {
      onClose();
      navigate('budgets');
    }
  };
  return (
    <Dialog title={t('budgets.endTitle')} open={open} onClose={onClose} role="alertdialog">
      <p className="text-t2">
        <Words k="budgets.endWhy" values={{ name: <bdi>{budget.name}</bdi> }} />
      </p>
      <ErrorNote error={end.error} />
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button look="primary" isDisabled={end.busy} onPress={() => void run()}>
          {t('budgets.end')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
