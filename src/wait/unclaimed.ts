/**
 * Which foreign notifications nobody claims (rule 5 of docs/WAIT.md). A run that waits for a notification clears it
 * soon after it has appeared. One that stays in view, or is old, was left behind by a run that died, or is of a
 * training that nobody waits for. Work, which is everything that is no notification, is never unclaimed: its consumer
 * may just be slow.
 */
import { parseNotification } from './notification.ts';
import type { QueueMessage, View } from '../storage/queue.ts';

/** Rule 5: how long a notification has to stand in our views without a break. */
const UNCLAIMED_AFTER_MS = 30_000;
/** Rule 5: a notification that is older than this by the queue's own clock is unclaimed at first sight. */
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

  /** Whether nobody claims a message. @param message one that is not ours */
  has(message: QueueMessage): boolean {
    if (parseNotification(message.text) === undefined) {
      return false;
    }
    const since = this.since.get(message.id) ?? this.now;
    return this.now - since >= UNCLAIMED_AFTER_MS || this.queueTime - message.insertedAt > STALE_AFTER_MS;
  }

  /**
   * For how long a message is hidden: an unclaimed one as long as it has lived, at least 15 minutes and at most an
   * hour, so that somebody who comes for it after all finds it, and never past its expiry.
   * @returns whole seconds; 0 for one that is claimed or about to expire
   */
  hideSeconds(message: QueueMessage): number {
    if (!this.has(message)) {
      return 0;
    }
    const age = this.queueTime - message.insertedAt;
    const wanted = Math.min(MOST_HIDDEN_MS, Math.max(LEAST_HIDDEN_MS, age));
    // The queue's clock shows whole seconds, and the request takes some time.
    const life = message.expiresAt - this.queueTime - 5_000;
    return Math.max(0, Math.floor(Math.min(wanted, life) / 1_000));
  }
}
