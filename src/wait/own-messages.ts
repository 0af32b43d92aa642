/**
 * Which messages of the shared queue are this run's: what it claims, which of them it has heard, and for how long it
 * leaves them for other runs to see (rules 1 and 3 of docs/WAIT.md).
 */
import type { Clock } from '../time/clock.ts';
import { type Notification, parseNotification } from './notification.ts';
import { longestPauseMs } from './pace.ts';
import type { QueueMessage, View } from '../storage/queue.ts';

/** Rule 3: how long other runs that wait for the same iteration get to see a message of ours. */
const KEEP_MS = 10_000;
/** Rule 3: at the end of a run they get as long as they pause at most, and this for their look itself. */
const LOOK_MS = 500;

export type Matcher = (notification: Notification) => boolean;

/** A notification as it stood on the queue. */
export type Heard = Notification & {
  /** By the queue's clock, in milliseconds since the epoch. */
  readonly insertedAt: number;
  /** When the run first saw it, by the run's clock. */
  readonly firstSeen: number;
};

export class OwnMessages {
  /**
   * Whether the run may leave what it waits for to a later one. It then leaves the messages about whatever it has not
   * seen the end of, too: they are how that one comes about.
   */
  leavesUnended = false;
  protected readonly clock: Clock;
  private readonly claimed: Matcher[] = [];
  private readonly subscriptions: Subscription[] = [];
  /** By the id of the message. */
  private readonly heard = new Map<string, Heard>();
  /** What the texts say that were seen last: in a wait of hours, those of others are seen thousands of times. */
  private read = new Map<string, Notification | undefined>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** From now on, notifications that match are ours: they are heard, and cleared away by the end of the run. */
  claim(isOurs: Matcher): void {
    this.claimed.push(isOurs);
  }

  /**
   * Claims notifications of which at least one is expected: at its end, the run looks for it a little longer.
   * @param since when the training or export began, in milliseconds since the epoch: no run has waited for longer
   * @returns a subscription to those that the run hears from now on
   */
  expect(isOurs: Matcher, since = this.clock.now()): Subscription {
    this.claim(isOurs);
    const subscription = new Subscription(isOurs, since);
    this.subscriptions.push(subscription);
    return subscription;
  }

  /** Whether anything was claimed. */
  get any(): boolean {
    return this.claimed.length > 0;
  }

  /** How many notifications the run expected. */
  get expected(): number {
    return this.subscriptions.length;
  }

  /** How many of these it has not heard. */
  get missing(): number {
    return this.subscriptions.filter(({ isOurs }) => !this.notifications.some(isOurs)).length;
  }

  /** Every notification heard so far, the oldest first. */
  get notifications(): readonly Heard[] {
    return [...this.heard.values()];
  }

  /** Whether the run has heard a message, which is ours then. */
  has({ id }: Pick<QueueMessage, 'id'>): boolean {
    return this.heard.has(id);
  }

  /** Rule 1: hears what is ours, each message once, so that a forged or early one wakes the run only once. */
  hear(messages: readonly QueueMessage[]): void {
    const { read } = this;
    this.read = new Map();
    for (const { id, text, insertedAt } of messages) {
      const ours = read.has(text) ? read.get(text) : parseNotification(text);
      this.read.set(text, ours);
      if (ours !== undefined && this.claimed.some((isOurs) => isOurs(ours)) && !this.heard.has(id)) {
        this.heard.set(id, { ...ours, insertedAt, firstSeen: this.clock.now() });
        this.subscriptions.forEach((subscription) => {
          subscription.deliver(ours);
        });
      }
    }
  }

  /** Whether a message is ours and the run may clear it away before its end: in a full view at once, as it hides others. */
  isDue({ id }: QueueMessage, { full }: View): boolean {
    const ours = this.heard.get(id);
    return (
      ours !== undefined && (full || (this.clock.now() - ours.firstSeen >= KEEP_MS && !this.isLeft(ours)))
    );
  }

  private isLeft(ours: Heard): boolean {
    return this.leavesUnended && this.subscriptions.some(({ ended, isOurs }) => !ended && isOurs(ours));
  }

  /**
   * How much longer this run leaves a message at its end, in milliseconds: another run may wait for the same, and gets
   * the time to see what has only just arrived; of a flood that fills the whole view none, as more of it stands behind.
   * @returns `undefined` if it is not ours to clear
   */
  restMs({ id }: QueueMessage, { queueTime, full, messages }: View): number | undefined {
    const ours = this.heard.get(id);
    if (ours !== undefined && this.isLeft(ours)) {
      return undefined;
    }
    if (ours === undefined || (full && messages.every((message) => this.has(message)))) {
      return ours && 0;
    }
    const began = this.subscriptions.filter(({ isOurs }) => isOurs(ours)).map(({ since }) => since);
    if (began.length === 0) {
      // It is not known how long others have waited for that, and so how seldom they look.
      return ours.insertedAt + KEEP_MS - queueTime;
    }
    const now = this.clock.now();
    return ours.firstSeen + longestPauseMs(now - Math.min(...began)) + LOOK_MS - now;
  }
}

/**
 * Tells one wait of a run that a notification of its own has arrived. All waits of a run share their looks, so one wait
 * may hear what another waits for.
 */
export class Subscription {
  readonly isOurs: Matcher;
  /** When the training or export began, in milliseconds since the epoch: no run has waited for longer. */
  readonly since: number;
  /** Whether the service has said that it has ended. */
  ended = false;
  private arrival = new AbortController();

  constructor(isOurs: Matcher, since: number) {
    this.isOurs = isOurs;
    this.since = since;
  }

  deliver(notification: Notification): void {
    if (this.isOurs(notification)) {
      this.arrival.abort();
    }
  }

  /** Whether anything has arrived since the last call. */
  take(): boolean {
    const { aborted } = this.arrival.signal;
    if (aborted) {
      this.arrival = new AbortController();
    }
    return aborted;
  }

  /**
   * Sleeps for `ms` milliseconds, or until something arrives.
   * @throws the signal's reason
   */
  async sleep(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
    const arrived = this.arrival.signal;
    try {
      await clock.sleep(ms, AbortSignal.any([signal, arrived]));
    } catch (error) {
      signal.throwIfAborted();
      if (!arrived.aborted) {
        throw error;
      }
    }
  }
}
