/**
 * The floor of every reaction: one call to the queue and its answer, measured again and again while the rest goes on,
 * so that it has the same load to bear.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { NotificationQueue } from '../src/storage/queue.ts';
import { percentile } from './distribution.ts';

const PAUSE_MS = 200;

export class RoundTrips {
  private readonly durationsMs: number[] = [];
  private readonly stopped = new AbortController();
  private readonly measuring: Promise<void>;

  /** @param queue one that nobody else uses */
  constructor(queue: NotificationQueue) {
    this.measuring = this.measure(queue);
  }

  /** Ends the measurement. @returns the middle of them, in milliseconds */
  async end(): Promise<number> {
    this.stopped.abort();
    await this.measuring;
    return percentile(this.durationsMs, 0.5);
  }

  private async measure(queue: NotificationQueue): Promise<void> {
    const { signal } = this.stopped;
    const oneCall = new AbortController().signal;
    // A new connection is not what is to be measured.
    await queue.peek(oneCall).catch(() => undefined);
    while (!signal.aborted) {
      const before = performance.now();
      const answered = await queue.peek(oneCall).then(
        () => true,
        // A call that failed has not been there and back.
        () => false,
      );
      if (answered) {
        this.durationsMs.push(performance.now() - before);
      }
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
