/**
 * The requests for one token of Entra ID: bounded, ended with the run, and remembered, for what the library makes of a
 * failure does not always tell what was answered.
 */
import type { ClientAssertionCredentialOptions } from '@azure/identity';
import { isAnswerOfProxy, isTroubleOfProxy, type Proxy, proxyFor } from './proxies.ts';

type Policy = NonNullable<ClientAssertionCredentialOptions['additionalPolicies']>[number]['policy'];

/** How a request turned out: an answer, or what became of the connection. */
export type TokenAnswer = (
  { readonly status: number; readonly body: string } | { readonly connectionError: unknown }
) & {
  /** It was the proxy that gave this answer or none, and not Entra ID. */
  readonly proxy?: Proxy | undefined;
};

const REQUEST_TIMEOUT_MS = 10_000;
/** With the library's own retries, and what a `Retry-After` asks for. */
const ATTEMPT_TIMEOUT_MS = 60_000;

export class TokenRequests {
  latest: TokenAnswer | undefined;
  private readonly signal: AbortSignal;

  /** @param signal ends every request */
  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** Stands around the library's own retries. */
  get policy(): Policy {
    return {
      name: 'tokenRequests',
      sendRequest: async (request, next) => {
        request.timeout = REQUEST_TIMEOUT_MS;
        request.abortSignal = AbortSignal.any([this.signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]);
        try {
          const answer = await next(request);
          const byProxy = isAnswerOfProxy(answer.status, (name) => answer.headers.get(name));
          const proxy = byProxy ? proxyFor(request.url) : undefined;
          this.latest = { status: answer.status, body: answer.bodyAsText ?? '', proxy };
          return answer;
        } catch (error) {
          const proxy = isTroubleOfProxy(error) ? proxyFor(request.url) : undefined;
          this.latest = { connectionError: error, proxy };
          throw error;
        }
      },
    };
  }
}
