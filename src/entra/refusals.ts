/**
 * Why there is no token, and what to do about it.
 * Source: what Entra ID's token endpoint answers.
 */
import { foreign } from '../report/foreign-text.ts';
import { IdTokenError } from '../github/id-token.ts';
import { type Login, loginAdvice } from './login-advice.ts';
import { identityTrouble, type ManagedIdentity } from './managed-identity.ts';
import { errorCode, networkAdvice } from '../network/connection-errors.ts';
import { githubProxyFor, proxyAdvice, refusedTunnel } from '../network/proxies.ts';
import { SignInError } from './sign-in-error.ts';
import type { TokenAnswer } from './token-requests.ts';

/**
 * Explains what a credential threw.
 * @param latest how the latest request to Entra ID turned out, if there was one
 */
export function signInError(error: unknown, login: Login, latest: TokenAnswer | undefined): SignInError {
  const idTokenError = causes(error).find((cause) => cause instanceof IdTokenError);
  if (idTokenError !== undefined) {
    return noIdToken(idTokenError, error);
  }
  if (login.identity !== undefined && latest === undefined) {
    return noIdentityToken(login.identity, error);
  }
  const said = spokenBy(error, latest);
  const aadCode = /AADSTS\d+/.exec(said)?.[0];
  const connectionError =
    latest !== undefined && 'connectionError' in latest
      ? latest.connectionError
      : // The login as a whole has taken too long.
        errorCode(error) === 'ETIMEDOUT'
        ? error
        : null;
  const status = latest !== undefined && 'status' in latest ? latest.status : 0;
  const transient = connectionError !== null || status >= 500 || status === 429;
  const proxy = latest?.proxy;
  return new SignInError(
    {
      said: `Entra ID gave no token: ${firstLine(said)}`,
      code: aadCode ?? errorCode(connectionError),
      transient,
      lines: [
        proxy === undefined ? 'Entra ID gave none. It says:' : 'Entra ID could not be asked for one:',
        ...saidLines(said),
        ...(proxy === undefined
          ? loginAdvice(aadCode, login, transient ? (networkAdvice(connectionError) ?? null) : undefined)
          : [`Next: ${proxyAdvice(proxy, status === 0 ? null : status)}.`]),
      ],
    },
    error,
  );
}

function noIdToken(idTokenError: IdTokenError, error: unknown): SignInError {
  const { message } = idTokenError;
  const tunnel = refusedTunnel(message);
  const proxy = tunnel && githubProxyFor(process.env.ACTIONS_ID_TOKEN_REQUEST_URL);
  const status = tunnel?.status ?? idTokenError.httpStatus ?? 0;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  const ofGitHub = refused
    ? 'the right to ask for one ends with the token of the job, about 6 hours after its start: set timeout-minutes lower and on-timeout: detach, and let a later run pick it up'
    : (networkAdvice(idTokenError) ??
      'GitHub is in trouble: run again later; a training that was started is picked up');
  const next = proxy === undefined ? ofGitHub : proxyAdvice(proxy, tunnel?.status ?? null);
  return new SignInError(
    {
      said: 'GitHub gave the job no OIDC token',
      code: idTokenError.code,
      transient: !refused,
      lines: [
        proxy === undefined
          ? 'GitHub gave the job no OIDC token for it. It says:'
          : 'GitHub could not be asked for the job’s OIDC token:',
        ...saidLines(message),
        `Next: ${next}.`,
      ],
    },
    error,
  );
}

function noIdentityToken(identity: ManagedIdentity, error: unknown): SignInError {
  const { said, transient, advice } = identityTrouble(error, identity);
  return new SignInError(
    {
      said: `the managed identity gave no token: ${firstLine(said)}`,
      code: errorCode(error),
      transient,
      lines: [
        `The managed identity of this machine, asked for at ${identity.endpoint}, gave none:`,
        ...saidLines(said),
        ...advice,
      ],
    },
    error,
  );
}

/** The token endpoint's own words where it gave any; else the library's. */
function spokenBy(error: unknown, latest: TokenAnswer | undefined): string {
  if (latest !== undefined && 'connectionError' in latest) {
    const { connectionError } = latest;
    return connectionError instanceof Error ? connectionError.message : String(connectionError);
  }
  if (latest !== undefined && latest.status >= 400) {
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
  return error instanceof Error ? error.message : String(error);
}

function firstLine(said: string): string {
  return said.split('\n').find((line) => line.trim() !== '') ?? 'no reason';
}

function saidLines(said: string): string[] {
  return said
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => foreign(line.trim()));
}

/** The error and what caused it, the outermost first. */
function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
