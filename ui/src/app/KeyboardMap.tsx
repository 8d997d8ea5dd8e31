import { isMac, modName } from '@/components/keys';
import { Dialog } from '@/components/overlays';
import { type Key, t } from '@/i18n/t';

const MAP: readonly [keys: string[], what: Key][] = [
  [[modName, isMac ? '⏎' : 'Enter'], 'keys.approve'],
  [[modName, isMac ? '⌫' : 'Backspace'], 'keys.reject'],
  [[modName, 'Z'], 'keys.undo'],
  [['↑', '↓'], 'keys.move'],
  [['J', 'K'], 'keys.moveLetters'],
  [['Enter'], 'keys.open'],
  [['Esc'], 'keys.close'],
  [[modName, 'K'], 'keys.palette'],
  [[modName, '1…5'], 'keys.screens'],
  [[modName, 'F'], 'keys.search'],
  [['/'], 'keys.search'],
  [['F6'], 'keys.region'],
  [[modName, 'E'], 'keys.export'],
  [[modName, 'Shift', 'P'], 'keys.pause'],
  [['?'], 'keys.map'],
];

export function KeyboardMap({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title={t('keys.title')} open={open} onClose={onClose}>
      <dl className="flex flex-col">
        {MAP.map(([keys, what]) => (
          <div
            key={keys.join()}
            className="flex items-center justify-between gap-4 border-b border-line py-1.5 last:border-0"
          >
            <dt className="text-t2">{t(what)}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <kbd key={key} className="key">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-13 text-t3">{t('keys.single')}</p>
    </Dialog>
  );
}
