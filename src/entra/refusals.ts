/**
 * Why there is no token, and what to do about it.
 * Source: what Entra ID's token endpoint answers.
 */
import { foreign } from '../report/foreign-text.ts';
import { IdTokenError } from '../github/id-token.ts';
import { type Login, loginAdvice } from './login-advice.ts';
import {
  identityAdvice,
  identityStatus,
  isTransientAnswer,
  type ManagedIdentity,
} from './managed-identity.ts';
import { errorCode, isTransientStatus, networkAdvice } from '../network/connection-errors.ts';
import { isTroubleOfProxy, proxyAdvice } from '../network/proxies.ts';
import { SignInError } from './sign-in-error.ts';
import type { TokenAnswer } from './token-requests.ts';

const LATER = 'run again later; a training that was started is picked up';

/**
 * Explains what a credential threw.
 * @param latest how the latest request to Entra ID turned out, if there was one
 */
export function signInError(error: unknown, login: Login, latest: TokenAnswer | undefined): SignInError {
  const idTokenError = causes(error).find((cause) => cause instanceof IdTokenError);
  if (idTokenError !== undefined) {
    return noIdToken(idTokenError, error);
  }
  return login.identity !== undefined && latest === undefined
    ? noIdentityToken(login.identity, login, error)
    : noEntraToken(error, login, latest);
}

function noIdToken(idTokenError: IdTokenError, error: unknown): SignInError {
  const { message, httpStatus, code, proxy } = idTokenError;
  const refused = httpStatus !== null && httpStatus >= 400 && !isTransientStatus(httpStatus);
  const byProxy = httpStatus === 407 || (httpStatus === null && isTroubleOfProxy(idTokenError));
  const ofGitHub = refused
    ? 'the right to ask for one ends with the token of the job, about 6 hours after its start: set timeout-minutes lower and on-timeout: detach, and let a later run pick it up'
    : (networkAdvice(idTokenError) ?? `GitHub is in trouble: ${LATER}`);
  const next =
    proxy === undefined
      ? [ofGitHub]
      : // A refusal may be either's: nothing in it tells GitHub from a proxy.
        [...(byProxy ? [] : [ofGitHub]), ...(byProxy || refused ? [proxyAdvice(proxy, httpStatus)] : [])];
  const intro =
    proxy !== undefined && byProxy
      ? 'GitHub could not be asked for the job’s OIDC token:'
      : 'GitHub gave the job no OIDC token for it. It says:';
  return new SignInError(
    {
      said: 'GitHub gave the job no OIDC token',
      code,
      transient: !refused,
      lines: [intro, ...safeLines(message), `Next: ${next.join('; or ')}.`],
    },
    error,
  );
}

function noIdentityToken(identity: ManagedIdentity, login: Login, error: unknown): SignInError {
  const status = identityStatus(error);
  const said = messageOf(error);
  const aadCode = codeIn(said);
  return new SignInError(
    {
      said: `the managed identity gave no token: ${status ?? firstLine(said)}`,
      code: errorCode(error),
      transient: isTransientAnswer(status),
      lines: [
        `The managed identity of this machine, asked for at ${identity.endpoint}, gave none (${status ?? 'no answer'}):`,
        ...safeLines(said),
        // What Entra ID refuses the identity has a code; else the status of the endpoint says what is wrong.
        ...(aadCode === undefined
          ? [`Next: ${identityAdvice(status, identity)}.`]
          : loginAdvice(aadCode, login, undefined)),
      ],
    },
    error,
  );
}

function noEntraToken(error: unknown, login: Login, latest: TokenAnswer | undefined): SignInError {
  const said = spokenBy(error, latest);
  const aadCode = codeIn(said);
  const connectionError =
    latest !== undefined && 'connectionError' in latest
      ? latest.connectionError
      : // The login as a whole has taken too long.
        errorCode(error) === 'ETIMEDOUT'
        ? error
        : null;
  const status = latest !== undefined && 'status' in latest ? latest.status : null;
  const transient = connectionError !== null || (status !== null && isTransientStatus(status));
  const proxy = latest?.proxy;
  return new SignInError(
    {
      said: `Entra ID gave no token: ${firstLine(said)}`,
      code: aadCode ?? errorCode(connectionError),
      transient,
      lines: [
        proxy === undefined ? 'Entra ID gave none. It says:' : 'Entra ID could not be asked for one:',
        ...safeLines(said),
        ...(proxy === undefined
          ? loginAdvice(aadCode, login, transient ? (networkAdvice(connectionError) ?? null) : undefined)
          : [`Next: ${proxyAdvice(proxy, status)}.`]),
      ],
    },
    error,
  );
}

/** The token endpoint's own words where it gave any; else the library's. */
function spokenBy(error: unknown, latest: TokenAnswer | undefined): string {
  if (latest === undefined) {
    return messageOf(error);
  }
  if ('connectionError' in latest) {
    return messageOf(latest.connectionError);
  }
  if (latest.status < 400) {
    return messageOf(error);
  }
  try {
    const { error_description: description } = JSON.parse(latest.body) as { error_description?: unknown };
    if (typeof description === 'string' && description !== '') {
      return description;
    }
  } catch {
    // Not in the words of the token endpoint: perhaps of a proxy.
  }
  return `${latest.status} ${latest.body}`.trim();
}

/** Entra ID's own code, in its words or in those of a library that repeats them. */
function codeIn(said: string): string | undefined {
  return /AADSTS\d+/.exec(said)?.[0];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function firstLine(said: string): string {
  return linesOf(said)[0] ?? 'no reason';
}

function linesOf(said: string): string[] {
  const lines = said.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

function safeLines(said: string): string[] {
  return linesOf(said).map(foreign);
}

/** The error and what caused it, the outermost first. */
function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
