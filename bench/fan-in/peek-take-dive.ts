/**
 * The baseline on a shared queue: the protocol "peek, take, dive".
 *
 * It peeks. If its message is in the view, it receives all messages up to there, deletes its own and gives the others
 * back. If the view is full and its message is not in it, the message may stand behind, so it dives: it receives batch
 * after batch, hidden for half a minute, until it has its own or the queue is empty, and then gives the others back.
 * Between two dives it pauses, one second at first and twice as long each time, up to a minute. It looks every 1 % of
 * the time waited, from half a second to five.
 *
 * Like the action's own protocol it changes and deletes no foreign message, and does not repeat a call that fails. It
 * asks the service only when it has found its message, and at the deadline.
 */
import type { Clock, Deadline } from '../../src/time/clock.ts';
import { type Notification, parseNotification } from '../../src/wait/notification.ts';
import {
  type HeldMessage,
  type NotificationQueue,
  type QueueMessage,
  VIEW_SIZE,
} from '../../src/storage/queue.ts';
import type { Place, Waiter } from '../waits/way.ts';

const HOLD_SECONDS = 30;
const LEAST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 5_000;
const SHARE_OF_WAIT = 0.01;
const LEAST_DIVE_PAUSE_MS = 1_000;
const MOST_DIVE_PAUSE_MS = 60_000;
/** How many messages it gives back at once: a run has so many connections. */
const GIVEN_BACK_AT_ONCE = 32;

type IsOurs = (notification: Notification) => boolean;

export class PeekTakeDive implements Waiter {
  private readonly queue: NotificationQueue;
  private readonly clock: Clock;
  private readonly deadline: Deadline;
  private readonly signal: AbortSignal;
  private readonly random: () => number;
  private nextDiveAt = 0;
  private divePauseMs = LEAST_DIVE_PAUSE_MS;

  constructor({ queue, clock, deadline, signal, random }: Place) {
    this.queue = queue;
    this.clock = clock;
    this.deadline = deadline;
    this.signal = signal;
    this.random = random;
  }

  async wait(isOurs: IsOurs, ask: () => Promise<boolean>): Promise<void> {
    const started = this.clock.now();
    this.nextDiveAt = started;
    this.divePauseMs = LEAST_DIVE_PAUSE_MS;
    for (;;) {
      const late = this.deadline.passed;
      if (((await this.look(isOurs)) || late) && (await ask())) {
        return;
      }
      if (late) {
        return;
      }
      const ideal = SHARE_OF_WAIT * (this.clock.now() - started);
      const pause = Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, ideal));
      await this.clock.sleep(Math.min(this.spread(pause), this.deadline.remainingMs()), this.signal);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** @returns whether it has found and deleted our message */
  private async look(isOurs: IsOurs): Promise<boolean> {
    try {
      const { messages, full } = await this.queue.peek(this.signal);
      const index = messages.findIndex((message) => is(message, isOurs));
      if (index >= 0) {
        const held = await this.queue.receive(index + 1, HOLD_SECONDS, this.signal);
        return await this.letGo(held, isOurs);
      }
      return full && this.clock.now() >= this.nextDiveAt && (await this.dive(isOurs));
    } catch {
      this.signal.throwIfAborted();
      return false;
    }
  }

  private async dive(isOurs: IsOurs): Promise<boolean> {
    const held: HeldMessage[] = [];
    try {
      for (;;) {
        const batch = await this.queue.receive(VIEW_SIZE, HOLD_SECONDS, this.signal);
        held.push(...batch);
        if (batch.length < VIEW_SIZE || batch.some((message) => is(message, isOurs))) {
          break;
        }
      }
    } finally {
      this.nextDiveAt = this.clock.now() + this.spread(this.divePauseMs);
      this.divePauseMs = Math.min(MOST_DIVE_PAUSE_MS, 2 * this.divePauseMs);
    }
    return await this.letGo(held, isOurs);
  }

  /** @returns whether our message was among them */
  private async letGo(held: readonly HeldMessage[], isOurs: IsOurs): Promise<boolean> {
    const mine = held.filter((message) => is(message, isOurs));
    const others = held.filter((message) => !mine.includes(message));
    // A message that cannot be given back becomes visible by itself when its visibility timeout ends.
    await Promise.allSettled(mine.map((message) => this.queue.delete(message)));
    for (let from = 0; from < others.length; from += GIVEN_BACK_AT_ONCE) {
      const some = others.slice(from, from + GIVEN_BACK_AT_ONCE);
      await Promise.allSettled(some.map((message) => this.queue.release(message, 0)));
    }
    return mine.length > 0;
  }

  private spread(ms: number): number {
    return ms * (0.8 + 0.4 * this.random());
  }
}

function is({ text }: QueueMessage, isOurs: IsOurs): boolean {
  const notification = parseNotification(text);
  return notification !== undefined && isOurs(notification);
}
