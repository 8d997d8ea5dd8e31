import { useState } from 'react';
import { Button } from '@/components/buttons';
import { ErrorNote, Notice } from '@/components/feedback';
import { Select, TextField } from '@/components/fields';
import { Dialog, DialogActions } from '@/components/overlays';
import { Untrusted } from '@/components/Untrusted';
import { t, tMaybe } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { StatementMapping, StatementPreview, StatementTable } from '@/ipc/types';
import { Money } from '@/money/Money';

/** A choice that is none: what the file says is taken. */
const NONE = '';

type SheetProps = {
  chosen: StatementPreview;
  onClose: () => void;
  onDone: (statement: string) => void;
};

/** What would be read in; of a table also which column is what. */
export function ImportSheet({ chosen, onClose, onDone }: SheetProps) {
  const [preview, setPreview] = useState(chosen);
  const look = useAction((host, mapping: StatementMapping) => host.previewStatement(mapping), []);
  const take = useAction(
    (host, mapping: StatementMapping | null) => host.importStatement(mapping),
    ['activity'],
  );
  const { table } = preview;
  const change = async (part: Partial<StatementMapping>) => {
    if (!table) return;
    const next = await look.run({ ...table.mapping, ...part });
    if (next) setPreview(next);
  };
  const done = async () => {
    const id = await take.run(table ? table.mapping : null);
    if (id) onDone(id);
  };
  const ready = preview.lines.length > 0 && !look.busy && !take.busy;
  return (
    <Dialog title={t('statements.importTitle')} open onClose={onClose} width="wide">
      <div className="flex flex-col gap-4" data-testid="statement-sheet">
        <p className="text-t2">
          <Untrusted text={preview.name} limit={80} />
        </p>
        {preview.known ? <Notice tone="info" title={t('statements.knownFile')} /> : null}
        {table ? <Mapping table={table} onChange={(part) => void change(part)} /> : null}
        {table?.problem ? (
          <Notice tone="bad" title={t('statements.refused')}>
            {table.problem}
          </Notice>
        ) : null}
        {preview.lines.length > 0 ? <Lines preview={preview} /> : null}
        <ErrorNote error={look.error ?? take.error} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button
          look="primary"
          isDisabled={!ready}
          onPress={() => void done()}
          data-testid="statement-take"
        >
          {t('statements.take', { count: preview.count })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

type MappingProps = {
  table: StatementTable;
  onChange: (part: Partial<StatementMapping>) => void;
};

const COLUMNS = ['date', 'amount', 'debit', 'credit', 'currency', 'reference'] as const;

function Mapping({ table, onChange }: MappingProps) {
  const { mapping, columns, asks } = table;
  const [code, setCode] = useState(mapping.currencyCode ?? '');
  const named = columns.map((name) => ({ id: name, label: name }));
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-2 font-medium">{t('statements.columns')}</legend>
      {asks.length > 0 ? (
        <Notice tone="warn" title={t('statements.unclear')}>
          {asks.map((ask) => tMaybe(`statements.asks.${ask}`) ?? ask).join(' ')}
        </Notice>
      ) : table.remembered ? (
        <p className="text-13 text-t2">{t('statements.remembered')}</p>
      ) : null}
      <Samples table={table} />
      <div className="grid grid-cols-1 gap-3 medium:grid-cols-2">
        {COLUMNS.map((field) => (
          <Select
            key={field}
            label={t(`statements.fields.${field}`)}
            value={mapping[field] ?? NONE}
            onChange={(name) => onChange({ [field]: name || null })}
            choices={[{ id: NONE, label: t('statements.noColumn') }, ...named]}
          />
        ))}
        <Select
          label={t('statements.fields.description')}
          value={mapping.description[0] ?? NONE}
          onChange={(name) => onChange({ description: name ? [name] : [] })}
          choices={[{ id: NONE, label: t('statements.noColumn') }, ...named]}
        />
        <TextField
          label={t('statements.fields.currencyCode')}
          value={code}
          maxLength={5}
          onChange={(next) => {
            setCode(next);
            if (next.length === 3 || next === '') onChange({ currencyCode: next || null });
          }}
        />
        <Select
          label={t('statements.fields.dateOrder')}
          value={mapping.dateOrder ?? NONE}
          onChange={(order) => onChange({ dateOrder: order || null })}
          choices={choices('orders', ['ymd', 'dmy', 'mdy'])}
        />
        <Select
          label={t('statements.fields.decimal')}
          value={mapping.decimal ?? NONE}
          onChange={(mark) => onChange({ decimal: mark || null })}
          choices={choices('marks', ['point', 'comma'])}
        />
        <Select
          label={t('statements.fields.charges')}
          value={mapping.charges ?? NONE}
          onChange={(sign) => onChange({ charges: sign || null })}
          choices={choices('signs', ['negative', 'positive'])}
        />
      </div>
    </fieldset>
  );
}

function choices(group: 'orders' | 'marks' | 'signs', ids: string[]) {
  const named = ids.map((id) => ({ id, label: tMaybe(`statements.${group}.${id}`) ?? id }));
  return [{ id: NONE, label: t('statements.notSaid') }, ...named];
}

/** The first rows as they stand in the file. */
function Samples({ table }: { table: StatementTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keys
    <section className="scroll overflow-x-auto" aria-label={t('statements.samples')} tabIndex={0}>
      <table className="text-13">
        <thead>
          <tr>
            {table.columns.map((name) => (
              <th key={name} scope="col" className="pe-4 pb-1 text-start font-medium text-t2">
                <Untrusted text={name} limit={40} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.samples.slice(0, 3).map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
            <tr key={row}>
              {cells.map((cell, at) => (
                <td key={table.columns[at] ?? at} className="pe-4 whitespace-nowrap">
                  <Untrusted text={cell} limit={40} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The first lines as they would be read in. */
function Lines({ preview }: { preview: StatementPreview }) {
  return (
    <section aria-label={t('statements.preview')}>
      <h3 className="mb-1 font-medium">{t('statements.preview')}</h3>
      <ul className="text-13" data-testid="statement-lines">
        {preview.lines.map((line) => (
          <li
            key={line.id}
            className="flex items-baseline gap-3 border-b border-line py-1 last:border-0"
          >
            <time dateTime={line.booked} className="figures">
              {line.booked}
            </time>
            <span className="min-w-0 flex-1 truncate">
              <Untrusted text={line.descriptor} limit={60} />
            </span>
            <Money value={line.amount} code="always" sign={line.back ? '+' : ''} />
          </li>
        ))}
      </ul>
      {preview.leftOut > 0 ? (
        <p className="text-13 text-t3">{t('statements.leftOut', { count: preview.leftOut })}</p>
      ) : null}
    </section>
  );
}
