/**
 * The error of a login: without a token, no request goes to the service that the token is for.
 */
import { Failure } from '../report/failure.ts';

/** There is no token, so nothing was sent to the service that it is for. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  /** `AADSTS…`, or Node's code of a connection that did not come about. */
  readonly code: string | undefined;
  /** The same may well succeed later. */
  readonly transient: boolean;
  /** Who said what, in safe lines, and what to do next. */
  readonly lines: readonly string[];

  constructor({ said, code, transient, lines }: NoToken, cause: unknown) {
    super(said, { cause });
    this.code = code;
    this.transient = transient;
    this.lines = lines;
  }
}

/** Why there is no token; `said` tells it in one line, which may be foreign text. */
export type NoToken = Pick<SignInError, 'code' | 'transient' | 'lines'> & { readonly said: string };

/** @param doing what it was needed for, such as "read the queue …" */
export function signInFailure(doing: string, error: SignInError): Failure {
  const lines = [`Could not ${doing}: there is no token for it.`, ...error.lines];
  return new Failure('failed', 'No login to Azure', lines, { cause: error });
}
