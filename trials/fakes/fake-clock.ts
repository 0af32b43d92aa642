/**
 * A clock that stands still until somebody sleeps: then it jumps ahead, and what was planned for the time in between
 * happens on the way.
 */
import type { Clock } from '../../src/time/clock.ts';

interface Plan {
  readonly at: number;
  readonly action: () => void;
}

export class FakeClock implements Clock {
  /** Every pause that was asked for, in milliseconds, in order. */
  readonly sleeps: number[] = [];
  /** A sleep that only guards something else never ends by itself: an abort ends it. */
  guards: (ms: number) => boolean = () => false;
  private time: number;
  private plans: Plan[] = [];

  constructor(startsAt = Date.UTC(2026, 10, 22, 12)) {
    this.time = startsAt;
  }

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.guards(ms)) {
      await aborted(signal);
    }
    this.sleeps.push(ms);
    if (this.sleeps.length > 20_000) {
      throw new Error('the fake clock was asked for 20,000 pauses: something never ends');
    }
    this.advance(ms, signal);
    await Promise.resolve();
    signal.throwIfAborted();
  }

  /** Plans something for `afterMs` from now; it happens while somebody sleeps over that time. */
  after(afterMs: number, action: () => void): void {
    this.plans.push({ at: this.time + afterMs, action });
    this.plans.sort((one, other) => one.at - other.at);
  }

  /** Lets time pass. An abort on the way stops it there, as it ends a sleep. */
  advance(ms: number, signal?: AbortSignal): void {
    const end = this.time + ms;
    for (let next = this.plans[0]; next !== undefined && next.at <= end; next = this.plans[0]) {
      this.plans.shift();
      this.time = Math.max(this.time, next.at);
      next.action();
      if (signal?.aborted === true) {
        return;
      }
    }
    this.time = end;
  }
}

/** Rejects with the signal's reason when it is aborted. */
async function aborted(signal: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}
