/**
 * What a run says about trouble with the queue, each once.
 */
import { formatDuration } from '../time/clock.ts';
import type { NotificationQueue, View } from '../storage/queue.ts';
import type { WarningHeading } from '../report/headings.ts';
import type { Report } from '../report/report.ts';
import { storageAnswer } from '../storage/refusals.ts';

/** Rule 7 of docs/WAIT.md: after so many refused looks in a row it is not sure that notifications arrive. */
const REFUSALS_TO_WARN = 3;
/** A burst of live notifications passes within this time; a crowd that stays longer is in the way. */
const BLOCKED_TO_WARN_MS = 60_000;

const OUT_OF_REACH = 'Notification queue out of reach';
const CROWDED = 'Notification queue is crowded';
const READABLE_AGAIN =
  'The notification queue can be read again; the service is still asked every minute, until a notification arrives.';

export class QueueWarnings {
  private readonly queue: NotificationQueue;
  private readonly report: Report;
  /** Titles and lines that the run has written. */
  private readonly said = new Set<string>();
  private refusals = 0;

  constructor(queue: NotificationQueue, report: Report) {
    this.queue = queue;
    this.report = report;
  }

  looked(): void {
    if (this.lasting && !this.said.has(READABLE_AGAIN)) {
      this.said.add(READABLE_AGAIN);
      this.report.info(READABLE_AGAIN);
    }
    this.refusals = 0;
  }

  /** @returns whether so many looks in a row were refused that it is not sure that notifications arrive */
  refused(error: unknown): boolean {
    this.refusals += 1;
    if (this.lasting) {
      this.once(OUT_OF_REACH, [
        'The notification queue cannot be read; the run goes on and asks the service itself every minute.',
        storageAnswer(error),
        'Next: nothing for this run; for the next one, see that the queue is there and that the runner may reach and read it.',
      ]);
    }
    return this.lasting;
  }

  /** @param forMs for how long the view has hidden what is behind it */
  async blocked({ messages, queueTime }: View, forMs: number, signal: AbortSignal): Promise<void> {
    if (forMs < BLOCKED_TO_WARN_MS || this.said.has(CROWDED)) {
      return;
    }
    const count = await this.queue.count(signal).catch((error: unknown) => {
      signal.throwIfAborted();
      // A SAS may not allow to ask for the number of messages.
      this.debug('not counted', error);
      return 0;
    });
    const howMany = count > messages.length ? `About ${count}` : `At least ${messages.length}`;
    const oldest = Math.min(...messages.map(({ insertedAt }) => insertedAt));
    this.once(CROWDED, [
      `${howMany} messages stand on the notification queue, the oldest in front since ${new Date(oldest).toISOString()} (${formatDuration(queueTime - oldest)}). Nothing behind the first ${messages.length} can be seen; the run goes on and asks the service itself from time to time.`,
      'Next: let their consumer take them, or give the training resource a queue of its own.',
    ]);
  }

  leftBehindWork(): void {
    this.once('Notification left on the queue', [
      'A notification of this run stays on the queue until it expires: messages that were received before, and that are no Custom Vision notifications, stand in front of it, and receiving them again could harm their consumer.',
      'Next: give the training resource a queue of its own.',
    ]);
  }

  /**
   * @param heard how many of the notifications that were expected have arrived
   * @param taken whether messages stood on the queue that somebody had received before
   */
  unheard(heard: number, expected: number, taken: boolean): void {
    // What these say explains it.
    if (!this.said.has(OUT_OF_REACH) && !this.said.has(CROWDED)) {
      this.once('No notification heard', [
        `The service said that it is done, but of ${expected} notifications that it sends to the queue in this run, the run heard ${heard}: something else takes the messages of this queue, or the service does not write to it.`,
        ...(taken
          ? ['Messages stood there that somebody has received before (their DequeueCount is above 0).']
          : []),
        'Next: nothing for this run; for the next ones, give the training resource a queue that nothing else receives from (no function, no other consumer), and check its roles there; until then each end is noticed late.',
      ]);
    }
  }

  mayNotReceive(error: unknown): void {
    this.once('Notifications stay on the queue', [
      'This run may look at the notification queue but not receive from it: its notifications stay there until they expire.',
      storageAnswer(error),
      'Next: give the identity of this workflow the role Storage Queue Data Message Processor on the account, or make the SAS with sp=rup.',
    ]);
  }

  /** Trouble that is not worth a warning. */
  debug(what: string, error: unknown): void {
    this.report.debug(`queue: ${what}: ${storageAnswer(error)}`);
  }

  private get lasting(): boolean {
    return this.refusals >= REFUSALS_TO_WARN;
  }

  private once(title: WarningHeading, lines: readonly string[]): void {
    if (!this.said.has(title)) {
      this.said.add(title);
      this.report.warning(title, lines);
    }
  }
}
