/**
 * A run's connection to the simulated queue, without faults: each call takes 5–30 ms.
 */
import { StorageError } from '../trials/fakes/fake-queue.ts';
import type { Operation, SimulatedProcess } from '../trials/simulation/process.ts';
import { type SimulatedQueue, shown, type Stored } from '../trials/simulation/simulated-queue.ts';
import { type HeldMessage, type NotificationQueue, VIEW_SIZE, type View } from '../src/storage/queue.ts';

/** The connection needs a time-out, although nothing hangs here. */
const TIMEOUT_MS = 15_000;

export class VirtualQueue implements NotificationQueue {
  private readonly queue: SimulatedQueue;
  private readonly process: SimulatedProcess;
  private readonly onReceived: (message: Stored) => void;

  /** @param onReceived is told of each message that a receive has given to this run */
  constructor(
    queue: SimulatedQueue,
    process: SimulatedProcess,
    onReceived: (message: Stored) => void = () => undefined,
  ) {
    this.queue = queue;
    this.process = process;
    this.onReceived = onReceived;
  }

  async peek(signal: AbortSignal): Promise<View> {
    return await this.send('peek', signal, () => {
      const messages = this.queue.peek();
      return { messages, full: messages.length === VIEW_SIZE, queueTime: this.queue.date };
    });
  }

  async count(signal: AbortSignal): Promise<number> {
    return await this.send('count', signal, () => this.queue.all.length);
  }

  async receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    return await this.send('receive', signal, () =>
      this.queue.receive(count, holdSeconds * 1_000).map((message) => {
        this.onReceived(message);
        return { ...shown(message), popReceipt: message.popReceipt };
      }),
    );
  }

  async delete({ id, popReceipt }: HeldMessage): Promise<boolean> {
    return await this.settle('delete', () => {
      this.queue.delete(id, popReceipt);
    });
  }

  async release({ id, popReceipt }: HeldMessage, hiddenSeconds: number): Promise<boolean> {
    return await this.settle('release', () => {
      this.queue.update(id, popReceipt, hiddenSeconds * 1_000);
    });
  }

  private async settle(operation: 'delete' | 'release', effect: () => void): Promise<boolean> {
    try {
      await this.send(operation, undefined, effect);
      return true;
    } catch (error) {
      if (error instanceof StorageError && ['MessageNotFound', 'PopReceiptMismatch'].includes(error.code)) {
        return false;
      }
      throw error;
    }
  }

  private async send<T>(operation: Operation, signal: AbortSignal | undefined, effect: () => T): Promise<T> {
    return await this.process.request({
      operation,
      fate: { kind: 'answered' },
      timeoutMs: TIMEOUT_MS,
      signal,
      effect,
    });
  }
}
