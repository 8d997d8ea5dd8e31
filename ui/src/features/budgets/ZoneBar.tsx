import { useRef, useState } from 'react';
import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import type { Tally } from '@/ipc/types';
import { fromMinor, moneyText } from '@/money/money';
import { FULL, fromPosition, type Scale, toPosition, top } from './scale';
import { ZoneTicks } from './ZoneTicks';
import { type Handle, keyTarget, nearer, withHandle, type Zones } from './zoneKeys';

type ZoneBarProps = {
  scale: Scale;
  currency: string;
  exponent: number;
  auto: bigint;
  /** Null: nothing is denied for its amount alone. */
  deny: bigint | null;
  /** What these limits would have done, once it is known. */
  tally: Tally | null;
  onChange: (handle: Handle, amount: bigint) => void;
  onDragging: (dragging: boolean) => void;
  /** Drawn above the bar, on the same scale. */
  children: React.ReactNode;
};

/**
 * Auto, Ask and Deny as stretches of one bar with a handle between each two.
 * Two sliders of their own rather than a library's: the scale is not linear,
 * the keys step in money, and no amount may pass through a floating-point value.
 */
export function ZoneBar(props: ZoneBarProps) {
  const { scale, currency, exponent, auto, deny, onChange, onDragging } = props;
  const track = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState<{ handle: Handle; from: bigint | null } | null>(null);
  const zones: Zones = { auto, deny: deny ?? top(scale) };
  const autoAt = toPosition(scale, zones.auto);
  const denyAt = deny === null ? FULL : toPosition(scale, zones.deny);
  const say = (amount: bigint) =>
    moneyText({ amount: fromMinor(amount, exponent), currency, exponent }, locale());
  const move = (handle: Handle, amount: bigint) => {
    const next = withHandle(zones, handle, amount, scale)[handle];
    if (next !== zones[handle] || (handle === 'deny' && deny === null)) onChange(handle, next);
  };
  const hold = (next: { handle: Handle; from: bigint | null } | null) => {
    setDragging(next);
    onDragging(next !== null);
  };
  const positionOf = (event: React.PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    return box && box.width > 0 ? ((event.clientX - box.left) / box.width) * FULL : 0;
  };
  const onPointerDown = (event: React.PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const position = positionOf(event);
    const handle = nearer(autoAt, denyAt, position);
    event.currentTarget.setPointerCapture(event.pointerId);
    track.current?.querySelector<HTMLElement>(`[data-handle=${handle}]`)?.focus();
    hold({ handle, from: handle === 'auto' ? auto : deny });
    move(handle, fromPosition(scale, position));
  };
  const onPointerMove = (event: React.PointerEvent) => {
    if (dragging) move(dragging.handle, fromPosition(scale, positionOf(event)));
  };
  const onKeyDown = (handle: Handle) => (event: React.KeyboardEvent) => {
    if (event.key === 'Escape' && dragging) {
      event.preventDefault();
      event.stopPropagation();
      onChange(dragging.handle, dragging.from ?? top(scale));
      hold(null);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = keyTarget(scale, zones, handle, event.key, event.shiftKey);
    if (target === null) return;
    event.preventDefault();
    move(handle, target);
  };
  const words = (handle: Handle) =>
    handle === 'deny' && deny === null ? t('zone.noLimit') : say(zones[handle]);
  const handles: [Handle, number, bigint, bigint][] = [
    ['auto', autoAt, 0n, zones.deny],
    ['deny', denyAt, zones.auto, top(scale)],
  ];

  return (
    <div role="group" dir="ltr" aria-label={t('zone.group', { currency })} className="zones">
      {props.children}
      <div
        ref={track}
        className="zonebar"
        data-testid="zonebar"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => hold(null)}
        onPointerCancel={() => hold(null)}
      >
        <Zone kind="auto" from={0} to={autoAt} />
        <Zone kind="ask" from={autoAt} to={denyAt} />
        <Zone kind="deny" from={denyAt} to={FULL} />
        {handles.map(([handle, at, low, high]) => (
          <div
            key={handle}
            role="slider"
            tabIndex={0}
            data-handle={handle}
            data-testid={`zone-${handle}`}
            aria-label={t(`zone.${handle}Handle`)}
            aria-valuemin={ariaNumber(low, exponent)}
            aria-valuemax={ariaNumber(high, exponent)}
            aria-valuenow={ariaNumber(zones[handle], exponent)}
            aria-valuetext={withCount(words(handle), handle, props.tally)}
            onKeyDown={onKeyDown(handle)}
            className="zone-handle"
            data-dragging={dragging?.handle === handle || undefined}
            style={{ insetInlineStart: `${at / 100}%` }}
          >
            <span className="zone-thumb" aria-hidden />
            <span
              className="zone-bubble figures"
              style={{ translate: `${-at / 100}% 0` }}
              aria-hidden
            >
              {words(handle)}
            </span>
          </div>
        ))}
      </div>
      <ZoneTicks
        scale={scale}
        currency={currency}
        exponent={exponent}
        onPick={(amount, at) => move(nearer(autoAt, denyAt, at), amount)}
      />
    </div>
  );
}

/** "€50.00. 41 of 49 past purchases approved automatically", once that is known. */
function withCount(words: string, handle: Handle, tally: Tally | null): string {
  if (!tally) return words;
  const total = tally.auto.count + tally.ask.count + tally.deny.count;
  const count = handle === 'auto' ? tally.auto.count : tally.deny.count;
  return t(`zone.${handle}Said`, { amount: words, some: count, total });
}

function Zone({ kind, from, to }: { kind: 'auto' | 'ask' | 'deny'; from: number; to: number }) {
  const share = (to - from) / 100;
  return (
    <div className={`zone zone-${kind}`} style={{ width: `${share}%` }} data-zone={kind}>
      {share >= 18 ? <span className="zone-word">{t(`zone.${kind}`)}</span> : null}
    </div>
  );
}

/** ARIA wants a number in the attribute; the string is that number exactly. */
function ariaNumber(minor: bigint, exponent: number): number {
  return fromMinor(minor, exponent) as unknown as number;
}
