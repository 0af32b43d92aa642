/**
 * Asks the service for what a model is judged by, for as long as that is worth it: longer for what a rule needs, and
 * shorter for what is only shown.
 */
import type { Performance } from '../custom-vision/entities.ts';
import { serviceFailure } from '../custom-vision/refusals.ts';
import { notRead, ServiceError, serviceTrouble } from '../custom-vision/service-error.ts';
import type { Thresholds } from '../inputs/gate.ts';
import type { Run } from '../services.ts';
import { tryAgain } from '../time/try-again.ts';
import { timeOut } from '../wait/wait.ts';

/** Between two questions; the service may have the figures only a little after the training has ended. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const LONGEST_ANSWER_MS = 60_000;
/** For how long one thing is asked for, however the service fails. */
const PATIENCE_MS = { needed: 300_000, shown: 45_000 };
/** A run whose time is up asks all the same: a model that is trained already may be delivered without a wait. */
const LEAST_MS = 10_000;

interface Wish {
  /** Without raw foreign text; it follows "Could not read ". */
  readonly what: string;
  /** Whether a rule needs it. */
  readonly needed: boolean;
}

/**
 * @returns nothing where the service has no figures of the iteration, or they could not be read and no rule needs them
 * @throws Failure where a rule needs what could not be read
 */
export async function figuresOrNone(
  iterationId: string,
  thresholds: Thresholds,
  wish: Wish,
  run: Run,
): Promise<Performance | null> {
  const ask = (mostMs: number): Promise<Performance> =>
    run.customVision.getPerformance(iterationId, thresholds, mostMs);
  return await orElse(null, wish, ask, run);
}

/**
 * @param ask is given how long it may take, in milliseconds
 * @returns the answer; `instead` where the service has no figures, or does not answer and no rule needs them
 * @throws Failure where a rule needs it and the service does not answer; the signal's reason when aborted
 */
export async function orElse<T>(
  instead: T,
  wish: Wish,
  ask: (mostMs: number) => Promise<T>,
  run: Run,
): Promise<T> {
  const { report, signal, deadline } = run;
  try {
    return await patiently(wish, ask, run);
  } catch (error) {
    signal.throwIfAborted();
    const { what, needed } = wish;
    if (!needed) {
      report.info(notRead(`${what[0]?.toUpperCase() ?? ''}${what.slice(1)}`, error));
      return instead;
    }
    if (!(error instanceof ServiceError)) {
      throw error;
    }
    if (deadline.passed && (isLate(error) || error.transient)) {
      throw timeOut(`Could not read ${what}`);
    }
    if (isLate(error)) {
      return instead;
    }
    throw serviceFailure(`read ${what}`, error);
  }
}

async function patiently<T>(
  { what, needed }: Wish,
  ask: (mostMs: number) => Promise<T>,
  run: Run,
): Promise<T> {
  const { clock, deadline, report } = run;
  const patienceMs = needed ? PATIENCE_MS.needed : PATIENCE_MS.shown;
  const until = clock.now() + Math.min(patienceMs, Math.max(deadline.remainingMs(), LEAST_MS));
  const leftMs = (): number => Math.max(1, until - clock.now());
  return await tryAgain(
    () => ask(Math.min(leftMs(), LONGEST_ANSWER_MS)),
    (error, attempt) => {
      const pauseMs = PAUSES_MS[attempt - 1];
      const passes = error instanceof ServiceError && (isLate(error) || error.transient);
      if (!passes || pauseMs === undefined) {
        return undefined;
      }
      const waitMs = Math.max(pauseMs, error.retryAfterMs ?? 0);
      if (waitMs >= leftMs()) {
        return undefined;
      }
      if (attempt === 1) {
        report.info(
          isLate(error)
            ? `The service does not have ${what} yet; it is asked again for a while.`
            : `${serviceTrouble(error)}; trying again.`,
        );
      }
      return waitMs;
    },
    run,
  );
}

/** The training has ended, and the service has not measured the model yet. */
function isLate(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'NotFoundIterationPerformance';
}
