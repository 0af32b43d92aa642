/**
 * Access tokens of Entra ID for a whole run: one credential for all services. It keeps the token of each scope and renews
 * it ahead of its end, so that the run goes on while the token service is down for some minutes.
 */
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import type { Clock } from '../time/clock.ts';
import { untilAborted } from '../time/limits.ts';
import { singleFlight } from '../time/single-flight.ts';

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

/** @param onToken is told every token before it is given to anybody */
export function entraTokens(
  ask: TokenRequest,
  clock: Clock,
  onToken: (token: string) => void,
): TokenCredential {
  const byScope = new Map<string, ReturnType<typeof tokenOf>>();
  return {
    /**
     * Says of every token that it has expired, so that the SDKs ask anew for each request. Their own caches would wait
     * for a token service that is down, ignore signals, and end the process with an unhandled rejection.
     * @throws SignInError; the signal's reason when aborted
     */
    async getToken(scopes, options = {}) {
      const key = [scopes].flat().join(' ');
      const current = byScope.get(key) ?? tokenOf([scopes].flat(), ask, clock, onToken);
      byScope.set(key, current);
      const token = current(options);
      const { abortSignal } = options;
      return {
        token: abortSignal === undefined ? await token : await untilAborted(token, abortSignal),
        expiresOnTimestamp: 0,
      };
    },
  };
}

/** Gives the token of one scope, for as long as it is usable, and renews it. */
function tokenOf(
  scopes: string[],
  ask: TokenRequest,
  clock: Clock,
  onToken: (token: string) => void,
): (options: GetTokenOptions) => Promise<string> {
  let kept: KeptToken | undefined;
  const renew = singleFlight(async ({ claims, enableCae }: GetTokenOptions): Promise<string> => {
    const answer = await ask(scopes, {
      ...(claims === undefined ? {} : { claims }),
      ...(enableCae === undefined ? {} : { enableCae }),
    });
    onToken(answer.token);
    kept = keptFrom(answer, clock.now());
    return answer.token;
  });
  return async (options) => {
    const now = clock.now();
    // With claims, the service has refused the kept token.
    if (kept === undefined || now >= kept.usableUntil || options.claims !== undefined) {
      return await renew(options);
    }
    const { token } = kept;
    if (now >= kept.renewAt) {
      kept.renewAt = now + RETRY_MS;
      // The caller uses the old token, so nobody waits for the renewal or hears of its failure.
      void renew(options).catch(() => undefined);
    }
    return token;
  };
}

function keptFrom({ token, expiresOnTimestamp, refreshAfterTimestamp }: AccessToken, now: number): KeptToken {
  const lifeMs = expiresOnTimestamp - now;
  return {
    token,
    usableUntil: expiresOnTimestamp - Math.min(ON_THE_WAY_MS, lifeMs / 4),
    renewAt: Math.min(refreshAfterTimestamp ?? Infinity, now + Math.max(lifeMs - AHEAD_MS, lifeMs / 2)),
  };
}
