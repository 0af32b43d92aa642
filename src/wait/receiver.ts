/**
 * Receiving from the shared queue without harming its other users: what is held is let go at once, and somebody's
 * worn work is not received knowingly.
 */
import { errorCode } from '../network/connection-errors.ts';
import { parseNotification } from './notification.ts';
import type { HeldMessage, NotificationQueue, QueueMessage, View } from '../storage/queue.ts';
import type { QueueWarnings } from './queue-warnings.ts';
import type { Report } from '../report/report.ts';
import { storageAnswer } from '../storage/refusals.ts';

/** Bounds what a crash between receive and give-back costs the owners of foreign messages. */
const HOLD_SECONDS = 5;
/** One more receive could poison somebody's work. */
const WORN_DEQUEUE_COUNT = 2;

/** What becomes of a held message: it is deleted, or visible again after so many seconds. */
export type Fate = 'delete' | number;

export class Receiver {
  /** The smaller role may receive and delete, but not update: what it receives cannot be put aside. */
  mayUpdate = true;
  /** A reader's role may only look: everything stays where it is. */
  mayReceive = true;
  /** Work that came along in a receive, though the peek had shown something else. */
  private readonly disturbed = new Set<string>();
  private readonly queue: NotificationQueue;
  private readonly warnings: QueueWarnings;
  private readonly report: Report;

  constructor(queue: NotificationQueue, warnings: QueueWarnings, report: Report) {
    this.queue = queue;
    this.warnings = warnings;
    this.report = report;
  }

  /** The order of messages is not promised: worn work that came along before may come along again. */
  wouldDisturb({ messages }: View): boolean {
    return messages.some((message) => isWorn(message) && this.disturbed.has(message.id));
  }

  /**
   * Receives up to `count` messages and lets go of all of them at once, whatever happens to one.
   * @param onHeld is told what was received, before the fate of any is asked for
   * @returns false where this run may not receive at all
   */
  async take(
    count: number,
    onHeld: (held: readonly HeldMessage[]) => void,
    fateOf: (message: HeldMessage) => Fate,
    signal: AbortSignal,
  ): Promise<boolean> {
    const held = await this.receive(count, signal);
    if (held === undefined) {
      return false;
    }
    held.filter(isWork).forEach(({ id }) => this.disturbed.add(id));
    onHeld(held);
    const letGo = async (message: HeldMessage): Promise<'deleted' | 'released'> => {
      const fate = fateOf(message);
      if (fate === 'delete') {
        await this.queue.delete(message);
        return 'deleted';
      }
      await this.queue.release(message, fate);
      return 'released';
    };
    const results = await Promise.allSettled(held.map(letGo));
    // What is refused comes back by itself when the hold ends.
    const refusals = results
      .filter((result) => result.status === 'rejected')
      .map(({ reason }) => reason as unknown);
    for (const refusal of refusals) {
      this.report.debug(`queue: a held message was not let go: ${storageAnswer(refusal)}`);
    }
    if (results.some((result) => result.status === 'fulfilled' && result.value === 'released')) {
      this.mayUpdate = true;
    } else if (refusals.some(isForbidden)) {
      this.mayUpdate = false;
    }
    return true;
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
export function isWorn(message: QueueMessage): boolean {
  return isWork(message) && message.dequeueCount >= WORN_DEQUEUE_COUNT;
}

function isWork(message: QueueMessage): boolean {
  return parseNotification(message.text) === undefined;
}

function isForbidden(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 403;
}
