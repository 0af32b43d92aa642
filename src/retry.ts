/**
 * Which operation of the training API may be repeated after which answer, and when.
 */
import type { Clock } from './clock.ts';
import { ServiceError } from './errors.ts';

/**
 * - `safe`: reading, or writing the same again, changes nothing more; repeated after every transient answer.
 * - `costly`: may start something that is paid for. Repeated only after a 429, which says that nothing was started;
 *   after a lost answer the caller has to look first.
 */
export type Repetition = 'safe' | 'costly';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;
const MOST_ATTEMPTS = 6;
/** A `Retry-After` beyond this is answered by giving up: the caller knows better what else to do meanwhile. */
const LONGEST_RETRY_AFTER_MS = 120_000;

export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before the first pause only: a retry is worth one line in the log, not six. */
  readonly onFirstRetry: (error: ServiceError) => void;
  /** 0–1, spreads the retries of many runs. */
  readonly random: () => number;
}

/**
 * Sends until an answer stands, at most six times within about a minute.
 * @throws ServiceError of the last attempt; the signal's reason when aborted
 */
export async function repeatedly<T>(
  repetition: Repetition,
  send: () => Promise<T>,
  { clock, signal, onFirstRetry, random }: Patience,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServiceError) || !mayRepeat(repetition, error) || attempt === MOST_ATTEMPTS) {
        throw error;
      }
      const backOffMs =
        Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.8 + 0.4 * random());
      const pauseMs = Math.max(backOffMs, error.retryAfterMs ?? 0);
      if (pauseMs > LONGEST_RETRY_AFTER_MS) {
        throw error;
      }
      if (attempt === 1) {
        onFirstRetry(error);
      }
      await clock.sleep(pauseMs, signal);
    }
  }
}

function mayRepeat(repetition: Repetition, error: ServiceError): boolean {
  return repetition === 'safe' ? error.transient : error.httpStatus === 429;
}
