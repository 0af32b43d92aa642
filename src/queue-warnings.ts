/**
 * What a run says about the state of the queue: each trouble once.
 */
import { formatDuration } from './clock.ts';
import type { View } from './queue.ts';
import type { Report } from './report.ts';
import { storageAnswer } from './storage-errors.ts';

/** One refused look is nothing; this many in a row are worth a warning. */
const REFUSALS_TO_WARN = 3;
/** A burst of live notifications passes; what stands longer is in the way. */
const BLOCKED_TO_WARN_MS = 60_000;

export class QueueWarnings {
  private readonly report: Report;
  private readonly said = new Set<string>();
  private refusals = 0;

  constructor(report: Report) {
    this.report = report;
  }

  looked(): void {
    this.refusals = 0;
  }

  refused(error: unknown): void {
    this.refusals += 1;
    this.report.debug(`queue: ${storageAnswer(error)}`);
    if (this.refusals >= REFUSALS_TO_WARN) {
      this.once('Notification queue out of reach', [
        'The notification queue cannot be read; the run goes on and asks the service itself every minute.',
        storageAnswer(error),
      ]);
    }
  }

  blocked({ messages, queueTime }: View, forMs: number): void {
    const oldest = Math.min(...messages.map(({ insertedAt }) => insertedAt));
    if (forMs >= BLOCKED_TO_WARN_MS) {
      this.once('Notification queue is crowded', [
        `At least ${messages.length} messages that are not of this run stand in front, the oldest since ${new Date(oldest).toISOString()} (${formatDuration(queueTime - oldest)}). Nothing behind them can be seen; the run goes on and asks the service itself from time to time.`,
        'Next: let their consumer take them, or give the training resource a queue of its own.',
      ]);
    }
  }

  leftBehindWork(): void {
    this.once('Notification left on the queue', [
      'A notification of this run stays on the queue until it expires: messages that were received before, and that are no Custom Vision notifications, stand in front of it, and receiving them again could harm their consumer.',
      'Next: give the training resource a queue of its own.',
    ]);
  }

  private once(title: string, lines: readonly string[]): void {
    if (!this.said.has(title)) {
      this.said.add(title);
      this.report.warning(title, lines);
    }
  }
}
