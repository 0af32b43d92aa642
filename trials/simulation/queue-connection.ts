/**
 * One run's connection to the simulated queue: what it asks for takes time and may fail, and is judged.
 */
import type { HeldMessage, NotificationQueue, View } from '../../src/storage/queue.ts';
import { StorageError } from '../fakes/fake-queue.ts';
import type { Conduct } from './conduct.ts';
import { type Network, refusal } from './network.ts';
import type { Fate, SimulatedProcess } from './process.ts';
import { shown, type SimulatedQueue } from './simulated-queue.ts';

/** As in the real connection. */
const REQUEST_TIMEOUT_MS = 15_000;
const GIVE_BACK_TIMEOUT_MS = 1_000;
const FULL = 32;

export interface QueueCalls {
  peeks: number;
  receives: number;
  others: number;
}

export class QueueConnection implements NotificationQueue {
  readonly calls: QueueCalls = { peeks: 0, receives: 0, others: 0 };
  /** Pop receipts of what this run has received and not let go of yet, by message. */
  readonly holds = new Map<string, string>();
  readonly deleted = new Set<string>();
  private readonly queue: SimulatedQueue;
  private readonly process: SimulatedProcess;
  private readonly network: Network;
  private readonly conduct: Conduct;
  private readonly mayUpdate: boolean;
  private readonly tell: (what: string) => void;

  constructor(
    queue: SimulatedQueue,
    process: SimulatedProcess,
    network: Network,
    conduct: Conduct,
    mayUpdate: boolean,
    tell: (what: string) => void,
  ) {
    this.queue = queue;
    this.process = process;
    this.network = network;
    this.conduct = conduct;
    this.mayUpdate = mayUpdate;
    this.tell = tell;
  }

  async peek(signal: AbortSignal): Promise<View> {
    this.calls.peeks += 1;
    const view = await this.process.request({
      operation: 'peek',
      fate: this.fate(),
      timeoutMs: REQUEST_TIMEOUT_MS,
      signal,
      effect: (): View => {
        const messages = this.queue.peek();
        return { messages, full: messages.length === FULL, queueTime: this.queue.date };
      },
    });
    this.tell(`saw ${view.messages.length}`);
    this.conduct.saw(view);
    return view;
  }

  async count(signal: AbortSignal): Promise<number> {
    this.calls.others += 1;
    return await this.process.request({
      operation: 'count',
      fate: this.fate(),
      timeoutMs: REQUEST_TIMEOUT_MS,
      signal,
      effect: () => this.queue.size(),
    });
  }

  async receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    this.calls.receives += 1;
    this.tell(`receive ${count}`);
    this.conduct.receives(count, holdSeconds);
    const held = await this.process.request({
      operation: 'receive',
      fate: this.fate(),
      timeoutMs: REQUEST_TIMEOUT_MS,
      signal,
      effect: (): HeldMessage[] =>
        this.queue.receive(count, holdSeconds * 1_000).map((message) => {
          message.receivedByRuns += this.conduct.isOurs(message) ? 0 : 1;
          this.holds.set(message.id, message.popReceipt);
          return { ...shown(message), popReceipt: message.popReceipt };
        }),
    });
    this.tell(`received ${held.map(({ id }) => id).join(' ')}`);
    this.conduct.got(held);
    return held;
  }

  async delete(message: HeldMessage): Promise<boolean> {
    this.calls.others += 1;
    this.tell(`delete ${message.id}`);
    this.conduct.deletes(message);
    return await this.settle('delete', this.fate(), () => {
      this.queue.delete(message.id, message.popReceipt);
      this.holds.delete(message.id);
      this.deleted.add(message.id);
    });
  }

  async release(message: HeldMessage, hiddenSeconds: number): Promise<boolean> {
    this.calls.others += 1;
    this.tell(`release ${message.id} ${hiddenSeconds}`);
    this.conduct.lets(message, hiddenSeconds);
    const refused: Fate = { kind: 'failed', error: refusal('queue', 403), carriedOut: false };
    return await this.settle('release', this.mayUpdate ? this.fate() : refused, () => {
      const hidden = this.queue.update(message.id, message.popReceipt, hiddenSeconds * 1_000);
      this.holds.delete(message.id);
      this.conduct.hidden(hidden);
    });
  }

  private fate(): Fate {
    return this.network.fate('queue');
  }

  private async settle(operation: 'delete' | 'release', fate: Fate, effect: () => void): Promise<boolean> {
    try {
      await this.process.request({ operation, fate, timeoutMs: GIVE_BACK_TIMEOUT_MS, effect });
      return true;
    } catch (error) {
      if (error instanceof StorageError && ['MessageNotFound', 'PopReceiptMismatch'].includes(error.code)) {
        return false;
      }
      if (error instanceof StorageError && error.statusCode === 403) {
        this.conduct.forbidden();
      }
      throw error;
    }
  }
}
