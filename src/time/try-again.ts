/**
 * Trying again, in one place: after an error that may pass, and after a look that found nothing.
 */
import type { Clock } from './clock.ts';

interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Acts until an attempt succeeds.
 * @param pauseAfter how many milliseconds to pause after the error of an attempt, counted from 1; `undefined`: give up
 * @throws the error that the caller gave up at; the signal's reason when aborted
 */
export async function tryAgain<T>(
  action: () => Promise<T>,
  pauseAfter: (error: unknown, attempt: number) => number | undefined,
  { clock, signal }: Patience,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      const pauseMs = pauseAfter(error, attempt);
      if (pauseMs === undefined) {
        throw error;
      }
      await clock.sleep(pauseMs, signal);
    }
  }
}

/**
 * Looks until something is found.
 * @param pausesMs how long to pause before each look, in milliseconds
 * @returns `undefined` if no look found anything
 * @throws what a look throws; the signal's reason when aborted
 */
export async function lookAgain<T>(
  pausesMs: Iterable<number>,
  look: () => Promise<T | undefined>,
  { clock, signal }: Patience,
): Promise<T | undefined> {
  for (const pauseMs of pausesMs) {
    signal.throwIfAborted();
    if (pauseMs > 0) {
      await clock.sleep(pauseMs, signal);
    }
    const found = await look();
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
