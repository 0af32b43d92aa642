/**
 * A storage queue in memory with Azure's semantics, as far as they are relied on: a peek shows up to 32 visible
 * messages and changes nothing, a receive hides messages and counts, a release puts a message behind the others, and
 * only the latest pop receipt is valid.
 */
import type { HeldMessage, NotificationQueue, QueueMessage, View } from '../../src/storage/queue.ts';
import { VIEW_SIZE } from '../../src/storage/queue.ts';
import type { FakeClock } from './fake-clock.ts';

interface Stored {
  readonly id: string;
  readonly text: string;
  readonly insertedAt: number;
  readonly expiresAt: number;
  dequeueCount: number;
  visibleAt: number;
  popReceipt: string;
}

type Operation = 'peek' | 'count' | 'receive' | 'delete' | 'release';

/** An error as the storage SDK throws it. */
export class StorageError extends Error {
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string) {
    super('Unexpected status code');
    this.name = 'RestError';
    this.statusCode = statusCode;
    this.code = code;
  }
}

export class FakeQueue implements NotificationQueue {
  /** Every request in order, such as `peek`, `receive 3 for 5 s`, `delete m1`, `release m2`. */
  readonly requests: string[] = [];
  /** Runs between the arrival of a request and its answer: what somebody else does to the queue meanwhile. */
  meanwhile: (operation: Operation) => void = () => undefined;
  /** Decides about each request: an error to throw, or nothing. */
  trouble: (operation: Operation) => Error | undefined = () => undefined;
  private stored: Stored[] = [];
  private readonly clock: Pick<FakeClock, 'now'>;
  private sent = 0;

  constructor(clock: Pick<FakeClock, 'now'>) {
    this.clock = clock;
  }

  /** Adds a message behind the others and returns its id. */
  send(
    text: string,
    {
      dequeueCount = 0,
      insertedAt = this.clock.now(),
      expiresAt = this.clock.now() + 7 * 86_400_000,
    }: { dequeueCount?: number; insertedAt?: number; expiresAt?: number } = {},
  ): string {
    this.sent += 1;
    const id = `m${this.sent}`;
    this.stored.push({
      id,
      text,
      insertedAt,
      expiresAt,
      dequeueCount,
      visibleAt: insertedAt,
      popReceipt: '',
    });
    return id;
  }

  /** Somebody else receives a message and never gives it back. */
  take(id: string): void {
    this.stored = this.stored.filter((message) => message.id !== id);
  }

  /** Ids of all messages, hidden ones included, in the queue's order. */
  get ids(): string[] {
    return this.stored.map(({ id }) => id);
  }

  /** The texts of the same. */
  get texts(): string[] {
    return this.stored.map(({ text }) => text);
  }

  dequeueCountOf(id: string): number | undefined {
    return this.stored.find((message) => message.id === id)?.dequeueCount;
  }

  /** The requests that change something. */
  get writes(): string[] {
    return this.requests.filter((request) => !['peek', 'count'].includes(request));
  }

  async peek(signal: AbortSignal): Promise<View> {
    await this.arrive('peek', 'peek', signal);
    const messages = this.visible().slice(0, VIEW_SIZE).map(shown);
    const queueTime = Math.floor(this.clock.now() / 1_000) * 1_000;
    return { messages, full: messages.length === VIEW_SIZE, queueTime };
  }

  async count(signal: AbortSignal): Promise<number> {
    await this.arrive('count', 'count', signal);
    return this.stored.filter(({ expiresAt }) => expiresAt > this.clock.now()).length;
  }

  async receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    await this.arrive('receive', `receive ${count} for ${holdSeconds} s`, signal);
    return this.visible()
      .slice(0, count)
      .map((message) => {
        message.dequeueCount += 1;
        message.visibleAt = this.clock.now() + holdSeconds * 1_000;
        message.popReceipt = `${message.id}-${message.dequeueCount}`;
        return { ...shown(message), popReceipt: message.popReceipt };
      });
  }

  async delete(message: HeldMessage): Promise<boolean> {
    await this.arrive('delete', `delete ${message.id}`);
    const held = this.held(message);
    if (held !== undefined) {
      this.take(message.id);
    }
    return held !== undefined;
  }

  async release(message: HeldMessage, hiddenSeconds: number): Promise<boolean> {
    const request =
      hiddenSeconds === 0 ? `release ${message.id}` : `hide ${message.id} for ${hiddenSeconds} s`;
    await this.arrive('release', request);
    const held = this.held(message);
    if (held !== undefined) {
      held.visibleAt = this.clock.now() + hiddenSeconds * 1_000;
      held.popReceipt = '';
      this.stored = [...this.stored.filter((other) => other !== held), held];
    }
    return held !== undefined;
  }

  private async arrive(operation: Operation, request: string, signal?: AbortSignal): Promise<void> {
    await Promise.resolve();
    signal?.throwIfAborted();
    this.requests.push(request);
    const error = this.trouble(operation);
    if (error !== undefined) {
      throw error;
    }
    this.meanwhile(operation);
  }

  private visible(): Stored[] {
    return this.stored.filter(
      ({ visibleAt, expiresAt }) => visibleAt <= this.clock.now() && expiresAt > this.clock.now(),
    );
  }

  private held({ id, popReceipt }: HeldMessage): Stored | undefined {
    return this.stored.find((message) => message.id === id && message.popReceipt === popReceipt);
  }
}

function shown({ id, text, insertedAt, expiresAt, dequeueCount }: Stored): QueueMessage {
  return { id, text, insertedAt, expiresAt, dequeueCount };
}
