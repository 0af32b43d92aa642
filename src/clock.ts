/**
 * Time, in one place: every delay and deadline of a run comes from here, so that tests can replace it as a whole.
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

/** Node turns a longer delay into one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  // Built on the monotonic clock: a wall clock that is set back must not prolong a wait.
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

/**
 * Takes a step with a signal that the deadline aborts as well.
 * @param reason what the signal is aborted with at the deadline
 */
export async function withinDeadline<T>(
  step: (signal: AbortSignal) => Promise<T>,
  reason: () => Error,
  { clock, deadline, signal }: { clock: Clock; deadline: Deadline; signal: AbortSignal },
): Promise<T> {
  const [late, done] = [new AbortController(), new AbortController()];
  const timer = clock.sleep(deadline.remainingMs(), AbortSignal.any([signal, done.signal])).then(
    () => {
      late.abort(reason());
    },
    // The step ended first, or the run was cancelled: the step is told by its own signal.
    () => undefined,
  );
  try {
    return await step(AbortSignal.any([signal, late.signal]));
  } finally {
    done.abort();
    await timer;
  }
}

/**
 * Takes a step whose answer counts, though the run is cancelled: its own signal is aborted only so much later.
 * @throws the signal's reason, if it is aborted before the step is taken
 */
export async function withGrace<T>(
  step: (signal: AbortSignal) => Promise<T>,
  graceMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const [late, done] = [new AbortController(), new AbortController()];
  const onAbort = (): void => {
    clock.sleep(graceMs, done.signal).then(
      () => {
        late.abort(signal.reason);
      },
      // The step has ended first.
      () => undefined,
    );
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await step(late.signal);
  } finally {
    signal.removeEventListener('abort', onAbort);
    done.abort();
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
