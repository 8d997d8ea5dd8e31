/**
 * The visible half of the guard against stray input. The core keeps its own
 * clock and refuses what comes too early whatever this half thinks.
 */
export class Guard {
  private readyAt = Number.POSITIVE_INFINITY;

  /** Something changed under the reader: nothing counts until the core says when. */
  restart() {
    this.readyAt = Number.POSITIVE_INFINITY;
  }

  /** The core has seen this view presented and will accept a decision after `waitMs`. */
  presented(now: number, waitMs: number) {
    this.readyAt = now + waitMs;
  }

  isOver(now: number): boolean {
    return now >= this.readyAt;
  }

  /**
   * Whether an input may decide. `beganAt` is when its key or button went down:
   * a press that began before the guard ended was meant for what was there before.
   */
  accepts(input: { isTrusted: boolean; repeat: boolean; beganAt: number }): boolean {
    return input.isTrusted && !input.repeat && this.isOver(input.beganAt);
  }
}

/** What still stands between the reader and approving, in the order in which it is asked for. */
export type Missing = 'guard' | 'tick' | 'passphrase' | null;

export function missing(state: {
  guardOver: boolean;
  needsTick: boolean;
  ticked: boolean;
  needsPassphrase: boolean;
  passphrase: string;
}): Missing {
  if (!state.guardOver) return 'guard';
  if (state.needsTick && !state.ticked) return 'tick';
  if (state.needsPassphrase && state.passphrase === '') return 'passphrase';
  return null;
}
