import { useRef, useState } from 'react';
import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import { fromMinor, moneyText } from '@/money/money';
import { FULL, fromPosition, type Scale, toPosition, top } from './scale';
import { type Handle, keyTarget, nearer, withHandle, type Zones } from './zoneKeys';

type ZoneBarProps = {
  scale: Scale;
  currency: string;
  exponent: number;
  auto: bigint;
  /** Null: nothing is denied for its amount alone. */
  deny: bigint | null;
  onChange: (handle: Handle, amount: bigint) => void;
};

/**
 * Auto, Ask and Deny as stretches of one bar with a handle between each two.
 * Two sliders of their own rather than a library's: the scale is not linear,
 * the keys step in money, and no amount may pass through a floating-point value.
 */
export function ZoneBar({ scale, currency, exponent, auto, deny, onChange }: ZoneBarProps) {
  const track = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState<{ handle: Handle; from: bigint } | null>(null);
  const zones: Zones = { auto, deny: deny ?? top(scale) };
  const autoAt = toPosition(scale, zones.auto);
  const denyAt = deny === null ? FULL : toPosition(scale, zones.deny);
  const say = (amount: bigint) =>
    moneyText({ amount: fromMinor(amount, exponent), currency, exponent }, locale());
  const move = (handle: Handle, amount: bigint) => {
    const next = withHandle(zones, handle, amount, scale)[handle];
    if (next !== zones[handle] || (handle === 'deny' && deny === null)) onChange(handle, next);
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
    setDragging({ handle, from: zones[handle] });
    move(handle, fromPosition(scale, position));
  };
  const onPointerMove = (event: React.PointerEvent) => {
    if (dragging) move(dragging.handle, fromPosition(scale, positionOf(event)));
  };
  const onKeyDown = (handle: Handle) => (event: React.KeyboardEvent) => {
    if (event.key === 'Escape' && dragging) {
      event.preventDefault();
      onChange(dragging.handle, dragging.from);
      setDragging(null);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = keyTarget(scale, zones, handle, event.key, event.shiftKey);
    if (target === null) return;
    event.preventDefault();
    move(handle, target);
  };
  const handles: [Handle, number, bigint, bigint][] = [
    ['auto', autoAt, 0n, zones.deny],
    ['deny', denyAt, zones.auto, top(scale)],
  ];

  return (
    <div role="group" aria-label={t('zone.group', { currency })} className="zones">
      <div
        ref={track}
        className="zonebar"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => setDragging(null)}
        onPointerCancel={() => setDragging(null)}
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
            aria-valuetext={
              handle === 'deny' && deny === null ? t('zone.noLimit') : say(zones[handle])
            }
            onKeyDown={onKeyDown(handle)}
            className="zone-handle"
            data-dragging={dragging?.handle === handle || undefined}
            style={{ insetInlineStart: `${at / 100}%` }}
          >
            <span className="zone-bubble figures" aria-hidden>
              {handle === 'deny' && deny === null ? t('zone.noLimit') : say(zones[handle])}
            </span>
          </div>
        ))}
      </div>
      <Ticks
        scale={scale}
        currency={currency}
        exponent={exponent}
        onPick={(amount, at) => move(nearer(autoAt, denyAt, at), amount)}
      />
    </div>
  );
}

function Zone({ kind, from, to }: { kind: 'auto' | 'ask' | 'deny'; from: number; to: number }) {
  const share = (to - from) / 100;
  return (
    <div className={`zone zone-${kind}`} style={{ width: `${share}%` }}>
      {share >= 15 ? <span className="zone-word">{t(`zone.${kind}`)}</span> : null}
    </div>
  );
}

type TicksProps = {
  scale: Scale;
  currency: string;
  exponent: number;
  onPick: (amount: bigint, position: number) => void;
};

function Ticks({ scale, currency, exponent, onPick }: TicksProps) {
  const short = new Intl.NumberFormat(locale(), {
    style: currency.length === 3 ? 'currency' : 'decimal',
    currency: currency.length === 3 ? currency : 'EUR',
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumFractionDigits: 0,
  });
  return (
    <div className="zone-ticks" aria-hidden>
      {scale.ticks.map((tick, index) => (
        <button
          key={String(tick)}
          type="button"
          tabIndex={-1}
          onClick={() => onPick(tick, index * 1000)}
          className={`zone-tick figures ${index % 3 === 1 || index % 3 === 0 ? '' : 'zone-tick-minor'}`}
          style={{ insetInlineStart: `${index * 10}%` }}
        >
          {short.format(fromMinor(tick, exponent) as Intl.StringNumericLiteral)}
        </button>
      ))}
    </div>
  );
}

/** ARIA wants a number in the attribute; the string is that number exactly. */
function ariaNumber(minor: bigint, exponent: number): number {
  return fromMinor(minor, exponent) as unknown as number;
}
