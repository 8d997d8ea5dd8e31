import { memo, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Button } from '@/components/buttons';
import { TextField } from '@/components/fields';
import { Dialog, DialogActions } from '@/components/overlays';
import { PresenceDialog } from '@/components/PresenceDialog';
import { t } from '@/i18n/t';
import type { Budget } from '@/ipc/types';
import { AgentShares } from './AgentShares';
import { ApprovalFields, AskFields } from './AskFields';
import { type Draft, documentOf } from './draft';
import { EditorFoot } from './EditorFoot';
import { EditorHeader } from './EditorHeader';
import { FetchFields } from './FetchFields';
import { History } from './History';
import type { FieldsProps } from './moneyFields';
import { PeriodBars } from './PeriodBars';
import { PeriodFields } from './PeriodFields';
import { PurchaseLimits } from './PurchaseLimits';
import { RateFields, ScopeFields, TimeFields } from './ScopeFields';
import { useEditor } from './useEditor';
import { useLeaveGuard } from './useLeaveGuard';
import { usePrices, useWhatIf } from './useWhatIf';

type BudgetEditorProps = {
  budget: Budget | null;
  empty: Draft;
  /** A document to look at before it is kept. */
  proposal?: string | null;
};

/** Makes or amends one budget. Every save is an entry of the record. */
export function BudgetEditor({ budget, empty, proposal = null }: BudgetEditorProps) {
  const released = useRef(() => {});
  const editor = useEditor({ budget, empty, proposal }, () => released.current());
  const { draft, changed } = editor;
  const [part, setPart] = useState('limits');
  const [days, setDays] = useState(90);
  const [dragging, setDragging] = useState(false);
  const leave = useLeaveGuard(changed);
  released.current = leave.release;
  const document = documentOf(draft);
  const subject = useMemo(
    () => ({ id: budget?.id ?? null, version: budget?.version ?? 0 }),
    [budget?.id, budget?.version],
  );
  const whatIf = useWhatIf(subject, useDeferredValue(document), days);
  const prices = usePrices(subject.id, documentOf(editor.original), days);
  const problem = editor.preview.shown?.problem ?? null;
  const errorOf = useCallback(
    (field: string) =>
      problem?.field.startsWith(field) ? `${problem.message} ${problem.hint}` : null,
    [problem],
  );
  const ended = budget?.status === 'revoked';
  const fields = (
    <div className="flex flex-col gap-7">
      {budget ? null : <Naming draft={draft} creating errorOf={errorOf} onChange={editor.update} />}
      {draft.overall ? <p className="text-13 text-t2">{t('overall.meaning')}</p> : null}
      <PurchaseLimits
        draft={draft}
        errorOf={errorOf}
        onChange={editor.update}
        prices={prices}
        tally={whatIf.current ? (whatIf.result?.after ?? null) : null}
        onDragging={setDragging}
        savedName={draft.overall ? null : (budget?.name ?? null)}
      />
      <CalmFields draft={useCalm(draft)} errorOf={errorOf} onChange={editor.update} />
      {budget ? (
        <Naming draft={draft} creating={false} errorOf={errorOf} onChange={editor.update} />
      ) : null}
    </div>
  );

  return (
    <form
      className="flex min-h-0 flex-1 flex-col"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void editor.submit();
      }}
    >
      <EditorHeader budget={budget} draft={draft} editor={editor} />
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
            {fields}
            <AgentShares id={budget.id} />
          </TabPanel>
          <TabPanel id="history" className="editor-body scroll">
            <History
              budget={budget}
              onRestore={(restored) => {
                editor.restore(restored);
                setPart('limits');
              }}
            />
          </TabPanel>
        </Tabs>
      ) : (
        <div className="editor-body scroll border-t border-line">{fields}</div>
      )}
      {ended || part !== 'limits' ? null : (
        <EditorFoot
          editor={editor}
          creating={budget === null}
          whatIf={whatIf}
          days={days}
          onDays={setDays}
          dragging={dragging}
        />
      )}
      <PresenceDialog
        title={budget ? t('budgets.confirmTitle') : t('budgets.confirmNew')}
        confirm={t('budgets.save')}
        open={editor.asks !== null}
        busy={editor.busy}
        error={editor.error}
        onClose={editor.cancel}
        onConfirm={editor.confirm}
      >
        {t('budgets.confirmWhy')}
      </PresenceDialog>
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

function Naming({ draft, creating, errorOf, onChange }: FieldsProps & { creating: boolean }) {
  return (
    <div className="flex gap-3">
      <div className="flex-1">
        <TextField
          label={t('budgets.name')}
          value={draft.name}
          onChange={(name) => onChange({ name })}
          error={errorOf('name')}
          testId="field-name"
          maxLength={60}
          autoFocus={creating}
        />
      </div>
      {creating ? (
        <div className="w-24">
          <TextField
            label={t('budgets.currency')}
            value={draft.currency}
            onChange={(currency) => onChange({ currency: currency.toUpperCase() })}
            error={errorOf('currency')}
            testId="field-currency"
            maxLength={5}
          />
        </div>
      ) : null}
    </div>
  );
}

/** Everything but the zone bar; it is not drawn again while a handle moves. */
const CalmFields = memo(function CalmFields(props: FieldsProps) {
  if (props.draft.overall) {
    return (
      <>
        <PeriodFields {...props} />
        <div className="flex flex-col">
          <TimeFields {...props} />
        </div>
      </>
    );
  }
  return (
    <>
      <PeriodFields {...props} />
      <AskFields {...props} />
      <div className="flex flex-col">
        <ApprovalFields {...props} />
        <ScopeFields {...props} />
        <FetchFields {...props} />
        <TimeFields {...props} />
        <RateFields {...props} />
      </div>
    </>
  );
});

/** The draft, the same object as long as nothing but the two handles differs. */
function useCalm(draft: Draft): Draft {
  const calm = useRef(draft);
  const same = (Object.keys(draft) as (keyof Draft)[]).every(
    (key) => key === 'autoUpTo' || key === 'denyAbove' || draft[key] === calm.current[key],
  );
  if (!same) calm.current = draft;
  return calm.current;
}
