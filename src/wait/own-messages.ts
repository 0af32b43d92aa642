/**
 * Which messages of the shared queue are this run's: what it claims, which of them it has heard, and for how long it
 * leaves them for other runs to see (rules 1 and 3 of docs/WAIT.md).
 */
import type { Clock } from '../time/clock.ts';
import { type Heard, type Matcher, Subscription } from './subscription.ts';
import { parseNotification } from './notification.ts';
import { longestPauseMs } from './pace.ts';
import type { QueueMessage, View } from '../storage/queue.ts';

/** Rule 3: how long other runs that wait for the same iteration get to see a message of ours. */
const KEEP_MS = 10_000;
/** Rule 3: at the end of a run they get as long as they pause at most, and this for their look itself. */
const LOOK_MS = 500;

interface Ours {
  readonly notification: Heard;
  readonly firstSeen: number;
}

export class OwnMessages {
  private readonly clock: Clock;
  private readonly claimed: Matcher[] = [];
  private readonly subscriptions: Subscription[] = [];
  /** By the id of the message. */
  private readonly heard = new Map<string, Ours>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  claim(isOurs: Matcher): void {
    this.claimed.push(isOurs);
  }

  /** @returns a subscription to those that the run hears from now on */
  expect(isOurs: Matcher, since: number): Subscription {
    const subscription = new Subscription(isOurs, since);
    this.subscriptions.push(subscription);
    return subscription;
  }

  /** Whether anything was claimed. */
  get any(): boolean {
    return this.claimed.length > 0;
  }

  /** Whether the run has not heard something that it expected. */
  get missing(): boolean {
    return this.subscriptions.some(({ isOurs }) => !this.notifications.some(isOurs));
  }

  /** Every notification heard so far, the oldest first. */
  get notifications(): readonly Heard[] {
    return [...this.heard.values()].map(({ notification }) => notification);
  }

  /** Whether the run has heard a message, which is ours then. */
  has({ id }: QueueMessage): boolean {
    return this.heard.has(id);
  }

  /** Rule 1: hears what is ours, each message once, so that a forged or early one wakes the run only once. */
  hear(messages: readonly QueueMessage[]): void {
    for (const { id, text, insertedAt } of messages) {
      const ours = parseNotification(text);
      if (ours !== undefined && this.claimed.some((isOurs) => isOurs(ours)) && !this.heard.has(id)) {
        const notification = { ...ours, insertedAt };
        this.heard.set(id, { notification, firstSeen: this.clock.now() });
        this.subscriptions.forEach((subscription) => {
          subscription.deliver(notification);
        });
      }
    }
  }

  /** Whether a message is ours and the run may clear it away before its end: in a full view at once, as it hides others. */
  isDue({ id }: QueueMessage, { full }: View): boolean {
    const ours = this.heard.get(id);
    return ours !== undefined && (full || this.clock.now() - ours.firstSeen >= KEEP_MS);
  }

  /**
   * How much longer this run leaves a message at its end, in milliseconds: another run may wait for the same, and gets
   * the time to see what has only just arrived.
   * @returns `undefined` if it is not ours
   */
  restMs({ id }: QueueMessage, { queueTime }: View): number | undefined {
    const ours = this.heard.get(id);
    if (ours === undefined) {
      return undefined;
    }
    const { notification, firstSeen } = ours;
    const began = this.subscriptions.filter(({ isOurs }) => isOurs(notification)).map(({ since }) => since);
    if (began.length === 0) {
      // It is not known how long others have waited for that, and so how seldom they look.
      return notification.insertedAt + KEEP_MS - queueTime;
    }
    const now = this.clock.now();
    return firstSeen + longestPauseMs(now - Math.min(...began)) + LOOK_MS - now;
  }
}
