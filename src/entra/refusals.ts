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
import { causes, errorCode, isTransientStatus, LATER, networkAdvice } from '../network/connection-errors.ts';
import { isTroubleOfProxy, proxyAdvice } from '../network/proxies.ts';
import { type NoToken, SignInError } from './sign-in-error.ts';
import type { TokenAnswer } from './token-requests.ts';

/**
 * Explains what a credential threw.
 * @param latest how the latest request to Entra ID turned out, if there was one
 */
export function signInError(error: unknown, login: Login, latest: TokenAnswer | undefined): SignInError {
  const idTokenError = causes(error).find((cause) => cause instanceof IdTokenError);
  if (idTokenError !== undefined) {
    return new SignInError(noIdToken(idTokenError), error);
  }
  return new SignInError(
    login.identity !== undefined && latest === undefined
      ? noIdentityToken(error, login, login.identity)
      : noEntraToken(error, login, latest),
    error,
  );
}

function noIdToken(error: IdTokenError): NoToken {
  const { message, httpStatus, proxy } = error;
  const refused = httpStatus !== null && httpStatus >= 400 && !isTransientStatus(httpStatus);
  const byProxy =
    proxy !== undefined && (httpStatus === 407 || (httpStatus === null && isTroubleOfProxy(error)));
  const ofGitHub = refused
    ? 'the right to ask for one ends with the token of the job, about 6 hours after its start: set timeout-minutes lower and on-timeout: detach, and let a later run pick it up'
    : (networkAdvice(error) ?? `GitHub is in trouble: ${LATER}`);
  const next = [
    ...(byProxy ? [] : [ofGitHub]),
    // Nothing in a refusal tells whether GitHub or the proxy gave it, so the advice names both.
    ...(proxy !== undefined && (byProxy || refused) ? [proxyAdvice(proxy, httpStatus)] : []),
  ];
  const intro = byProxy
    ? 'GitHub could not be asked for the job’s OIDC token:'
    : 'GitHub gave the job no OIDC token for it. It says:';
  return {
    said: 'GitHub gave the job no OIDC token',
    code: errorCode(error.cause),
    transient: !refused,
    lines: [intro, ...linesOf(message).map(foreign), `Next: ${next.join('; or ')}.`],
  };
}

function noIdentityToken(error: unknown, login: Login, identity: ManagedIdentity): NoToken {
  const status = identityStatus(error);
  const said = messageOf(error);
  const aadCode = codeIn(said);
  return {
    said: `the managed identity gave no token: ${status ?? firstLine(said)}`,
    code: errorCode(error),
    transient: isTransientAnswer(status),
    lines: [
      `The managed identity of this machine, asked for at ${identity.endpoint}, gave none (${status ?? 'no answer'}):`,
      ...linesOf(said).map(foreign),
      // If Entra ID refuses the identity, its words hold a code; else the status of the endpoint says what is wrong.
      ...(aadCode === undefined
        ? [`Next: ${identityAdvice(status, identity)}.`]
        : loginAdvice(aadCode, login)),
    ],
  };
}

function noEntraToken(error: unknown, login: Login, latest: TokenAnswer = {}): NoToken {
  const { status, proxy } = latest;
  const said = spokenBy(error, latest);
  const aadCode = codeIn(said);
  // ETIMEDOUT: the login as a whole has taken too long.
  const connectionError = latest.connectionError ?? (errorCode(error) === 'ETIMEDOUT' ? error : undefined);
  const transient = connectionError !== undefined || (status !== undefined && isTransientStatus(status));
  const trouble = networkAdvice(connectionError) ?? `Entra ID is in trouble: ${LATER}`;
  return {
    said: `Entra ID gave no token: ${firstLine(said)}`,
    code: aadCode ?? errorCode(connectionError),
    transient,
    lines: [
      proxy === undefined ? 'Entra ID gave none. It says:' : 'Entra ID could not be asked for one:',
      ...linesOf(said).map(foreign),
      ...(proxy === undefined
        ? loginAdvice(aadCode, login, transient ? trouble : undefined)
        : [`Next: ${proxyAdvice(proxy, status ?? null)}.`]),
    ],
  };
}

/** The token endpoint's own words where it gave any; else the library's. */
function spokenBy(error: unknown, { status = 0, body = '', connectionError }: TokenAnswer): string {
  if (status < 400) {
    return messageOf(connectionError ?? error);
  }
  try {
    const { error_description: description } = JSON.parse(body) as { error_description?: unknown };
    if (typeof description === 'string' && description !== '') {
      return description;
    }
  } catch {
    // The token endpoint answers in JSON: this is perhaps the answer of a proxy.
  }
  return `${status} ${body}`.trim();
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

/** The lines that are not empty. */
function linesOf(said: string): string[] {
  return said.split('\n').flatMap((line) => line.trim() || []);
}
