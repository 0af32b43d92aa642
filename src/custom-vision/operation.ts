/**
 * One operation of the training API from request to meaning: sent, repeated where its rule allows it, and read.
 */
import type { Clock } from '../time/clock.ts';
import { ServiceError } from './service-error.ts';
import { errorCode, isOfCertificate } from '../network/connection-errors.ts';
import { withGrace } from '../time/limits.ts';
import { tryAgain } from '../time/try-again.ts';
import type { TrainingApi, ApiRequest, ApiVersion } from './training-api.ts';

/**
 * - `safe`: reading, or writing the same again, changes nothing more; repeated after every transient answer.
 * - `costly`: may start something that is paid for. Repeated only where nothing was started, which a 429 says;
 *   after a lost answer the caller has to look first.
 * - `once`: not repeated; the caller asks again anyway, as a wait does.
 */
export type Repetition = 'safe' | 'costly' | 'once';

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

/** A host that does not exist is a typo far more often than trouble that passes, and a certificate stays as it is. */
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
 * @param read throws Error where the body has another shape than documented: then the answer counts as garbled
 * @throws ServiceError; the signal's reason when aborted
 */
export async function perform<T>(
  api: TrainingApi,
  patience: Patience,
  repetition: Repetition,
  request: ApiRequest,
  read: (body: unknown) => T,
  version?: ApiVersion,
): Promise<T> {
  return await repeatedly(
    repetition,
    async () => {
      const body =
        request.graceMs === undefined
          ? await api.send(request, version)
          : await withGrace(
              (late) => api.send(request, version, late),
              request.graceMs,
              patience.clock,
              patience.signal,
            );
      try {
        return read(body);
      } catch (cause) {
        throw new ServiceError({
          operation: request.operation,
          httpStatus: 200,
          detail: `an answer of another shape than documented (${cause instanceof Error ? cause.message : 'unknown'})`,
          garbled: true,
          cause,
        });
      }
    },
    patience,
  );
}
