/**
 * The requests for one token of Entra ID: bounded, ended with the run, and remembered, for what the library makes of a
 * failure does not always tell what was answered. Azure's chain of credentials asks others as well, such as the machine
 * itself: those answers are not Entra ID's, and the chain's own words tell of them.
 */
import type { ClientAssertionCredentialOptions } from '@azure/identity';
import { isKnownAuthority } from './clouds.ts';
import { timedOutIfAborted } from '../network/connection-errors.ts';
import { isAnswerOfProxy, isTroubleOfProxy, type Proxy, proxyFor } from '../network/proxies.ts';

type Policy = NonNullable<ClientAssertionCredentialOptions['additionalPolicies']>[number]['policy'];

/** How a request turned out: an answer, or what became of the connection. */
export type TokenAnswer = (
  { readonly status: number; readonly body: string } | { readonly connectionError: unknown }
) & {
  /** It was the proxy that gave this answer or none, and not Entra ID. */
  readonly proxy?: Proxy | undefined;
};

const REQUEST_TIMEOUT_MS = 10_000;

export class TokenRequests {
  latest: TokenAnswer | undefined;
  private readonly signal: AbortSignal;
  private readonly authorityHost: string;

  /**
   * @param signal ends every request
   * @param authorityHost where Entra ID gives tokens
   */
  constructor(signal: AbortSignal, authorityHost: string) {
    this.signal = signal;
    this.authorityHost = authorityHost;
  }

  /** Stands around the library's own retries. */
  get policy(): Policy {
    return {
      name: 'tokenRequests',
      sendRequest: async (request, next) => {
        request.abortSignal = this.signal;
        if (!isOfEntra(request.url, this.authorityHost)) {
          return await next(request);
        }
        request.timeout = REQUEST_TIMEOUT_MS;
        try {
          const answer = await next(request);
          const byProxy = isAnswerOfProxy(answer.status, (name) => answer.headers.get(name));
          const proxy = byProxy ? proxyFor(request.url) : undefined;
          this.latest = { status: answer.status, body: answer.bodyAsText ?? '', proxy };
          return answer;
        } catch (error) {
          const proxy = isTroubleOfProxy(error) ? proxyFor(request.url) : undefined;
          const text = `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`;
          const connectionError = this.signal.aborted ? error : timedOutIfAborted(error, text);
          this.latest = { connectionError, proxy };
          throw error;
        }
      },
    };
  }
}

function isOfEntra(url: string, authorityHost: string): boolean {
  const { origin } = new URL(url);
  // The library may ask another of Azure's hosts than it was told, one that goes by both names.
  return (
    isKnownAuthority(origin) || (URL.canParse(authorityHost) && origin === new URL(authorityHost).origin)
  );
}
