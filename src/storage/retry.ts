/**
 * Repeats the requests to storage that a run cannot begin without, if the trouble may pass. A wait does not repeat its
 * requests, because it looks at the queue again anyway.
 */
import { SignInError } from '../entra/sign-in-error.ts';
import { errorCode, isOfCertificate, isTransientStatus, statusCode } from '../network/connection-errors.ts';
import type { Clock } from '../time/clock.ts';
import { tryAgain } from '../time/try-again.ts';

const PAUSES_MS = [1_000, 2_000, 4_000];

/** A host that nobody knows: a typo in the URI far more often than trouble that passes. */
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

/** The one trouble that the client of the container does not repeat its requests after by itself. */
export function isPassingLogin(error: unknown): boolean {
  return error instanceof SignInError && error.transient;
}

/** Whether storage gave no answer, or one that says: not now. */
function mayPass(error: unknown): boolean {
  if (error instanceof SignInError) {
    return error.transient;
  }
  const status = statusCode(error);
  return status === undefined
    ? error instanceof Error && errorCode(error) !== UNKNOWN_HOST && !isOfCertificate(error)
    : isTransientStatus(status);
}
