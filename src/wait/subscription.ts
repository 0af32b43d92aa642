/**
 * Notifications that one of a run's waits has not taken yet. All waits of a run share their looks, so one wait may hear
 * what another waits for.
 */
import type { Clock } from '../time/clock.ts';
import type { Notification } from './notification.ts';

export type Matcher = (notification: Notification) => boolean;

/** A notification as it stood on the queue. */
export type Heard = Notification & {
  /** By the queue's clock, in milliseconds since the epoch. */
  readonly insertedAt: number;
};

export class Subscription {
  readonly isOurs: Matcher;
  /** When the training or export began, in milliseconds since the epoch: no run has waited for longer. */
  readonly since: number;
  private unread: Heard[] = [];
  private arrival = new AbortController();

  constructor(isOurs: Matcher, since: number) {
    this.isOurs = isOurs;
    this.since = since;
  }

  deliver(heard: Heard): void {
    if (this.isOurs(heard)) {
      this.unread.push(heard);
      this.arrival.abort();
    }
  }

  /** What has arrived since the last call. */
  take(): Heard[] {
    const { unread } = this;
    if (unread.length > 0) {
      this.unread = [];
      this.arrival = new AbortController();
    }
    return unread;
  }

  /**
   * Sleeps for `ms` milliseconds, or until something arrives.
   * @throws the signal's reason
   */
  async sleep(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
    const arrived = this.arrival.signal;
    try {
      await clock.sleep(ms, AbortSignal.any([signal, arrived]));
    } catch (error) {
      signal.throwIfAborted();
      if (!arrived.aborted) {
        throw error;
      }
    }
  }
}
