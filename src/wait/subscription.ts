/**
 * What the looks of a run have heard for one of its waits: several waits share the looks, whichever of them makes one.
 */
import type { Clock } from '../time/clock.ts';
import type { Notification } from './notification.ts';

/** A notification as it stood on the queue. */
export type Heard = Notification & {
  /** By the queue's clock, in milliseconds since the epoch. */
  readonly insertedAt: number;
};

export class Subscription {
  private readonly isOurs: (notification: Notification) => boolean;
  private unread: Heard[] = [];
  private arrival = new AbortController();

  constructor(isOurs: (notification: Notification) => boolean) {
    this.isOurs = isOurs;
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
   * Sleeps for so long, or until something arrives.
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
