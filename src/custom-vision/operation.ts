/**
 * One operation of the training API: sent, repeated where its rule allows that, and read.
 */
import { errorCode, isOfCertificate } from '../network/connection-errors.ts';
import type { Clock } from '../time/clock.ts';
import { withGrace } from '../time/limits.ts';
import { tryAgain } from '../time/try-again.ts';
import { ServiceError } from './service-error.ts';
import type { ApiRequest, TrainingApi } from './training-api.ts';

/**
 * - `safe`: it reads, or writes the same again, so that a repetition changes nothing. Repeated after every trouble that
 *   may pass.
 * - `costly`: it may start something that costs money. Repeated only if the service started nothing, as a 429 says; after
 *   a lost answer the caller has to look whether it did.
 * - `once`: not repeated, because the caller asks again anyway, as a wait does.
 */
export type Repetition = 'safe' | 'costly' | 'once';

export interface Operation extends ApiRequest {
  /** `safe` unless it says otherwise. */
  readonly repetition?: Repetition;
  /** For how long its answer still counts after the run is cancelled. */
  readonly graceMs?: number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;
const MOST_ATTEMPTS = 6;

/** If the service asks for a longer pause, the operation fails instead: its caller knows better what to do meanwhile. */
const LONGEST_RETRY_AFTER_MS = 120_000;

export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before the first pause only, so that the log has one line about the retries and not six. */
  readonly onFirstRetry: (error: ServiceError) => void;
  /** Gives 0–1, and so spreads the retries of many runs. */
  readonly random: () => number;
}

/**
 * Sends until the service gives an answer that counts, at most six times within about a minute.
 * @throws ServiceError of the last attempt; the signal's reason when aborted
 */
export async function repeatedly<T>(
  repetition: Repetition,
  send: () => Promise<T>,
  patience: Patience,
): Promise<T> {
  const pauseAfter = (error: unknown, attempt: number): number | undefined => {
    if (
      !(error instanceof ServiceError) ||
      !mayRepeat(repetition, error) ||
      attempt === mostAttempts(error)
    ) {
      return undefined;
    }
    const backOffMs =
      Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.8 + 0.4 * patience.random());
    const pauseMs = Math.max(backOffMs, error.retryAfterMs ?? 0);
    if (pauseMs > LONGEST_RETRY_AFTER_MS) {
      return undefined;
    }
    if (attempt === 1) {
      patience.onFirstRetry(error);
    }
    return pauseMs;
  };
  return await tryAgain(send, pauseAfter, patience);
}

/** Trouble with a host name, a port or a certificate seldom passes: it is most often a typo or a setting. */
function mostAttempts(error: ServiceError): number {
  const lasts = ['ENOTFOUND', 'ECONNREFUSED'].includes(errorCode(error.cause) ?? '');
  return lasts || isOfCertificate(error.cause) ? 3 : MOST_ATTEMPTS;
}

function mayRepeat(repetition: Repetition, error: ServiceError): boolean {
  switch (repetition) {
    case 'safe':
      return error.transient;
    case 'costly':
      return error.unsent === 'for now' || error.httpStatus === 429;
    case 'once':
      return false;
  }
}

/**
 * Sends an operation, repeats it where its rule allows that, and reads the answer.
 * @param read throws Error if the body has another shape than documented; the answer then counts as garbled
 * @throws ServiceError; the signal's reason when aborted
 */
export async function perform<T>(
  api: TrainingApi,
  patience: Patience,
  operation: Operation,
  read: (body: unknown) => T,
): Promise<T> {
  const { repetition = 'safe', graceMs } = operation;
  const { clock, signal } = patience;
  const send = async (): Promise<T> => {
    const body = await (graceMs === undefined
      ? api.send(operation)
      : withGrace((late) => api.send(operation, late), graceMs, clock, signal));
    try {
      return read(body);
    } catch (cause) {
      throw new ServiceError({
        operation: operation.operation,
        httpStatus: 200,
        detail: `an answer of another shape than documented (${cause instanceof Error ? cause.message : 'unknown'})`,
        garbled: true,
        cause,
      });
    }
  };
  return await repeatedly(repetition, send, patience);
}
