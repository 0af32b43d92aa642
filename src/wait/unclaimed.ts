/**
 * Which foreign notifications nobody claims. A live run that waits for a notification clears it soon after it has
 * appeared; one that keeps standing in view, or is old, was left behind by a run that died or by nobody at all. Work,
 * which is everything that is no notification, is never unclaimed: its consumer may just be slow.
 */
import { parseNotification } from './notification.ts';
import type { QueueMessage, View } from '../storage/queue.ts';

/** How long a notification has to stand in our views without a break. */
const UNCLAIMED_AFTER_MS = 30_000;
/** Older than this by the queue's own clock, it is unclaimed at first sight. */
const STALE_AFTER_MS = 3_600_000;

const LEAST_HIDDEN_MS = 15 * 60_000;
const MOST_HIDDEN_MS = 60 * 60_000;

export class Unclaimed {
  /** First sight of each message of the last view, by our own clock. */
  private since = new Map<string, number>();
  private queueTime = 0;
  private now = 0;

  see({ messages, queueTime }: View, now: number): void {
    this.since = new Map(messages.map(({ id }) => [id, this.since.get(id) ?? now]));
    this.queueTime = queueTime;
    this.now = now;
  }

  /** @param message one that is not ours */
  isUnclaimed(message: QueueMessage): boolean {
    if (parseNotification(message.text) === undefined) {
      return false;
    }
    const since = this.since.get(message.id) ?? this.now;
    return this.now - since >= UNCLAIMED_AFTER_MS || this.queueTime - message.insertedAt > STALE_AFTER_MS;
  }

  /**
   * For how long an unclaimed message is put aside: as long as it has lived, at least 15 minutes and at most an hour,
   * so that somebody who comes for it after all finds it, and never past its expiry.
   * @returns whole seconds; 0 for one that is about to expire
   */
  hideSeconds({ insertedAt, expiresAt }: QueueMessage): number {
    const age = this.queueTime - insertedAt;
    const wanted = Math.min(MOST_HIDDEN_MS, Math.max(LEAST_HIDDEN_MS, age));
    // The queue's clock shows whole seconds, and the request takes some time.
    const life = expiresAt - this.queueTime - 5_000;
    return Math.max(0, Math.floor(Math.min(wanted, life) / 1_000));
  }
}
