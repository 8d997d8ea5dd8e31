import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { navigate } from '@/components/router';
import { t } from '@/i18n/t';

/** One thing of a plot that can be pointed at, read and opened. */
export type Point = {
  /** Where its words stand, in pixels of the plot. */
  x: number;
  y: number;
  /** What it says, on focus and under the pointer alike. */
  words: string;
  /** The days it stands for, where a range of points can be chosen. */
  days?: readonly [first: string, last: string];
  /** The search that finds what it stands for; nothing to open without it. */
  query: string | null;
};

type PlotProps = {
  label: string;
  height: number;
  /** The points, once the width is known. */
  draw: (width: number) => { points: Point[]; picture: (active: Active) => ReactNode };
  /** The point under the pointer; the nearest one where nothing better is known. */
  at?: (points: Point[], x: number, y: number) => number;
  /** How many points a row has, where up and down move by rows. */
  columns?: number;
  /** The search for a range, from the days of its first and last point. */
  range?: (first: string, last: string) => string;
  testId: string;
};

export type Active = { point: number | null; from: number; to: number };

/**
 * A drawing with one tab stop. Arrows, Home and End move between its points, Enter opens their
 * entries, Esc leaves. With a range, Shift or dragging takes several at once.
 */
export function Plot(props: PlotProps) {
  const { label, height, draw, columns, range, testId } = props;
  const [box, width] = useWidth();
  const id = useId();
  const [active, setActive] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const dragged = useRef(false);
  const { points, picture } = draw(width);
  const point = active === null ? null : Math.min(active, points.length - 1);
  const other = anchor ?? point ?? -1;
  const chosen = { point, from: Math.min(other, point ?? -1), to: Math.max(other, point ?? -1) };
  const shown = point === null ? undefined : points[point];

  const open = (from: number, to: number) => {
    const query = queryOf(points, from, to, range);
    if (query !== null) navigate(`activity?${new URLSearchParams({ q: query })}`);
  };
  const leave = () => {
    setActive(null);
    setAnchor(null);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Enter' && point !== null) {
      event.preventDefault();
      open(chosen.from, chosen.to);
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      leave();
      event.currentTarget.closest('figure')?.querySelector('button')?.focus();
      return;
    }
    const next = moved(event.key, point ?? -1, points.length, columns);
    if (next === null) return;
    event.preventDefault();
    if (!range || !event.shiftKey) setAnchor(null);
    else if (anchor === null) setAnchor(point ?? next);
    setActive(next);
  };
  const under = (event: React.PointerEvent | React.MouseEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return (props.at ?? nearest)(points, event.clientX - left, event.clientY - top);
  };
  return (
    <div ref={box} className="plot" style={{ height }} data-testid={testId}>
      <div
        role="listbox"
        tabIndex={0}
        aria-label={label}
        {...(point === null ? {} : { 'aria-activedescendant': `${id}-${point}` })}
        className="plot-stop"
        onKeyDown={onKeyDown}
        onFocus={() => setActive((known) => known ?? firstFull(points))}
        onBlur={leave}
        onPointerMove={(event) => {
          if (event.buttons === 1 && anchor !== null) dragged.current = true;
          setActive(under(event));
        }}
        onPointerDown={(event) => {
          dragged.current = false;
          if (range && event.button === 0) setAnchor(under(event));
        }}
        onPointerLeave={(event) => {
          if (document.activeElement !== event.currentTarget) leave();
        }}
        onClick={(event) => {
          const at = under(event);
          const from = dragged.current && anchor !== null ? anchor : at;
          open(Math.min(from, at), Math.max(from, at));
          setAnchor(null);
        }}
      >
        {width > 0 ? picture(chosen) : null}
        {points.map((one, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: points stand in the order of the plot
            key={at}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at >= chosen.from && at <= chosen.to && point !== null}
            className="sr-only"
          >
            {one.words}
          </span>
        ))}
      </div>
      {shown ? (
        <Tip x={shown.x} y={shown.y} width={width}>
          {chosen.from === chosen.to
            ? shown.words
            : t('charts.range', {
                first: points[chosen.from]?.words ?? '',
                last: points[chosen.to]?.words ?? '',
              })}
        </Tip>
      ) : null}
    </div>
  );
}

type TipProps = { x: number; y: number; width: number; children: ReactNode };

function Tip({ x, y, width, children }: TipProps) {
  const side = x < width * 0.3 ? 'start' : x > width * 0.7 ? 'end' : 'middle';
  return (
    <div aria-hidden className={`plot-tip plot-tip-${side}`} style={{ left: x, top: y }}>
      {children}
    </div>
  );
}

function queryOf(
  points: Point[],
  from: number,
  to: number,
  range: PlotProps['range'],
): string | null {
  const first = points[from];
  const last = points[to];
  if (!first || !last) return null;
  if (from === to || !range || !first.days || !last.days) return last.query;
  return range(first.days[0], last.days[1]);
}

/** Where a key leads; null for every other key. */
export function moved(
  key: string,
  at: number,
  count: number,
  columns: number | undefined,
): number | null {
  const within = (next: number) => Math.max(0, Math.min(count - 1, next));
  const row = columns ?? 1;
  switch (key) {
    case 'ArrowRight':
      return within(at + 1);
    case 'ArrowLeft':
      return within(at - 1);
    case 'ArrowDown':
      return at + row < count ? Math.max(0, at + row) : within(at);
    case 'ArrowUp':
      return at - row >= 0 ? at - row : within(at);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

function firstFull(points: Point[]): number | null {
  if (points.length === 0) return null;
  return Math.max(
    0,
    points.findIndex((point) => point.query !== null),
  );
}

function nearest(points: Point[], x: number, y: number): number {
  let best = 0;
  let closest = Number.POSITIVE_INFINITY;
  points.forEach((point, at) => {
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance < closest) [best, closest] = [at, distance];
  });
  return best;
}

/** The point whose column the pointer is in, however high it is. */
export function byColumn(points: Point[], x: number): number {
  return nearest(
    points.map((point) => ({ ...point, y: 0 })),
    x,
    0,
  );
}

/** The point whose row the pointer is in. */
export function byRow(points: Point[], _x: number, y: number): number {
  return nearest(
    points.map((point) => ({ ...point, x: 0 })),
    0,
    y,
  );
}

function useWidth(): [React.RefCallback<HTMLDivElement>, number] {
  const [width, setWidth] = useState(0);
  const watch = useRef<ResizeObserver | null>(null);
  useEffect(() => () => watch.current?.disconnect(), []);
  const ref = useCallback((element: HTMLDivElement | null) => {
    watch.current?.disconnect();
    if (!element) return;
    setWidth(element.clientWidth);
    watch.current = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.current.observe(element);
  }, []);
  return [ref, width];
}
