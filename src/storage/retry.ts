/**
 * Requests to storage that a run cannot begin without: made again a few times where the trouble may pass. Those of a
 * wait are not made again, as the next look is; the queue's client does not do it either (see queue.ts).
 */
import { errorCode, isOfCertificate } from '../network/connection-errors.ts';
import { SignInError } from '../entra/sign-in-error.ts';
import type { Clock } from '../time/clock.ts';
import { tryAgain } from '../time/try-again.ts';

const PAUSES_MS = [1_000, 2_000, 4_000];

/** A typo far more often than trouble that passes. */
const UNKNOWN_HOST = 'ENOTFOUND';

/**
 * @param passes whether to ask again after an error
 * @throws what the last attempt throws; the signal's reason when aborted
 */
export async function patiently<T>(
  request: () => Promise<T>,
  run: { readonly clock: Clock; readonly signal: AbortSignal },
  passes: (error: unknown) => boolean = mayPass,
): Promise<T> {
  return await tryAgain(
    request,
    (error, attempt) => (passes(error) ? PAUSES_MS[attempt - 1] : undefined),
    run,
  );
}

/** All that is left to ask again after where the client itself does so after answers, as that of the container does. */
export function isPassingLogin(error: unknown): boolean {
  return error instanceof SignInError && error.transient;
}

/** No answer, or one that says: not now. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  if (error instanceof SignInError) {
    return error.transient;
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number'
    ? status >= 500 || status === 408 || status === 429
    : errorCode(error) !== UNKNOWN_HOST && !isOfCertificate(error);
}
