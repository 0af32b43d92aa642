/**
 * Queues for a day of waiting. They keep nothing in memory themselves, because what they show follows from the time
 * alone. A call takes some milliseconds of the virtual clock.
 */
import { guid } from '../../trials/simulation/neighbours.ts';
import type { Operation, SimulatedProcess } from '../../trials/simulation/process.ts';
import type { Notification } from '../../src/wait/notification.ts';
import {
  type HeldMessage,
  type NotificationQueue,
  type QueueMessage,
  VIEW_SIZE,
  type View,
} from '../../src/storage/queue.ts';
import { notificationText } from '../notification-text.ts';

/** What the run waits for. */
export const SUBJECT: Notification = {
  type: 'Training',
  projectId: guid(0xa0, 1),
  iterationId: guid(0xa1, 1),
};

const CALL_TIMEOUT_MS = 15_000;
const LIFE_MS = 7 * 86_400_000;
const STANDING = 3;
/** How often the first message of a crowd leaves. Each message leaves before it counts as unclaimed. */
const MOVES_EVERY_MS = 500;
/** How often a message comes that looks like the run's own and is not. */
const FORGED_EVERY_MS = 10 * 60_000;

export type Surroundings = 'quiet' | 'crowded';

export class SoakedQueue implements NotificationQueue {
  private readonly process: SimulatedProcess;
  private readonly surroundings: Surroundings;
  private readonly startsAt: number;
  private shown: QueueMessage[] = [];
  /** The number of the first message of the crowd. */
  private first = 0;
  private forgedDeleted = 0;

  constructor(process: SimulatedProcess, surroundings: Surroundings) {
    this.process = process;
    this.surroundings = surroundings;
    this.startsAt = process.now();
    const size = surroundings === 'quiet' ? STANDING : VIEW_SIZE;
    this.shown = Array.from({ length: size }, (_one, number) => this.foreign(number));
  }

  async peek(signal: AbortSignal): Promise<View> {
    return await this.call('peek', signal, () => {
      const messages = this.front(VIEW_SIZE);
      return { messages, full: messages.length === VIEW_SIZE, queueTime: this.process.now() };
    });
  }

  async count(signal: AbortSignal): Promise<number> {
    return await this.call('count', signal, () => this.shown.length);
  }

  async receive(count: number, _holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    return await this.call('receive', signal, () =>
      this.front(count).map((message) => ({ ...message, popReceipt: message.id })),
    );
  }

  async delete({ id }: HeldMessage): Promise<boolean> {
    return await this.call('delete', undefined, () => {
      this.forgedDeleted = Math.max(this.forgedDeleted, Number(id.replace('forged ', '')));
      return true;
    });
  }

  async release(): Promise<boolean> {
    return await this.call('release', undefined, () => true);
  }

  private front(count: number): QueueMessage[] {
    const elapsedMs = this.process.now() - this.startsAt;
    if (this.surroundings === 'crowded') {
      for (const now = Math.floor(elapsedMs / MOVES_EVERY_MS); this.first < now; this.first += 1) {
        this.shown.shift();
        this.shown.push(this.foreign(this.first + VIEW_SIZE));
      }
    }
    const forged = Math.floor(elapsedMs / FORGED_EVERY_MS);
    const messages = forged > this.forgedDeleted ? [this.ours(forged), ...this.shown] : this.shown;
    return messages.slice(0, count);
  }

  private foreign(number: number): QueueMessage {
    const projectId = guid(0xf0, number % 7);
    const text = notificationText({ type: 'Training', projectId, iterationId: guid(0xf1, number) });
    return this.message(`foreign ${number}`, text);
  }

  private ours(number: number): QueueMessage {
    return this.message(`forged ${number}`, notificationText(SUBJECT));
  }

  private message(id: string, text: string): QueueMessage {
    const insertedAt = this.process.now();
    return { id, text, insertedAt, expiresAt: insertedAt + LIFE_MS, dequeueCount: 0 };
  }

  private async call<T>(operation: Operation, signal: AbortSignal | undefined, effect: () => T): Promise<T> {
    return await this.process.request({
      operation,
      fate: { kind: 'answered' },
      timeoutMs: CALL_TIMEOUT_MS,
      signal,
      effect,
    });
  }
}
