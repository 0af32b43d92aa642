/**
 * Counts the calls to a queue.
 */
import type { HeldMessage, NotificationQueue, View } from '../src/storage/queue.ts';

export class CountedQueue implements NotificationQueue {
  /** Calls of any kind, each of which is paid for. */
  calls = 0;
  /** Calls that look for messages: peeks and receives. */
  looks = 0;
  private readonly queue: NotificationQueue;

  constructor(queue: NotificationQueue) {
    this.queue = queue;
  }

  async peek(signal: AbortSignal): Promise<View> {
    this.calls += 1;
    this.looks += 1;
    return await this.queue.peek(signal);
  }

  async count(signal: AbortSignal): Promise<number> {
    this.calls += 1;
    return await this.queue.count(signal);
  }

  async receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    this.calls += 1;
    this.looks += 1;
    return await this.queue.receive(count, holdSeconds, signal);
  }

  async delete(message: HeldMessage): Promise<boolean> {
    this.calls += 1;
    return await this.queue.delete(message);
  }

  async release(message: HeldMessage, hiddenSeconds: number): Promise<boolean> {
    this.calls += 1;
    return await this.queue.release(message, hiddenSeconds);
  }
}
