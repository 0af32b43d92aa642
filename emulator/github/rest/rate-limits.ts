/**
 * GitHub's limits on requests, as documented for the token of a workflow: requests an hour for the whole repository, and
 * the secondary limits, which no header announces.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../custom-vision/resource/clock.ts';
import { RestRefusal } from './refusal.ts';

export interface Limits {
  readonly requestsPerHour: number;
  /** A read is one point, a write five. */
  readonly pointsPerMinute: number;
  /** Of requests that make something. Whether a re-run counts is not documented; here it does. */
  readonly writesPerMinute: number;
  readonly writesPerHour: number;
  /** Both are documented. */
  readonly status: 403 | 429;
  /** Whether the answer to a secondary limit says when to come again, as it usually does. */
  readonly retryAfter: boolean;
}

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export const DOCUMENTED_LIMITS: Limits = {
  requestsPerHour: 1_000,
  pointsPerMinute: 900,
  writesPerMinute: 80,
  writesPerHour: 500,
  status: 403,
  retryAfter: true,
};

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
const [READ_POINTS, WRITE_POINTS] = [1, 5];
const PAGE = 'overview/rate-limits-for-the-rest-api';

export class RestRateLimits {
  /** May be changed at any time. */
  limits: Limits;
  /** Requests that came although an answer had said when to come again, and that time was not over. */
  ignored = 0;
  readonly #clock: Clock;
  #hourEndsAt = 0;
  #used = 0;
  #blockedUntil = 0;
  #taken: { readonly at: number; readonly points: number }[] = [];

  constructor(clock: Clock, limits: Limits) {
    this.#clock = clock;
    this.limits = limits;
  }

  /** Counts a request. @throws RestRefusal 403 or 429 where it is over a limit */
  take(isWrite: boolean): void {
    const now = this.#clock.now();
    this.#startHour(now);
    if (now < this.#blockedUntil) this.ignored += 1;
    if (this.#used >= this.limits.requestsPerHour) {
      this.#blockedUntil = this.#hourEndsAt;
      throw new RestRefusal(this.limits.status, 'API rate limit exceeded for installation ID 4711.', {
        page: PAGE,
      });
    }
    this.#used += 1;
    this.#taken = this.#taken.filter(({ at }) => now - at < HOUR_MS);
    const points = isWrite ? WRITE_POINTS : READ_POINTS;
    const hour = this.#taken.filter(({ points }) => points === WRITE_POINTS);
    const minute = this.#taken.filter(({ at }) => now - at < MINUTE_MS);
    const spent = minute.reduce((sum, one) => sum + one.points, points);
    const writes = minute.filter(({ points }) => points === WRITE_POINTS).length;
    const isTooMuch =
      isWrite && (writes >= this.limits.writesPerMinute || hour.length >= this.limits.writesPerHour);
    if (spent > this.limits.pointsPerMinute || isTooMuch) {
      this.#refuse(now);
    }
    this.#taken.push({ at: now, points });
  }

  get state(): { limit: number; used: number; remaining: number; reset: number } {
    this.#startHour(this.#clock.now());
    const limit = this.limits.requestsPerHour;
    return {
      limit,
      used: this.#used,
      remaining: Math.max(0, limit - this.#used),
      reset: Math.ceil(this.#hourEndsAt / 1_000),
    };
  }

  get headers(): Record<string, string> {
    const { limit, used, remaining, reset } = this.state;
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
      'x-ratelimit-used': String(used),
    };
  }

  #startHour(now: number): void {
    if (now < this.#hourEndsAt) return;
    this.#hourEndsAt = now + HOUR_MS;
    this.#used = 0;
  }

  #refuse(now: number): never {
    const { status, retryAfter } = this.limits;
    if (retryAfter) this.#blockedUntil = now + MINUTE_MS;
    throw new RestRefusal(
      status,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to ' +
        `GitHub Support for help, please include the request ID ${randomUUID()}.`,
      {
        page: `${PAGE}#about-secondary-rate-limits`,
        headers: retryAfter ? { 'retry-after': String(MINUTE_MS / 1_000) } : {},
      },
    );
  }
}
