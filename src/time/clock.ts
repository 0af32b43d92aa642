/**
 * The clock: every delay and deadline of a run comes from here, so that tests can replace it as a whole.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch. Never goes back while the process lives. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds.
   * @throws the signal's reason, as soon as the signal is aborted
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Node turns a delay that is longer than this into one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  // Node's monotonic clock: if somebody sets back the wall clock, that must not prolong a wait.
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    try {
      for (let rest = ms; rest > 0; rest -= LONGEST_TIMER_MS) {
        await delay(Math.min(rest, LONGEST_TIMER_MS), undefined, { signal });
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};

/** The moment at which the whole run has to be over. */
export class Deadline {
  readonly at: number;
  private readonly clock: Clock;

  constructor(clock: Clock, afterMs: number) {
    this.clock = clock;
    this.at = clock.now() + afterMs;
  }

  remainingMs(): number {
    return Math.max(0, this.at - this.clock.now());
  }

  get passed(): boolean {
    return this.clock.now() >= this.at;
  }
}

/** `3 s`, `12 min`, `1 h 5 min`: how a duration is written in the log. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
