import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Line } from '@/components/purchase/lines';
import { t } from '@/i18n/t';
import type { ActivityRow, SmallPayments } from '@/ipc/types';
import { GridRow, HEADERS } from './GridRow';

type GridProps = {
  lines: Line<ActivityRow>[];
  /** How many rows there are in all, once that is known. */
  count: number | null;
  open: string | null;
  returnTo: string | null;
  singleKeys: boolean;
  /** A new search starts at the top. */
  resetKey: string;
  onOpen: (id: string) => void;
  onToggle: (small: SmallPayments) => void;
  onNearEnd: () => void;
};

const ROW = 44;
const CARD = 64;
const HEAD = 32;
/** Below this, columns would be cut and each entry has two lines instead. */
const COLUMNS_FROM = 580;

/** Any number of entries, of which only the visible ones exist in the document. */
export function Grid(props: GridProps) {
  const { lines, count, open, onOpen, onToggle } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const compact = useNarrow(scroller);
  const height = compact ? CARD : ROW;
  const [active, setActive] = useState(0);
  const focusWanted = useRef(false);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
    scrollPaddingStart: compact ? 0 : HEAD,
    // The focused row stays in the document while it is out of sight, or focus would be lost.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return indexes.includes(active) || active >= lines.length
        ? indexes
        : [active, ...indexes].sort((a, b) => a - b);
    },
  });
  const shown = virtual.getVirtualItems();
  useNearEnd(shown.at(-1)?.index ?? 0, lines.length, props.onNearEnd);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row height moves every row
  useLayoutEffect(() => virtual.measure(), [virtual, height]);
  useTop(props.resetKey, scroller, setActive);
  useReturn(props.returnTo, lines, (index) => move(index));

  const move = (index: number) => {
    const next = Math.min(Math.max(index, 0), lines.length - 1);
    setActive(next);
    focusWanted.current = true;
    virtual.scrollToIndex(next);
  };
  useEffect(() => {
    if (!focusWanted.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (!row) return;
    focusWanted.current = false;
    row.focus({ preventScroll: true });
  });

  const choose = (line: Line<ActivityRow>) =>
    line.kind === 'small' ? onToggle(line.small) : onOpen(line.row.id);
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 1);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = props.singleKeys ? event.key.toLowerCase() : '';
    if (event.key === 'ArrowDown' || letter === 'j') move(active + 1);
    else if (event.key === 'ArrowUp' || letter === 'k') move(active - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(lines.length - 1);
    else if (event.key === 'PageDown') move(active + page());
    else if (event.key === 'PageUp') move(active - page());
    else if (event.key === 'Enter' && !event.repeat) {
      const line = lines[active];
      if (line) choose(line);
    } else return;
    event.preventDefault();
  };

  return (
    <div ref={scroller} className="scroll grid-scroller min-h-0 flex-1" data-testid="grid-scroller">
      <div
        role="grid"
        data-list
        aria-label={t('activity.entries')}
        aria-rowcount={count === null ? -1 : count + 1}
        aria-colcount={HEADERS.length}
        aria-readonly
        onKeyDown={onKeyDown}
        style={{ height: virtual.getTotalSize() + (compact ? 0 : HEAD) }}
        className="relative"
      >
        <div role="row" aria-rowindex={1} className={compact ? 'sr-only' : 'grid-row grid-head'}>
          {HEADERS.map((header) => (
            <span key={header} role="columnheader" className={`cell-${header}`}>
              {t(`activity.column.${header}`)}
            </span>
          ))}
        </div>
        {shown.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <GridRow
              key={line.key}
              line={line}
              index={item.index}
              top={item.start + (compact ? 0 : HEAD)}
              height={height}
              compact={compact}
              active={item.index === active}
              open={line.kind === 'one' && line.row.id === open}
              onOpen={() => {
                setActive(item.index);
                choose(line);
              }}
              onFocus={() => setActive(item.index)}
            />
          );
        })}
      </div>
    </div>
  );
}

function useNarrow(scroller: React.RefObject<HTMLDivElement | null>): boolean {
  const [narrow, setNarrow] = useState(window.innerWidth < COLUMNS_FROM);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setNarrow(element.clientWidth < COLUMNS_FROM);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return narrow;
}

function useNearEnd(lastShown: number, loaded: number, onNearEnd: () => void) {
  const near = useRef(onNearEnd);
  near.current = onNearEnd;
  useEffect(() => {
    if (loaded > 0 && lastShown > loaded - 30) near.current();
  }, [lastShown, loaded]);
}

function useTop(
  key: string,
  scroller: React.RefObject<HTMLDivElement | null>,
  setActive: (index: number) => void,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new search goes to the top
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setActive(0);
  }, [key]);
}

/** Esc in the drawer brings the reader back to the row it belongs to. */
function useReturn(id: string | null, lines: Line<ActivityRow>[], move: (index: number) => void) {
  const known = useRef({ lines, move });
  known.current = { lines, move };
  const done = useRef<string | null>(null);
  useEffect(() => {
    if (id === null) done.current = null;
    if (id === null || done.current === id) return;
    done.current = id;
    const index = known.current.lines.findIndex(
      (line) => line.kind === 'one' && line.row.id === id,
    );
    if (index >= 0) known.current.move(index);
  }, [id]);
}
