/**
 * Keeps to the rate at which the service takes requests: one pace for all that are sent side by side. A refusal for the
 * rate holds all of them back.
 */
import type { Clock } from '../time/clock.ts';
import { ServiceError } from './service-error.ts';
import type { ApiRequest, TrainingApi } from './training-api.ts';

/** The service takes ten a second, of all operations but training together. Source: its page of limits and quotas. */
const INTERVAL_MS = 100;
/** Where a refusal does not say when to come again. */
const HOLD_MS = 1_000;

/** Sends as the client does, when its turn comes. */
export class PacedApi {
  private readonly api: Pick<TrainingApi, 'send' | 'sent'>;
  private readonly clock: Clock;
  /** When the next request may be sent. */
  private next = 0;

  constructor(api: Pick<TrainingApi, 'send' | 'sent'>, clock: Clock) {
    this.api = api;
    this.clock = clock;
  }

  get sent(): number {
    return this.api.sent;
  }

  /** @throws as `TrainingApi.send` */
  async send(request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    await this.turn(signal);
    try {
      return await this.api.send(request, signal);
    } catch (error) {
      if (error instanceof ServiceError && error.httpStatus === 429) {
        this.held = Math.max(this.held, this.clock.now() + (error.retryAfterMs ?? HOLD_MS));
      }
      throw error;
    }
  }

  /** Until when nothing may be sent. */
  private held = 0;

  private async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      const at = Math.max(this.clock.now(), this.next, this.held);
      this.next = at + INTERVAL_MS;
      const pauseMs = at - this.clock.now();
      if (pauseMs > 0) {
        await this.clock.sleep(pauseMs, signal);
      }
      // While this one waited, another may have been refused: then it takes a new turn.
      if (this.held <= this.clock.now()) {
        return;
      }
    }
  }
}
