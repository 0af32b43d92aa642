/**
 * The floor of every reaction: the time of one call to the queue. It is measured again and again while the other
 * measurements run, so that it is taken under the same load.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { NotificationQueue } from '../src/storage/queue.ts';
import { percentile } from './distribution.ts';

const PAUSE_MS = 200;

export class RoundTrips {
  private readonly durationsMs: number[] = [];
  private readonly stopped = new AbortController();
  private readonly measuring: Promise<void>;

  /** @param queue a queue that nothing else uses */
  constructor(queue: NotificationQueue) {
    this.measuring = this.measure(queue);
  }

  /** Ends the measurement. @returns the median, in milliseconds */
  async end(): Promise<number> {
    this.stopped.abort();
    await this.measuring;
    return percentile(this.durationsMs, 0.5);
  }

  private async measure(queue: NotificationQueue): Promise<void> {
    const { signal } = this.stopped;
    const oneCall = new AbortController().signal;
    // The first call opens the connection, so it does not count.
    await queue.peek(oneCall).catch(() => undefined);
    while (!signal.aborted) {
      const before = performance.now();
      const answered = await queue.peek(oneCall).then(
        () => true,
        // A call that failed does not count.
        () => false,
      );
      if (answered) {
        this.durationsMs.push(performance.now() - before);
      }
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
