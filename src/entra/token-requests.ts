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

/** How a request turned out: an answer, or what became of the connection. */
export type TokenAnswer = (
  { readonly status: number; readonly body: string } | { readonly connectionError: unknown }
) & {
  /** Set if it was this proxy that answered or failed, and not Entra ID. */
  readonly proxy?: Proxy | undefined;
};

const REQUEST_TIMEOUT_MS = 10_000;

export class TokenRequests {
  latest: TokenAnswer | undefined;
  private readonly signal: AbortSignal;
  private readonly authorityHost: string;
  private readonly env: Env;

  /**
   * @param signal ends every request
   * @param authorityHost where Entra ID gives tokens
   */
  constructor(signal: AbortSignal, authorityHost: string, env: Env) {
    this.signal = signal;
    this.authorityHost = authorityHost;
    this.env = env;
  }

  /** For the library's pipeline, outside of its own retries: it sees what came of the last one. */
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
          const proxy = byProxy ? proxyFor(request.url, this.env) : undefined;
          this.latest = { status: answer.status, body: answer.bodyAsText ?? '', proxy };
          return answer;
        } catch (error) {
          const proxy = isTroubleOfProxy(error) ? proxyFor(request.url, this.env) : undefined;
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
