import type { ReactNode } from 'react';

type ScreenHeaderProps = { title: string; children?: ReactNode; actions?: ReactNode };

/** The name of a screen, one line about it, and what can be done there. */
export function ScreenHeader({ title, children, actions }: ScreenHeaderProps) {
  return (
    <header className="flex shrink-0 items-start gap-3 px-4 pt-4 pb-2 medium:px-5">
      <div className="min-w-0 flex-1">
        <h1 className="text-20">{title}</h1>
        {children ? <div className="text-13 text-t2">{children}</div> : null}
      </div>
      {actions ? <div className="flex shrink-0 items-center gap-1">{actions}</div> : null}
    </header>
  );
}
