/**
 * Watches the requests for one token of Entra ID: it limits their time, ends them with the run, and remembers the latest
 * answer, because the library's errors do not always tell what Entra ID said. Azure's chain of credentials asks others
 * as well, such as the machine itself: those answers are not Entra ID's, and only the library's errors tell of them.
 */
import type { ClientAssertionCredentialOptions } from '@azure/identity';
import type { Env } from '../env.ts';
import { isKnownAuthority } from './clouds.ts';
import { timedOutIfAborted } from '../network/connection-errors.ts';
import { isAnswerOfProxy, isTroubleOfProxy, type Proxy, proxyFor } from '../network/proxies.ts';

type Policy = NonNullable<ClientAssertionCredentialOptions['additionalPolicies']>[number]['policy'];

/** How a request turned out: a status and a body, or what became of the connection. */
export interface TokenAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly connectionError?: unknown;
  /** Set if it was this proxy that answered or failed, and not Entra ID. */
  readonly proxy?: Proxy | undefined;
}

const REQUEST_TIMEOUT_MS = 10_000;

/**
 * For the library's pipeline, outside of its own retries: it sees what came of the last one.
 * @param signal ends every request
 * @param authorityHost where Entra ID gives tokens
 * @param onAnswer is told how each request to Entra ID turned out
 */
export function tokenRequests(
  signal: AbortSignal,
  authorityHost: string,
  env: Env,
  onAnswer: (answer: TokenAnswer) => void,
): Policy {
  const sendRequest: Policy['sendRequest'] = async (request, next) => {
    request.abortSignal = signal;
    if (!isOfEntra(request.url, authorityHost)) {
      return await next(request);
    }
    request.timeout = REQUEST_TIMEOUT_MS;
    const proxyIf = (failed: boolean): Proxy | undefined => (failed ? proxyFor(request.url, env) : undefined);
    try {
      const answer = await next(request);
      const byProxy = isAnswerOfProxy(answer.status, (name) => answer.headers.get(name));
      onAnswer({ status: answer.status, body: answer.bodyAsText ?? '', proxy: proxyIf(byProxy) });
      return answer;
    } catch (error) {
      const text = `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`;
      const connectionError = signal.aborted ? error : timedOutIfAborted(error, text);
      onAnswer({ connectionError, proxy: proxyIf(isTroubleOfProxy(error)) });
      throw error;
    }
  };
  return { name: 'tokenRequests', sendRequest };
}

function isOfEntra(url: string, authorityHost: string): boolean {
  const { origin } = new URL(url);
  // The library may ask another of Azure's hosts than it was told, one that goes by both names.
  return isKnownAuthority(origin) || origin === URL.parse(authorityHost)?.origin;
}
