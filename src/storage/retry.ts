/**
 * Makes the requests to storage that a run cannot go on without. A wait does not repeat its requests, because it looks at
 * the queue again anyway.
 */
import { SignInError } from '../entra/sign-in-error.ts';
import { errorCode, isOfCertificate, isTransientStatus, statusCode } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import type { Clock } from '../time/clock.ts';
import { tryAgain } from '../time/try-again.ts';
import { storageFailure } from './refusals.ts';
import type { StorageUri } from './uri.ts';

const PAUSES_MS = [1_000, 2_000, 4_000];

/**
 * Repeats a request while its trouble may pass.
 * @throws Failure that explains the last trouble; the signal's reason when aborted
 */
export async function patiently<T>(
  uri: StorageUri,
  request: () => Promise<T>,
  run: { readonly clock: Clock; readonly signal: AbortSignal; readonly beside?: StorageUri },
): Promise<T> {
  try {
    return await tryAgain(
      request,
      (error, attempt) => (mayPass(error, uri) ? PAUSES_MS[attempt - 1] : undefined),
      run,
    );
  } catch (error) {
    run.signal.throwIfAborted();
    throw storageFailure(uri, error, run.beside);
  }
}

/** Whether the login or storage gave no answer, or one that says: not now. */
function mayPass(error: unknown, { kind }: StorageUri): boolean {
  if (error instanceof SignInError) {
    return error.transient;
  }
  // A page in place of storage seldom passes; the client of the container repeats its requests after all other trouble.
  if (error instanceof ForeignAnswer || kind === 'container') {
    return false;
  }
  const status = statusCode(error);
  if (status !== undefined) {
    return isTransientStatus(status);
  }
  // A host that nobody knows is a typo in the URI far more often than trouble that passes.
  return error instanceof Error && errorCode(error) !== 'ENOTFOUND' && !isOfCertificate(error);
}
