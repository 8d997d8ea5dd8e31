import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '@/i18n/t';
import { useLayout } from './layout';
import { href } from './router';

type PanesProps = {
  list: ReactNode;
  /** Null: nothing is open. */
  detail: ReactNode | null;
  /** Said in the detail pane of the wide layout when nothing is open; without it the list takes the room. */
  empty?: ReactNode;
  detailLabel: string;
  /** In the wide layout one of the two has a width of its own and the other the rest. */
  widths: { list: string } | { detail: string };
  onClose: () => void;
};

/** A list and one of its things: side by side, in a drawer over it, or in its place. */
export function Panes({ list, detail, empty, detailLabel, widths, onClose }: PanesProps) {
  const layout = useLayout();
  const drawer = useRef<HTMLElement>(null);
  const open = detail !== null;
  useEscape(open, onClose);
  if (layout === 'compact') {
    return open ? (
      <section aria-label={detailLabel} data-region className="pane bg-surface">
        {detail}
      </section>
    ) : (
      <div data-region className="pane">
        {list}
      </div>
    );
  }
  if (layout === 'medium') {
    return (
      <>
        <div data-region className="pane">
          {list}
        </div>
        {open ? (
          <>
            <button
              type="button"
              tabIndex={-1}
              aria-hidden
              onClick={onClose}
              className="absolute inset-0 z-10 bg-scrim"
            />
            <section ref={drawer} aria-label={detailLabel} data-region className="drawer">
              {detail}
            </section>
          </>
        ) : null}
      </>
    );
  }
  const fixed = (width: string) => ({ width, flex: 'none' });
  const right = detail ?? empty ?? null;
  return (
    <div className="flex min-h-0 flex-1">
      <div data-region className="pane" style={'list' in widths ? fixed(widths.list) : {}}>
        {list}
      </div>
      {right ? (
        <section
          aria-label={detailLabel}
          data-region
          className="pane border-s border-line bg-surface"
          style={'detail' in widths ? fixed(widths.detail) : {}}
        >
          {right}
        </section>
      ) : null}
    </div>
  );
}

/** Esc closes the top layer only, so an open menu or dialog has it first. */
function useEscape(open: boolean, onClose: () => void) {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]'))
        return;
      close.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open]);
}

/** The way back to the list, where the detail fills the window. */
export function BackLink({ to, label }: { to: string; label: string }) {
  const layout = useLayout();
  if (layout === 'wide') return null;
  return (
    <a
      href={href(to)}
      aria-label={t('common.backTo', { name: label })}
      className="-ms-2 flex size-8 shrink-0 items-center justify-center rounded-8 text-t2 hover:bg-s3"
    >
      <ArrowLeft size={18} strokeWidth={1.75} aria-hidden />
    </a>
  );
}
