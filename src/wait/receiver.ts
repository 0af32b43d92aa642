/**
 * Receiving from the shared queue without harm to its other users (rules 4, 5 and 9 of docs/WAIT.md): each receive of a
 * foreign message brings it closer to its consumer's poison queue. So a run receives only to delete its own messages
 * and to hide those that nobody claims, and gives everything else back at once.
 */
import { errorCode, statusCode } from '../network/connection-errors.ts';
import { parseNotification } from './notification.ts';
import type { OwnMessages } from './own-messages.ts';
import type { HeldMessage, NotificationQueue, QueueMessage, View } from '../storage/queue.ts';
import type { QueueWarnings } from './queue-warnings.ts';
import type { Unclaimed } from './unclaimed.ts';

type IsDue = (message: QueueMessage) => boolean;

/** Rule 4: the visibility timeout of a receive bounds what a crash before the give-back costs other runs. */
const HOLD_SECONDS = 5;
/** Rule 4: work that was received this often could go to a poison queue if it were received once more. */
const WORN_DEQUEUE_COUNT = 2;
/** Rule 4: before its end, a run does not receive more claimed messages than this to reach its own. */
const MOST_IN_FRONT = 8;

export class Receiver {
  /** False with a role that may receive and delete messages, but not update them: such a run puts nothing aside. */
  private mayUpdate = true;
  /** False with a reader's role, which may only peek: everything stays where it is. */
  private mayReceive = true;
  /** The ids of work that came along in a receive, although the peek had shown something else. */
  private readonly disturbed = new Set<string>();
  /** How often this run has received a message, by its id. */
  private readonly received = new Map<string, number>();
  private readonly queue: NotificationQueue;
  private readonly own: OwnMessages;
  private readonly unclaimed: Unclaimed;
  private readonly warnings: QueueWarnings;

  constructor(queue: NotificationQueue, own: OwnMessages, unclaimed: Unclaimed, warnings: QueueWarnings) {
    this.queue = queue;
    this.own = own;
    this.unclaimed = unclaimed;
    this.warnings = warnings;
  }

  /** How often this run itself has received a message. */
  timesReceived({ id }: QueueMessage): number {
    return this.received.get(id) ?? 0;
  }

  /**
   * Rule 5: receives and hides the unclaimed notifications that lead a full view without news for us.
   * @returns whether there is something new to see
   */
  async putAside(view: View, signal: AbortSignal): Promise<boolean> {
    if (!this.mayReceive || !this.mayUpdate || this.wouldDisturb(view)) {
      return false;
    }
    // What is about to expire is not worth hiding, and would come back at once.
    const claimed = view.messages.findIndex((message) => this.unclaimed.hideSeconds(message) === 0);
    const leading = claimed < 0 ? view.messages.length : claimed;
    return leading > 0 && (await this.take(leading, () => true, signal));
  }

  /**
   * Rule 4: receives exactly up to the first of ours that is due and those that follow it without a gap, and deletes
   * what is due.
   * @param force also if many claimed messages stand in front
   * @returns whether anything was received
   */
  async clear(view: View, isDue: IsDue, signal: AbortSignal, force = false): Promise<boolean> {
    const index = view.messages.findIndex(isDue);
    if (index < 0 || !this.mayReceive) {
      return false;
    }
    const front = view.messages.slice(0, index).filter((message) => !this.own.has(message));
    if (front.some(isWorn) || this.wouldDisturb(view)) {
      this.warnings.leftBehindWork();
      return false;
    }
    if (!force && front.filter((message) => !this.unclaimed.has(message)).length > MOST_IN_FRONT) {
      return false;
    }
    const gap = view.messages.findIndex((message, at) => at > index && !isDue(message));
    const end = gap < 0 ? view.messages.length : gap;
    return await this.take(end, isDue, signal);
  }

  /** Rule 4: the queue promises no order, so worn work that came along before may come along again. */
  private wouldDisturb({ messages }: View): boolean {
    return messages.some((message) => this.disturbed.has(message.id) && isWorn(message));
  }

  /**
   * Rule 9: receives only as many as a peek has just shown. Ours that are due are deleted, unclaimed ones hidden, and
   * the rest given back, each at once and whatever happens to another.
   * @returns whether this run may receive at all
   */
  private async take(count: number, isDue: IsDue, signal: AbortSignal): Promise<boolean> {
    const held = await this.receive(count, signal);
    if (held === undefined) {
      return false;
    }
    held.forEach((message) => this.received.set(message.id, this.timesReceived(message) + 1));
    held.filter(isWork).forEach(({ id }) => this.disturbed.add(id));
    this.own.hear(held);
    const updates = await Promise.all(held.map((message) => this.letGo(message, isDue)));
    // One message that was updated outweighs those of the same receive whose update was refused.
    this.mayUpdate = updates.includes(true) || (this.mayUpdate && !updates.includes(false));
    return true;
  }

  /** @returns whether the run may update messages; `undefined` if this one does not tell */
  private async letGo(message: HeldMessage, isDue: IsDue): Promise<boolean | undefined> {
    const ours = this.own.has(message);
    try {
      if (ours && isDue(message)) {
        await this.queue.delete(message);
        return undefined;
      }
      await this.queue.release(message, ours ? 0 : this.unclaimed.hideSeconds(message));
      return true;
    } catch (error) {
      // The message becomes visible again by itself when the hold ends.
      this.warnings.debug('a held message was not let go', error);
      return statusCode(error) === 403 ? false : undefined;
    }
  }

  private async receive(count: number, signal: AbortSignal): Promise<HeldMessage[] | undefined> {
    try {
      return await this.queue.receive(count, HOLD_SECONDS, signal);
    } catch (error) {
      // A peek was answered just now: the queue is within reach, and every message in it can be heard.
      if (errorCode(error) !== 'AuthorizationPermissionMismatch') {
        throw error;
      }
      this.mayReceive = false;
      this.warnings.mayNotReceive(error);
      return undefined;
    }
  }
}

/** Somebody's work that was received before: a consumer may give up on it after a few more. */
function isWorn(message: QueueMessage): boolean {
  return message.dequeueCount >= WORN_DEQUEUE_COUNT && isWork(message);
}

function isWork(message: QueueMessage): boolean {
  return parseNotification(message.text) === undefined;
}
