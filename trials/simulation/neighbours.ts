/**
 * Who else uses the queue: other projects and their runs, senders of work, and the consumer of that work.
 */
import type { Notification } from '../../src/wait/notification.ts';
import type { Dice } from './dice.ts';
import type { SimulatedQueue, Stored } from './simulated-queue.ts';
import { notificationText } from './simulated-service.ts';
import type { Timeline } from './timeline.ts';
import type { CrowdPlan } from './world-plan.ts';

const WORK = [
  '{"job":7,"kind":"resize"}',
  '{"type":"Training","Content":{"course":"swimming"}}',
  '[1,2]',
  'eyJqb2IiOjl9',
];
const OWNERS_HOLD_MS = 30_000;

const CONSUMED_AT_ONCE = 16;
const CONSUMER_LOCK_MS = 60_000;
const LEAST_POLL_MS = 100;
const MOST_POLL_MS = 60_000;
const MOST_DEQUEUED = 5;

export class Neighbours {
  /** Ids of messages that somebody other than the runs has taken for good. */
  readonly taken = new Set<string>();
  /** Ids of work that was given up after five receives. */
  readonly poisoned: Stored[] = [];
  private readonly timeline: Timeline;
  private readonly queue: SimulatedQueue;
  private readonly dice: Dice;
  private readonly plan: CrowdPlan;
  private count = 0;

  constructor(timeline: Timeline, queue: SimulatedQueue, dice: Dice, plan: CrowdPlan) {
    this.timeline = timeline;
    this.queue = queue;
    this.dice = dice;
    this.plan = plan;
  }

  arrive(): void {
    const { staleAgesMs, workDequeued, notificationEveryMs, workEveryMs, consumer } = this.plan;
    const inTurn = [
      ...staleAgesMs.map((age) => () => {
        this.sendNotification(age);
      }),
      ...workDequeued.map((dequeued) => () => {
        this.sendWork(dequeued);
      }),
    ];
    while (inTurn.length > 0) {
      inTurn.splice(this.dice.whole(0, inTurn.length - 1), 1)[0]?.();
    }
    this.again(notificationEveryMs, () => {
      this.sendNotification(0);
      const sent = this.queue.all.at(-1);
      if (sent !== undefined && this.dice.chance(this.plan.taken)) {
        this.timeline.after(this.dice.between(1_000, 20_000), () => {
          this.takeBack(sent);
        });
      }
    });
    this.again(workEveryMs, () => {
      this.sendWork(0);
    });
    if (consumer) {
      this.consume(LEAST_POLL_MS);
    }
  }

  private again(everyMs: number | null, action: () => void): void {
    if (everyMs !== null) {
      this.timeline.after(this.dice.between(0, 2 * everyMs), () => {
        action();
        this.again(everyMs, action);
      });
    }
  }

  private sendNotification(ageMs: number): void {
    this.count += 1;
    const projectId = guid(0xf0, this.count % 7);
    const meaning: Notification = this.dice.chance(0.1)
      ? { type: 'ConnectionTest', projectId }
      : { type: 'Training', projectId, iterationId: guid(0xf1, this.count) };
    this.queue.send(notificationText(meaning, this.dice), meaning, ageMs);
  }

  private sendWork(dequeued: number): void {
    const text = WORK[this.dice.whole(0, WORK.length - 1)] ?? '';
    this.queue.send(text, undefined, this.dice.between(0, 3_600_000), dequeued);
  }

  /** The run of somebody else clears what it has waited for. */
  private takeBack(message: Stored): void {
    if (!this.queue.has(message) || message.visibleAt > this.queue.now) {
      return;
    }
    message.dequeueCount += 1;
    message.popReceipt = `${message.id}.owner`;
    message.visibleAt = this.queue.now + OWNERS_HOLD_MS;
    this.finish(message);
  }

  private consume(pauseMs: number): void {
    this.timeline.after(pauseMs, () => {
      const received = this.queue.deleted ? [] : this.queue.receive(CONSUMED_AT_ONCE, CONSUMER_LOCK_MS);
      for (const message of received) {
        const { popReceipt } = message;
        this.timeline.after(this.dice.skewed(50, 3_000), () => {
          this.process(message, popReceipt);
        });
      }
      this.consume(received.length > 0 ? LEAST_POLL_MS : Math.min(MOST_POLL_MS, 2 * pauseMs));
    });
  }

  private process(message: Stored, popReceipt: string): void {
    if (message.popReceipt !== popReceipt || !this.queue.has(message)) {
      return;
    }
    const understood = message.meaning === undefined && this.dice.chance(0.9);
    if (understood) {
      this.finish(message);
    } else if (message.dequeueCount >= MOST_DEQUEUED) {
      this.poisoned.push(message);
      this.finish(message);
    } else {
      this.queue.update(message.id, popReceipt, 0);
    }
  }

  private finish(message: Stored): void {
    this.taken.add(message.id);
    this.queue.delete(message.id, message.popReceipt);
  }
}

/** A GUID that says what it is of. */
export function guid(kind: number, number: number): string {
  return `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
