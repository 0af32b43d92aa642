/**
 * One operation of the training API: sent, repeated where its rule allows that, and read.
 */
import { errorCode, isOfCertificate } from '../network/connection-errors.ts';
import type { Clock } from '../time/clock.ts';
import { withGrace } from '../time/limits.ts';
import { tryAgain } from '../time/try-again.ts';
import { type Domain, readDomain, readList } from './entities.ts';
import { ServiceError } from './service-error.ts';
import type { ApiRequest, Repetition, TrainingApi } from './training-api.ts';

/** When an operation is repeated after an error. */
const MAY_REPEAT: Readonly<Record<Repetition, (error: ServiceError) => boolean>> = {
  /** It reads, or writes the same again, so that a repetition changes nothing: after every trouble that may pass. */
  safe: (error) => error.transient,
  /**
   * It may start something that costs money: only if the service started nothing, as a 429 says. After a lost answer the
   * caller has to look whether it did.
   */
  costly: (error) => error.unsent === 'for now' || error.httpStatus === 429,
  /** Never, because the caller asks again anyway, as a wait does. */
  once: () => false,
};

/** Its `repetition` is by default `once` for one that limits how long its caller waits, else `safe`. */
export interface Operation extends ApiRequest {
  /** For how long its answer still counts after the run is cancelled. */
  readonly graceMs?: number;
  /** Told before each sending, and when that was answered or lost: what is cut off by a cancel may have been carried out. */
  readonly onWay?: (underWay: boolean) => void;
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
  /** The least role with which everything goes that the action does, by default Trainer: a refusal names it. */
  readonly leastRole?: ServiceError['leastRole'];
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
    const repeats = error instanceof ServiceError && MAY_REPEAT[repetition](error);
    if (!repeats || attempt === mostAttempts(error)) {
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

/** What the clients of the resource and of a project have in common. */
export abstract class Operations {
  private readonly api: Pick<TrainingApi, 'send' | 'sent'>;
  private readonly patience: Patience;

  constructor(api: Pick<TrainingApi, 'send' | 'sent'>, patience: Patience) {
    this.api = api;
    this.patience = patience;
  }

  /** How many requests were sent to the service, for whichever project. */
  get sent(): number {
    return this.api.sent;
  }

  /** All domains of the service. @param withinMs asks only once, and waits that long for the answer */
  async getDomains(withinMs?: number): Promise<Domain[]> {
    const request = { operation: 'GetDomains', path: '/domains', timeoutMs: withinMs };
    return await this.perform(request, readList(readDomain));
  }

  /**
   * Sends an operation, repeats it where its rule allows that, and reads the answer.
   * @param read throws Error if the body has another shape than documented; the answer then counts as garbled
   * @throws ServiceError; the signal's reason when aborted
   */
  protected async perform<T>(request: Operation, read: (body: unknown) => T): Promise<T> {
    const { operation, graceMs, repetition = request.timeoutMs === undefined ? 'safe' : 'once' } = request;
    const { clock, signal } = this.patience;
    const send = async (): Promise<T> => {
      signal.throwIfAborted();
      request.onWay?.(true);
      const body = await (
        graceMs === undefined
          ? this.api.send(request, signal)
          : withGrace((late) => this.api.send(request, late), graceMs, clock, signal)
      ).catch((error: unknown) => {
        request.onWay?.(!(error instanceof ServiceError));
        if (error instanceof ServiceError) {
          error.leastRole = this.patience.leastRole ?? 'Trainer';
        }
        throw error;
      });
      try {
        return read(body);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : 'unknown';
        const detail = `an answer of another shape than documented (${why})`;
        throw new ServiceError({ operation, httpStatus: 200, detail, garbled: true, cause });
      }
    };
    return await repeatedly(repetition, send, this.patience);
  }
}
