/** The gateway's limits on requests a second, counted by the emulator's clock. */
import { GatewayError } from '../resource/api-error.ts';
import type { ApiVersion } from '../resource/behavior.ts';
import type { Clock } from '../resource/clock.ts';
import { TIERS } from '../resource/tier.ts';
import type { Tier } from '../resource/tier.ts';

export interface RateLimitOptions {
  clock: Clock;
  tier: Tier;
  /** Whether the answer 429 has the header `Retry-After`. */
  retryAfter: 'on' | 'off';
}

const MS_PER_SECOND = 1000;
/** Only the text of F0 is known of this service; that of S0 is what its sister services say. */
const MORE: Readonly<Record<Tier, string>> = {
  F0: 'To increase your rate limit switch to a paid tier.',
  S0: 'Please contact Azure support service if you would like to further increase the default rate limit.',
  unlimited: '',
};

/** A bucket that holds the tokens of one second, and is full at the start. */
class TokenBucket {
  readonly #perSecond: number;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#tokens = perSecond;
    this.#filledAt = clock.now();
  }

  /** @returns 0 if a token was taken; else the milliseconds until the next one is there */
  take(): number {
    const now = this.#clock.now();
    const earned = ((now - this.#filledAt) / MS_PER_SECOND) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + earned);
    this.#filledAt = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * MS_PER_SECOND);
    this.#tokens -= 1;
    return 0;
  }
}

export class RateLimits {
  readonly #training: TokenBucket | undefined;
  readonly #others: TokenBucket | undefined;
  readonly #retryAfter: 'on' | 'off';
  readonly #tier: Tier;

  constructor({ clock, tier, retryAfter }: RateLimitOptions) {
    const { trainingsPerSecond, othersPerSecond } = TIERS[tier];
    this.#retryAfter = retryAfter;
    this.#tier = tier;
    if (trainingsPerSecond !== Infinity) this.#training = new TokenBucket(trainingsPerSecond, clock);
    if (othersPerSecond !== Infinity) this.#others = new TokenBucket(othersPerSecond, clock);
  }

  /** @throws GatewayError 429 where the operation's bucket is empty */
  take(operation: string, version: ApiVersion): void {
    const bucket = operation === 'TrainProject' ? this.#training : this.#others;
    const waitMs = bucket?.take() ?? 0;
    if (waitMs === 0) return;
    const seconds = Math.ceil(waitMs / MS_PER_SECOND);
    throw new GatewayError(
      429,
      `Requests to the ${operation} Operation under Custom_Vision_Training_${version.slice(1)} ` +
        `have exceeded rate limit of your current Custom_Vision.Training ${this.#tier} pricing tier. ` +
        `Please retry after ${seconds} second${seconds === 1 ? '' : 's'}. ${MORE[this.#tier]}`,
      this.#retryAfter === 'on' ? { 'Retry-After': String(seconds) } : {},
    );
  }
}
