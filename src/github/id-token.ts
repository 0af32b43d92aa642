/**
 * The OIDC token by which GitHub says which workflow this is. It lives five minutes, so it is asked for anew whenever
 * one is needed; the right to ask lives as long as the job's own token.
 * Source: "OpenID Connect reference" of GitHub Actions, section "Methods for requesting the OIDC token".
 */
import type { Env } from '../env.ts';
import { timedOutIfAborted } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { githubProxyFor, type Proxy } from '../network/proxies.ts';
import { githubClient } from './github-client.ts';
import { claimsOf } from './jwt.ts';

const REQUEST_TIMEOUT_MS = 10_000;

/** GitHub gave no token. */
export class IdTokenError extends Error {
  override readonly name = 'IdTokenError';
  /** `null`: no answer arrived. */
  readonly httpStatus: number | null;
  /** The proxy through which GitHub was asked. */
  readonly proxy: Proxy | undefined;

  constructor(said: string, httpStatus: number | null, proxy: Proxy | undefined, cause?: unknown) {
    super(said, { cause });
    this.httpStatus = httpStatus;
    this.proxy = proxy;
  }
}

/**
 * @param mask is told the token before it is used
 * @param audience whom the token names as the one that it is for
 * @throws IdTokenError, also when aborted
 */
export async function requestIdToken(
  env: Env,
  signal: AbortSignal,
  mask: (secret: string) => void,
  audience: string,
): Promise<string> {
  const url = `${env.ACTIONS_ID_TOKEN_REQUEST_URL ?? ''}&audience=${encodeURIComponent(audience)}`;
  const client = await githubClient(url);
  const proxy = githubProxyFor(url, env);
  let answer;
  try {
    answer = await client.pathUnchecked(url).get({
      abortSignal: signal,
      timeout: REQUEST_TIMEOUT_MS,
      headers: { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? ''}` },
    });
  } catch (error) {
    const cause = timedOutIfAborted(error, `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`);
    const status = error instanceof ForeignAnswer ? error.httpStatus : null;
    throw new IdTokenError(cause instanceof Error ? cause.message : String(cause), status, proxy, cause);
  }
  const body = answer.body as { readonly value?: unknown } | string | undefined;
  const token = typeof body === 'object' ? body.value : undefined;
  if (answer.status === '200' && typeof token === 'string' && token !== '') {
    mask(token);
    return token;
  }
  const words =
    answer.status === '200' ? 'without a token' : typeof body === 'string' ? body : JSON.stringify(body);
  const status = Number(answer.status);
  throw new IdTokenError(`${status} ${words}`, status, proxy);
}

/** Who the workflow says it is; what a federated credential in Entra ID has to match, letter by letter. */
export interface PresentedClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
}

export function presentedClaims(token: string): PresentedClaims {
  const { iss, sub, aud } = claimsOf(token);
  return { iss: String(iss), sub: String(sub), aud: [aud].flat().join(', ') };
}
