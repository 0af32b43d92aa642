/**
 * One run's view of the shared queue: what is ours in it, what was heard already, and what may be cleared away.
 *
 * A peek shows whole texts, so nothing has to be received to react. A message that is ours is left where it is for
 * ten seconds, so that another run that waits for the same iteration sees it too, and is then received and deleted
 * together with as few foreign messages as possible, which are given back at once: every receive of a message brings
 * it closer to its consumer's poison queue.
 */
import type { Clock } from './clock.ts';
import { type Notification, parseNotification } from './notification.ts';
import { Pace } from './pace.ts';
import type { HeldMessage, NotificationQueue, QueueMessage, View } from './queue.ts';
import type { Report } from './report.ts';
import { storageAnswer } from './storage-errors.ts';

/** How long other runs get to see a message that is ours as well as theirs. */
const KEEP_MS = 10_000;
/** Bounds what a crash between receive and give-back costs the owners of foreign messages. */
const HOLD_SECONDS = 5;
/** More foreign messages than this in front of ours are not worth disturbing before the end of the run. */
const MOST_IN_FRONT = 8;
/** One more receive could poison somebody's work. */
const WORN_DEQUEUE_COUNT = 2;

/** One refused look is nothing; this many in a row are worth a warning. */
const TROUBLES_TO_WARN = 3;

const CLOSING_LOOKS = 10;
const MORE_LOOKS = 2;
const CLOSING_PAUSE_MS = 1_000;

/** A notification as it stood on the queue. */
export type Heard = Notification & {
  /** By the queue's clock, in milliseconds since the epoch. */
  readonly insertedAt: number;
};

interface Ours {
  readonly notification: Heard;
  readonly firstSeen: number;
}

type Matcher = (notification: Notification) => boolean;

export class Inbox {
  /** False once anything gave reason to doubt that notifications arrive in this run. */
  proven = true;
  /** How often to look. */
  readonly pace = new Pace();
  private readonly queue: NotificationQueue;
  private readonly clock: Clock;
  private readonly report: Report;
  private readonly claimed: Matcher[] = [];
  private readonly expected: Matcher[] = [];
  private readonly heard = new Map<string, Ours>();
  private troubles = 0;
  private warnedOfTrouble = false;
  private warnedOfWork = false;

  constructor(queue: NotificationQueue, clock: Clock, report: Report) {
    this.queue = queue;
    this.clock = clock;
    this.report = report;
  }

  /** From now on, notifications that match are ours: they are heard, and cleared away by the end of the run. */
  claim(isOurs: Matcher): void {
    this.claimed.push(isOurs);
  }

  /** Claims notifications of which at least one is on its way: the end of the run looks for it a little longer. */
  expect(isOurs: Matcher): void {
    this.claim(isOurs);
    this.expected.push(isOurs);
  }

  /** Every notification heard so far, the oldest first. */
  get notifications(): readonly Heard[] {
    return [...this.heard.values()].map((ours) => ours.notification);
  }

  /** Whether the service should be asked often, because a notification may not arrive or not be seen. */
  get doubtful(): boolean {
    return !this.proven || this.pace.slowed;
  }

  /**
   * Peeks once, and clears away what is due.
   * @returns ours that were not heard before. Trouble with the queue is reported once and otherwise means: nothing heard.
   * @throws only the signal's reason
   */
  async look(signal: AbortSignal): Promise<Heard[]> {
    const fresh: Heard[] = [];
    try {
      const view = await this.queue.peek(signal);
      fresh.push(...this.hear(view.messages));
      this.pace.looked(view);
      this.troubles = 0;
      this.report.debug(
        `queue: ${view.messages.length} visible${view.full ? ' or more' : ''}, ${fresh.length} new of ours`,
      );
      const late = this.clock.now() - KEEP_MS;
      const received = await this.clear(view, false, (ours) => view.full || ours.firstSeen <= late, signal);
      fresh.push(...(received ?? []));
    } catch (error) {
      signal.throwIfAborted();
      this.trouble(error);
    }
    return fresh;
  }

