import { Check } from 'lucide-react';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { navigate } from '@/components/router';
import { t } from '@/i18n/t';
import { ChangeSummary } from './ChangeSummary';
import type { Editor } from './useEditor';
import type { WhatIf as WhatIfState } from './useWhatIf';
import { WhatIf } from './WhatIf';

type EditorFootProps = {
  editor: Editor;
  creating: boolean;
  whatIf: WhatIfState;
  days: number;
  onDays: (days: number) => void;
  dragging: boolean;
};

/** What the edits would have done, what they are in words, and keeping them. */
export function EditorFoot({ editor, creating, whatIf, days, onDays, dragging }: EditorFootProps) {
  const { preview, changed, busy, error, asks } = editor;
  return (
    <footer className="editor-foot">
      <WhatIf state={whatIf} days={days} onDays={onDays} dragging={dragging} />
      {changed || creating ? (
        <>
          <ChangeSummary preview={preview.shown} creating={creating} />
          <ErrorNote error={asks === null ? error : null} />
          <div className="flex flex-wrap justify-end gap-2">
            <Button
              onPress={() => (creating ? navigate('budgets') : editor.reset())}
              data-testid="budget-discard"
            >
              {creating ? t('common.cancel') : t('budgets.discard')}
            </Button>
            <Button type="submit" look="primary" isDisabled={busy} data-testid="budget-save">
              {creating || preview.shown?.needsPresence
                ? t('budgets.saveConfirm')
                : t('budgets.save')}
            </Button>
          </div>
        </>
      ) : editor.undo ? (
        <p className="flex items-center gap-2 text-13" role="status" data-testid="budget-saved">
          <Check size={16} strokeWidth={2} aria-hidden className="text-ok" />
          <span className="flex-1">{t('budgets.savedNarrower')}</span>
          <Button size="small" onPress={editor.undo} data-testid="budget-undo">
            {t('budgets.takeBack')}
          </Button>
        </p>
      ) : null}
    </footer>
  );
}
