/**
 * That there is no token: an error of its own, for nothing was sent to the service that was meant.
 */
import { Failure } from '../report/failure.ts';

/** No token could be had: nothing was sent to the service that was meant. */
export class SignInError extends Error {
  /** `AADSTS…`, or Node's code of a connection that did not come about. */
  readonly code: string | undefined;
  /** The same may well succeed later. */
  readonly transient: boolean;
  /** Who said what, in safe lines, and what to do next. */
  readonly lines: readonly string[];

  constructor(
    facts: { said: string; code: string | undefined; transient: boolean; lines: readonly string[] },
    cause: unknown,
  ) {
    super(facts.said, { cause });
    this.name = 'SignInError';
    this.code = facts.code;
    this.transient = facts.transient;
    this.lines = facts.lines;
  }
}

/** @param doing what it was needed for, such as "read the queue …" */
export function signInFailure(doing: string, error: SignInError): Failure {
  return new Failure(
    'failed',
    'No login to Azure',
    [`Could not ${doing}: there is no token for it.`, ...error.lines],
    { cause: error },
  );
}