  /**
   * Clears away everything of ours that can be seen, in a few looks; in more than one while something expected was
   * not heard yet. Called at the end of every run, also of a failed one: never throws.
   */
  async close(signal: AbortSignal): Promise<void> {
    if (this.claimed.length === 0) {
      return;
    }
    let empty = 0;
    for (let look = 0; look < CLOSING_LOOKS; look += 1) {
      try {
        const view = await this.queue.peek(signal);
        this.hear(view.messages);
        // What was not expected may be what another run is waiting for right now: it gets the time to see it.
        const due = ({ notification }: Ours): boolean =>
          this.expected.some((isOurs) => isOurs(notification)) ||
          notification.insertedAt <= view.queueTime - KEEP_MS;
        if ((await this.clear(view, true, due, signal)) !== undefined) {
          continue;
        }
        empty += 1;
        if (empty > (this.missing ? MORE_LOOKS : 0)) {
          return;
        }
        await this.clock.sleep(CLOSING_PAUSE_MS, signal);
      } catch (error) {
        this.report.debug(`queue: not cleared: ${storageAnswer(error)}`);
        return;
      }
    }
  }

  private get missing(): boolean {
    return this.expected.some((isOurs) => !this.notifications.some(isOurs));
  }

  private hear(messages: readonly QueueMessage[]): Heard[] {
    const fresh: Heard[] = [];
    for (const message of messages) {
      const ours = this.ours(message);
      if (ours !== undefined && !this.heard.has(message.id)) {
        const notification = { ...ours, insertedAt: message.insertedAt };
        this.heard.set(message.id, { notification, firstSeen: this.clock.now() });
        fresh.push(notification);
      }
    }
    return fresh;
  }

  /**
   * Receives exactly up to the first of ours that is due, deletes what is due and gives everything else back.
   * @returns ours among the received that no look has shown before; `undefined` if nothing was received
   */
  private async clear(
    view: View,
    force: boolean,
    due: (ours: Ours) => boolean,
    signal: AbortSignal,
  ): Promise<Heard[] | undefined> {
    const isDue = ({ id }: QueueMessage): boolean => {
      const ours = this.heard.get(id);
      return ours !== undefined && due(ours);
    };
    const index = view.messages.findIndex(isDue);
    if (index < 0) {
      return undefined;
    }
    const front = view.messages.slice(0, index).filter(({ id }) => !this.heard.has(id));
    if (front.some((message) => isWork(message) && message.dequeueCount >= WORN_DEQUEUE_COUNT)) {
      this.leaveBehindWork();
      return undefined;
    }
    if (front.length > MOST_IN_FRONT && !force) {
      return undefined;
    }
    const held = await this.queue.receive(index + 1, HOLD_SECONDS, signal);
    const fresh = this.hear(held);
    await this.letGo(held, isDue);
    return fresh;
  }

  /** From the receive on, messages are held: all of them are let go, whatever happens to one. */
  private async letGo(
    held: readonly HeldMessage[],
    isDue: (message: QueueMessage) => boolean,
  ): Promise<void> {
    const results = await Promise.allSettled(
      held.map((message) => (isDue(message) ? this.queue.delete(message) : this.queue.release(message))),
    );
    for (const result of results) {
      if (result.status === 'rejected') {
        // Comes back by itself when the hold ends; the smaller role may not update messages.
        this.report.debug(`queue: a held message was not let go: ${storageAnswer(result.reason)}`);
      }
    }
  }

  private ours(message: QueueMessage): Notification | undefined {
    const notification = parseNotification(message.text);
    return notification !== undefined && this.claimed.some((isOurs) => isOurs(notification))
      ? notification
      : undefined;
  }

  private trouble(error: unknown): void {
    this.pace.refused();
    this.troubles += 1;
    if (this.warnedOfTrouble || this.troubles < TROUBLES_TO_WARN) {
      this.report.debug(`queue: ${storageAnswer(error)}`);
      return;
    }
    this.warnedOfTrouble = true;
    this.report.warning('Notification queue out of reach', [
      'The notification queue cannot be read; the run goes on and asks the service itself every minute.',
      storageAnswer(error),
    ]);
  }

  private leaveBehindWork(): void {
    if (!this.warnedOfWork) {
      this.warnedOfWork = true;
      this.report.warning('Notification left on the queue', [
        'A notification of this run stays on the queue until it expires: messages that were received before, and that',
        'are no Custom Vision notifications, stand in front of it, and receiving them again could harm their consumer.',
        'Next: give the training resource a queue of its own.',
      ]);
    }
  }
}

function isWork(message: QueueMessage): boolean {
  return parseNotification(message.text) === undefined;
}
