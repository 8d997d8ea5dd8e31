import { useState } from 'react';
import { Button } from '@/components/buttons';
import { TextField } from '@/components/fields';
import { isChord, modName } from '@/components/keys';
import { t } from '@/i18n/t';
import type { Card } from '@/ipc/types';
import { normaliseTyped } from '@/money/money';
import type { Decision } from './useDecision';

/**
 * The optional note of a rejection, and what the owner would agree to, both for the agent. In it,
 * the approve chord sends the rejection.
 */
export function NoteForm({ card, decision }: { card: Card; decision: Decision }) {
  const [note, setNote] = useState('');
  const [most, setMost] = useState('');
  const [merchant, setMerchant] = useState('');
  const { currency, exponent } = card.amount;
  const send = () => {
    const maxAmount = most.trim() ? (normaliseTyped(most, exponent) ?? most.trim()) : null;
    const from = merchant.trim() || null;
    const offer = maxAmount || from ? { maxAmount, merchant: from } : null;
    decision.reject(null, note, offer);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.repeat) return;
    if (isChord(event, 'Enter')) {
      event.preventDefault();
      event.stopPropagation();
      send();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      decision.closeNote();
    }
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextField
        label={t('card.noteLabel')}
        hint={t('card.noteHint', { keys: `${modName} ⏎` })}
        value={note}
        onChange={setNote}
        multiline
        autoFocus
        maxLength={280}
        testId="card-note"
        onKeyDown={onKeyDown}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={t('card.offerMost', { currency })}
          value={most}
          onChange={setMost}
          placeholder={t('card.offerNone')}
          testId="card-offer-most"
          onKeyDown={onKeyDown}
        />
        <TextField
          label={t('card.offerMerchant')}
          value={merchant}
          onChange={setMerchant}
          placeholder={t('card.offerNone')}
          maxLength={120}
          testId="card-offer-merchant"
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="flex gap-2">
        <Button look="outline" onPress={decision.closeNote} wide>
          {t('common.cancel')}
        </Button>
        <Button
          look="primary"
          type="submit"
          isDisabled={decision.busy}
          data-testid="card-note-send"
          wide
        >
          {t('card.reject')}
        </Button>
      </div>
    </form>
  );
}
