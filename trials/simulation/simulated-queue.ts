/**
 * The storage queue as the server has it, with Azure's semantics: a peek shows up to 32 visible messages and changes
 * nothing, a receive hides them, counts, and makes a new pop receipt, only the latest receipt is valid, messages
 * expire, times are shown in whole seconds of the queue's own clock, and the order is only roughly that of insertion.
 */
import type { Notification } from '../../src/wait/notification.ts';
import type { QueueMessage } from '../../src/storage/queue.ts';
import { StorageError } from '../fakes/fake-queue.ts';
import type { Dice } from './dice.ts';
import type { Timeline } from './timeline.ts';

export interface Stored {
  readonly id: string;
  readonly text: string;
  /** What the sender means by the text; `undefined` for work and garbled texts. */
  readonly meaning: Notification | undefined;
  readonly insertedAt: number;
  readonly expiresAt: number;
  dequeueCount: number;
  visibleAt: number;
  popReceipt: string;
  /** Messages stand in the order of their places. */
  place: number;
  /** How often a run has received it. */
  receivedByRuns: number;
}

export interface QueueHabits {
  readonly skewMs: number;
  /** Of the answers show some neighbours in another order. */
  readonly disorder: number;
  /** A message that comes back stands behind the others. */
  readonly returnsBehind: boolean;
}

const PEEKED = 32;

export class SimulatedQueue {
  /** Taken away by an administrator: it is empty, and every request is refused. */
  deleted = false;
  /** What every message that was ever sent means, by its id. */
  readonly meanings = new Map<string, Notification | undefined>();
  private messages: Stored[] = [];
  private count = 0;
  private readonly timeline: Timeline;
  private readonly dice: Dice;
  private readonly habits: QueueHabits;

  constructor(timeline: Timeline, dice: Dice, habits: QueueHabits) {
    this.timeline = timeline;
    this.dice = dice;
    this.habits = habits;
  }

  /** By the queue's clock, to the millisecond. */
  get now(): number {
    return this.timeline.now + this.habits.skewMs;
  }

  /** As the queue shows it. */
  get date(): number {
    return Math.floor(this.now / 1_000) * 1_000;
  }

  get all(): readonly Stored[] {
    return this.messages;
  }

  send(text: string, meaning: Notification | undefined, ageMs = 0, dequeueCount = 0): void {
    if (this.deleted) {
      return;
    }
    this.count += 1;
    const insertedAt = Math.floor((this.now - ageMs) / 1_000) * 1_000;
    this.meanings.set(`m${this.count}`, meaning);
    this.messages.push({
      id: `m${this.count}`,
      text,
      meaning,
      insertedAt,
      expiresAt: insertedAt + 7 * 86_400_000,
      dequeueCount,
      visibleAt: this.now,
      popReceipt: '',
      place: this.count,
      receivedByRuns: 0,
    });
  }

  /** Neither deleted nor expired. */
  has(message: Stored): boolean {
    return message.expiresAt > this.now && this.messages.includes(message);
  }

  peek(): QueueMessage[] {
    return this.front(PEEKED).map(shown);
  }

  /** Hidden ones included. */
  size(): number {
    this.refuseIfDeleted();
    return this.messages.length;
  }

  receive(count: number, holdMs: number): Stored[] {
    const received = this.front(count);
    for (const message of received) {
      message.dequeueCount += 1;
      message.popReceipt = `${message.id}.${message.dequeueCount}`;
      this.hide(message, holdMs);
    }
    return received;
  }

  /** @throws StorageError `MessageNotFound` or `PopReceiptMismatch` */
  delete(id: string, popReceipt: string): void {
    const message = this.held(id, popReceipt);
    this.messages = this.messages.filter((other) => other !== message);
  }

  /** @throws StorageError `MessageNotFound` or `PopReceiptMismatch` */
  update(id: string, popReceipt: string, hiddenMs: number): Stored {
    const message = this.held(id, popReceipt);
    message.popReceipt = `${popReceipt}u`;
    this.hide(message, hiddenMs);
    return message;
  }

  /** Somebody deletes a message, however they came by a receipt. */
  clear(id: string): void {
    this.messages = this.messages.filter((other) => other.id !== id);
  }

  /** Deletes the queue with everything in it. */
  drop(): void {
    this.deleted = true;
    this.messages = [];
  }

  private hide(message: Stored, ms: number): void {
    message.visibleAt = this.now + ms;
    if (this.habits.returnsBehind) {
      this.count += 1;
      message.place = this.count;
      this.messages = [...this.messages.filter((other) => other !== message), message];
    }
  }

  private front(count: number): Stored[] {
    this.refuseIfDeleted();
    const front: Stored[] = [];
    for (const message of this.messages) {
      if (message.visibleAt <= this.now && message.expiresAt > this.now) {
        front.push(message);
        if (front.length === count + 2) {
          break;
        }
      }
    }
    if (front.length > 1 && this.dice.chance(this.habits.disorder)) {
      for (let swaps = this.dice.whole(1, 4); swaps > 0; swaps -= 1) {
        const index = this.dice.whole(0, front.length - 2);
        front.splice(index, 2, ...front.slice(index, index + 2).reverse());
      }
    }
    return front.slice(0, count);
  }

  private held(id: string, popReceipt: string): Stored {
    this.refuseIfDeleted();
    const message = this.messages.find((other) => other.id === id && other.expiresAt > this.now);
    if (message === undefined) {
      throw new StorageError(404, 'MessageNotFound');
    }
    if (message.popReceipt !== popReceipt) {
      throw new StorageError(400, 'PopReceiptMismatch');
    }
    return message;
  }

  private refuseIfDeleted(): void {
    if (this.deleted) {
      throw new StorageError(404, 'QueueNotFound');
    }
  }
}

export function shown({ id, text, insertedAt, expiresAt, dequeueCount }: Stored): QueueMessage {
  return { id, text, insertedAt, expiresAt, dequeueCount };
}
