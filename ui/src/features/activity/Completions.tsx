import { t } from '@/i18n/t';
import type { Completion } from '@/ipc/types';

type CompletionsProps = {
  id: string;
  found: readonly Completion[];
  active: number;
  onPick: (found: Completion) => void;
};

/** How the search could go on. The field keeps the focus; arrow keys move through the list. */
export function Completions({ id, found, active, onPick }: CompletionsProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('activity.completions')}
      className="popover absolute inset-x-0 top-full z-20 mt-1 max-h-80 overflow-auto p-1"
    >
      {found.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
        <div
          key={one.query}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          data-active={index === active || undefined}
          className="menu-item"
          // The field must not lose the focus before the click arrives.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(one)}
        >
          <bdi className="min-w-0 flex-1 truncate">{one.label}</bdi>
          {one.count === null ? null : (
            <span className="figures text-12 text-t3">{one.count.toLocaleString()}</span>
          )}
        </div>
      ))}
    </div>
  );
}
