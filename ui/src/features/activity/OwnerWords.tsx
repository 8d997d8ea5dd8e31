import { Eraser, NotebookPen } from 'lucide-react';
import { useRef, useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { Chip } from '@/components/Chip';
import { ErrorNote } from '@/components/feedback';
import { TextField } from '@/components/fields';
import { isChord, modName } from '@/components/keys';
import { PresenceDialog } from '@/components/PresenceDialog';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { Detail, Said } from '@/ipc/types';
import { tagsIn } from './tags';

/** As many characters as the core takes. */
const LONGEST_NOTE = 1000;
const LONGEST_TAG = 32;

/** What the owner says about a purchase: one note that shows, and tags. Agents never see either. */
export function OwnerWords({ detail }: { detail: Detail }) {
  const { id } = detail.row;
  const bare = detail.note === null && detail.tags.length === 0;
  return (
    <section
      aria-labelledby="owner-words"
      className="panel flex flex-col gap-3 p-3"
      data-testid="owner-words"
    >
      <h3 id="owner-words" className="font-medium">
        {t('activity.words.title')}
      </h3>
      {bare ? <p className="text-13 text-t2">{t('activity.words.empty')}</p> : null}
      <Tags id={id} tags={detail.tags} />
      <Note id={id} note={detail.note} />
    </section>
  );
}

function Tags({ id, tags }: { id: string; tags: Said[] }) {
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const action = useAction(
    (host, change: { add: string[]; remove: string[] }) => host.tagPurchase({ id, ...change }),
    ['activity'],
  );
  const add = async () => {
    const wanted = tagsIn(typed);
    if (wanted.length === 0) return;
    if (!(await action.run({ add: wanted, remove: [] }))) return;
    setTyped('');
    announce(t('activity.words.tagged', { tags: wanted.join(', ') }));
  };
  const remove = async (tag: string) => {
    if (!(await action.run({ add: [], remove: [tag] }))) return;
    announce(t('activity.words.untagged', { tag }));
    field.current?.focus();
  };
  return (
    <div className="flex flex-col gap-2">
      {tags.length > 0 ? (
        <ul aria-label={t('activity.words.tags')} className="flex flex-wrap gap-1.5">
          {tags.map(({ seq, text }) => (
            <Chip
              key={seq}
              text={text}
              remove={t('activity.words.removeTag', { tag: text })}
              onRemove={() => void remove(text)}
              testId="tag-remove"
            />
          ))}
        </ul>
      ) : null}
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <div className="min-w-0 flex-1">
          <TextField
            label={t('activity.words.addTag')}
            value={typed}
            onChange={setTyped}
            placeholder={t('activity.words.tagExample')}
            inputRef={field}
            maxLength={LONGEST_TAG * 4}
            testId="tag-field"
          />
        </div>
        <Button
          type="submit"
          isDisabled={action.busy || tagsIn(typed).length === 0}
          data-testid="tag-add"
        >
          {t('activity.words.add')}
        </Button>
      </form>
      <ErrorNote error={action.error} />
    </div>
  );
}

function Note({ id, note }: { id: string; note: Said | null }) {
  const [draft, setDraft] = useState<string | null>(null);
  const opener = useRef<HTMLDivElement>(null);
  const action = useAction((host, text: string) => host.notePurchase({ id, text }), ['activity']);
  const close = () => {
    action.clear();
    setDraft(null);
    // The button is there again only after this.
    requestAnimationFrame(() => opener.current?.querySelector('button')?.focus());
  };
  const save = async () => {
    if (draft === null || draft.trim() === '') return;
    if (!(await action.run(draft))) return;
    announce(t('activity.words.noted'));
    close();
  };
  if (draft !== null) {
    return (
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={t('activity.words.note')}
          hint={t('activity.words.noteHint', {
            count: draft.length,
            most: LONGEST_NOTE,
            keys: `${modName} ⏎`,
          })}
          value={draft}
          onChange={setDraft}
          multiline
          autoFocus
          maxLength={LONGEST_NOTE}
          testId="note-field"
          onKeyDown={(event) => {
            if (isChord(event, 'Enter')) {
              event.preventDefault();
              void save();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              close();
            }
          }}
        />
        <ErrorNote error={action.error} />
        <div className="flex gap-2">
          <Button look="outline" onPress={close} wide>
            {t('common.cancel')}
          </Button>
          <Button
            look="primary"
            type="submit"
            isDisabled={action.busy || draft.trim() === ''}
            data-testid="note-save"
            wide
          >
            {t('activity.words.save')}
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div ref={opener} className="flex flex-col items-start gap-1">
      {note ? <Quoted text={note.text} /> : null}
      <div className="flex flex-wrap gap-1">
        <Button
          size="small"
          icon={NotebookPen}
          onPress={() => setDraft(note?.text ?? '')}
          data-testid="note-open"
        >
          {t(note ? 'activity.words.changeNote' : 'activity.words.addNote')}
        </Button>
        {note ? <EraseText id={id} seq={note.seq} text={note.text} /> : null}
      </div>
    </div>
  );
}

/** What the owner said, with its lines. */
export function Quoted({ text }: { text: string }) {
  return (
    <bdi className="whitespace-pre-wrap [overflow-wrap:anywhere]" data-testid="said">
      {text}
    </bdi>
  );
}

/** Takes a text out of the record for good, which is why it asks for the passphrase. */
export function EraseText({ id, seq, text }: { id: string; seq: number; text: string }) {
  const [open, setOpen] = useState(false);
  const action = useAction(
    (host, passphrase: string) => host.eraseWords({ id, seq, passphrase }),
    ['activity'],
  );
  const close = () => {
    action.clear();
    setOpen(false);
  };
  const erase = async (passphrase: string) => {
    if (!(await action.run(passphrase))) return;
    announce(t('activity.words.erasedNow'));
    setOpen(false);
  };
  return (
    <>
      <Button
        look="quiet"
        size="small"
        icon={Eraser}
        onPress={() => setOpen(true)}
        data-testid="erase-open"
      >
        {t('activity.words.erase')}
      </Button>
      <PresenceDialog
        title={t('activity.words.eraseTitle')}
        confirm={t('activity.words.erase')}
        look="danger"
        open={open}
        busy={action.busy}
        error={action.error}
        onClose={close}
        onConfirm={(passphrase) => void erase(passphrase)}
      >
        <div className="flex flex-col gap-2">
          <blockquote className="border-s-2 border-line ps-3 text-t1">
            <Quoted text={text} />
          </blockquote>
          <p>{t('activity.words.eraseWhy')}</p>
        </div>
      </PresenceDialog>
    </>
  );
}
