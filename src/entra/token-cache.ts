/**
 * Access tokens of Entra ID for a whole run: one credential for all services. It keeps the token of each scope and renews
 * it ahead of its end, so that the run goes on while the token service is down for some minutes.
 */
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import type { Clock } from '../time/clock.ts';
import { untilAborted } from '../time/limits.ts';

/**
 * Asks Entra ID for a token.
 * @throws SignInError
 */
export type TokenRequest = (scopes: string[], options: GetTokenOptions) => Promise<AccessToken>;

/** A token of an hour is renewed five minutes before its end; a shorter one, half of its life before. */
const AHEAD_MS = 300_000;

/** A service refuses a token that ends while the request is on its way. */
const ON_THE_WAY_MS = 30_000;

/** How long after a failed renewal the next one starts, while the old token still works. */
const RETRY_MS = 30_000;

interface KeptToken {
  readonly token: string;
  readonly usableUntil: number;
  renewAt: number;
}

export class EntraTokens implements TokenCredential {
  private readonly ask: TokenRequest;
  private readonly clock: Clock;
  private readonly onToken: (token: string) => void;
  private readonly kept = new Map<string, KeptToken>();
  private readonly renewals = new Map<string, Promise<KeptToken>>();

  /** @param onToken is told every token before it is given to anybody */
  constructor(ask: TokenRequest, clock: Clock, onToken: (token: string) => void) {
    this.ask = ask;
    this.clock = clock;
    this.onToken = onToken;
  }

  /**
   * Says of every token that it has expired, so that the SDKs ask anew for each request. Their own caches would wait for
   * a token service that is down, ignore signals, and end the process with an unhandled rejection.
   * @throws SignInError; the signal's reason when aborted
   */
  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    const token = this.tokenFor([scopes].flat(), options);
    const { abortSignal } = options;
    return {
      token: abortSignal === undefined ? await token : await untilAborted(token, abortSignal),
      expiresOnTimestamp: 0,
    };
  }

  private async tokenFor(scopes: string[], options: GetTokenOptions): Promise<string> {
    const kept = this.kept.get(scopes.join(' '));
    const now = this.clock.now();
    // With claims, the service has refused the kept token.
    if (kept === undefined || now >= kept.usableUntil || options.claims !== undefined) {
      return (await this.renewed(scopes, options)).token;
    }
    if (now >= kept.renewAt) {
      kept.renewAt = now + RETRY_MS;
      // The caller uses the old token, so nobody waits for the renewal or hears of its failure.
      void this.renewed(scopes, options).catch(() => undefined);
    }
    return kept.token;
  }

  /** Single flight: concurrent requests for a scope share one renewal. */
  private renewed(scopes: string[], { claims, enableCae }: GetTokenOptions): Promise<KeptToken> {
    const key = scopes.join(' ');
    const underWay = this.renewals.get(key);
    if (underWay !== undefined) {
      return underWay;
    }
    const renewal = this.request(scopes, {
      ...(claims === undefined ? {} : { claims }),
      ...(enableCae === undefined ? {} : { enableCae }),
    })
      .then((fresh) => {
        this.kept.set(key, fresh);
        return fresh;
      })
      .finally(() => {
        this.renewals.delete(key);
      });
    this.renewals.set(key, renewal);
    return renewal;
  }

  private async request(scopes: string[], options: GetTokenOptions): Promise<KeptToken> {
    const answer = await this.ask(scopes, options);
    this.onToken(answer.token);
    const now = this.clock.now();
    const lifeMs = answer.expiresOnTimestamp - now;
    return {
      token: answer.token,
      usableUntil: now + lifeMs - Math.min(ON_THE_WAY_MS, lifeMs / 4),
      renewAt: Math.min(
        answer.refreshAfterTimestamp ?? Infinity,
        now + Math.max(lifeMs - AHEAD_MS, lifeMs / 2),
      ),
    };
  }
}
