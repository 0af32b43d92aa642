/**
 * Which messages of the shared queue are this run's: what it claims, which of them it has heard, and for how long it
 * leaves them for other runs to see (rules 1 and 3 of docs/WAIT.md).
 */
import type { Clock } from '../time/clock.ts';
import { type Heard, Subscription } from './subscription.ts';
import { type Notification, parseNotification } from './notification.ts';
import { longestPauseMs } from './pace.ts';
import type { QueueMessage, View } from '../storage/queue.ts';

/** Rule 3: how long other runs that wait for the same iteration get to see a message of ours. */
const KEEP_MS = 10_000;
/** Rule 3: at the end of a run they get as long as they pause at most, and this for their look itself. */
const LOOK_MS = 500;

export type Matcher = (notification: Notification) => boolean;

interface Expected {
  readonly isOurs: Matcher;
  /** When that began whose end is told, in milliseconds since the epoch: no run has waited for longer. */
  readonly since: number;
}

interface Ours {
  readonly notification: Heard;
  readonly firstSeen: number;
}

export class OwnMessages {
  private readonly clock: Clock;
  private readonly claimed: Matcher[] = [];
  private readonly expected: Expected[] = [];
  private readonly heard = new Map<string, Ours>();
  private readonly subscriptions: Subscription[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  claim(isOurs: Matcher): void {
    this.claimed.push(isOurs);
  }

  /** @returns where those arrive that are heard from now on */
  expect(isOurs: Matcher, since: number): Subscription {
    this.expected.push({ isOurs, since });
    const subscription = new Subscription(isOurs);
    this.subscriptions.push(subscription);
    return subscription;
  }

  /** Whether anything was claimed. */
  get any(): boolean {
    return this.claimed.length > 0;
  }

  /** Whether something that was expected has not been heard. */
  get missing(): boolean {
    return this.expected.some(({ isOurs }) => !this.notifications.some(isOurs));
  }

  /** Every notification heard so far, the oldest first. */
  get notifications(): readonly Heard[] {
    return [...this.heard.values()].map(({ notification }) => notification);
  }

  /** Whether it is ours, and was heard. */
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

  /** Whether a message is ours and may be cleared away while the run goes on: in a full view at once, as it hides others. */
  isDue({ id }: QueueMessage, { full }: View): boolean {
    const ours = this.heard.get(id);
    return ours !== undefined && (full || this.clock.now() - ours.firstSeen >= KEEP_MS);
  }

  /**
   * How much longer this run leaves a message at its end, in milliseconds: another run may wait for the same, and gets
   * the time to see what has only just arrived.
   * @returns `undefined` where it is not ours
   */
  restMs({ id }: QueueMessage, { queueTime }: View): number | undefined {
    const ours = this.heard.get(id);
    if (ours === undefined) {
      return undefined;
    }
    const { notification, firstSeen } = ours;
    const expected = this.expected.filter(({ isOurs }) => isOurs(notification));
    if (expected.length === 0) {
      // It is not known how long others have waited for that, and so how seldom they look.
      return notification.insertedAt + KEEP_MS - queueTime;
    }
    const now = this.clock.now();
    const waitedMs = now - Math.min(...expected.map(({ since }) => since));
    return firstSeen + longestPauseMs(waitedMs) + LOOK_MS - now;
  }
}
