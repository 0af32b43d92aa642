/**
 * Time limits on a step: a deadline, a grace period after a cancel, an abort although a library takes no signal.
 */
import type { Clock, Deadline } from './clock.ts';

/** A signal of Node, or one of an Azure SDK. */
interface Abortable {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
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
    // The step has ended first, or the run was cancelled, which the step's own signal tells.
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
 * Takes a step whose answer counts even if the run is cancelled: its signal is aborted only `graceMs` later.
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

/** Settles like the promise, or rejects with the signal's reason while the promise goes on. */
export async function untilAborted<T>(promise: Promise<T>, signal: Abortable): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    aborted.reject(signal.reason);
  };
  if (signal.aborted) {
    abort();
  }
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
