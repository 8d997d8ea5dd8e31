import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';

type FoldProps = {
  title: string;
  /** What is set inside, in a few words, while it is closed. */
  summary: ReactNode;
  children: ReactNode;
  /** Opens it from outside, as when something inside is wrong. */
  opened?: boolean;
  testId?: string;
};

/** A part of the editor that is seldom changed: one line until it is opened. */
export function Fold({ title, summary, children, opened = false, testId }: FoldProps) {
  const [open, setOpen] = useState(opened);
  const id = useId();
  useEffect(() => {
    if (opened) setOpen(true);
  }, [opened]);
  return (
    <section aria-labelledby={`${id}-title`} className="fold">
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? `${id}-panel` : undefined}
          onClick={() => setOpen(!open)}
          className="fold-button"
          data-testid={testId}
        >
          <ChevronRight size={16} strokeWidth={2} aria-hidden className="fold-mark" />
          <span id={`${id}-title`} className="shrink-0 font-medium">
            {title}
          </span>
          {open ? null : <span className="fold-summary">{summary}</span>}
        </button>
      </h3>
      {open ? (
        <div id={`${id}-panel`} className="fold-panel">
          {children}
        </div>
      ) : null}
    </section>
  );
}
