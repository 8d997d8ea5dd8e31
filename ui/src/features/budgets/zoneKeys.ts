import { type Scale, stepFrom, tickFrom, top } from './scale';

export type Handle = 'auto' | 'deny';
export type Zones = { auto: bigint; deny: bigint };

/** Handles may meet, so that nothing asks, but never cross. */
export function withHandle(zones: Zones, handle: Handle, amount: bigint, scale: Scale): Zones {
  if (handle === 'auto') return { ...zones, auto: clamp(amount, 0n, zones.deny) };
  return { ...zones, deny: clamp(amount, zones.auto, most(zones.deny, top(scale))) };
}

/** The amount a key asks a handle to go to; null for a key that is not the slider's. */
export function keyTarget(
  scale: Scale,
  zones: Zones,
  handle: Handle,
  key: string,
  shift: boolean,
): bigint | null {
  const amount = zones[handle];
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return shift ? amount + 1n : stepFrom(scale, amount, 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return shift ? amount - 1n : stepFrom(scale, amount, -1);
    case 'PageUp':
      return tickFrom(scale, amount, 1);
    case 'PageDown':
      return tickFrom(scale, amount, -1);
    case 'Home':
      return handle === 'auto' ? 0n : zones.auto;
    case 'End':
      return handle === 'auto' ? zones.deny : top(scale);
    default:
      return null;
  }
}

/** The handle that a press on the bar moves. */
export function nearer(autoAt: number, denyAt: number, position: number): Handle {
  const toAuto = Math.abs(position - autoAt);
  const toDeny = Math.abs(position - denyAt);
  if (toAuto === toDeny) return position < autoAt ? 'auto' : 'deny';
  return toAuto < toDeny ? 'auto' : 'deny';
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value;
}

function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
