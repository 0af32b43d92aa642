/**
 * The error of a login: without a token, no request goes to the service that the token is for.
 */
import { Failure } from '../report/failure.ts';

/** There is no token, so nothing was sent to the service that it is for. */
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
