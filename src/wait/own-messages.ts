/**
 * What of the shared queue is this run's: the messages that it claims, which of them it has heard, and for how long
 * others get to see them.
 */
import type { Clock } from '../time/clock.ts';
import { type Heard, Subscription } from './subscription.ts';
import { type Notification, parseNotification } from './notification.ts';
import { longestPauseMs } from './pace.ts';
import type { QueueMessage, View } from '../storage/queue.ts';

/** How long other runs get to see a message that is ours as well as theirs. */
const KEEP_MS = 10_000;
/** At the end of a run it is only as long as others pause, and this for their look itself. */
const LOOK_MS = 500;

export type Matcher = (notification: Notification) => boolean;

interface Expected {
  readonly isOurs: Matcher;
  /** When it began: nobody has waited for it for longer. In milliseconds since the epoch. */
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
  private readonly mails: Subscription[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  claim(isOurs: Matcher): void {
    this.claimed.push(isOurs);
  }

  /** @returns where those arrive that are heard from now on */
  expect(isOurs: Matcher, since: number): Subscription {
    this.expected.push({ isOurs, since });
    const mail = new Subscription(isOurs);
    this.mails.push(mail);
    return mail;
  }

  /** Whether anything was claimed. */
  get any(): boolean {
    return this.claimed.length > 0;
  }

  /** Something that was expected has not been heard. */
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

  /** Each message is heard once. @returns those that were not heard before */
  hear(messages: readonly QueueMessage[]): Heard[] {
    const fresh: Heard[] = [];
    for (const message of messages) {
      const ours = this.ours(message);
      if (ours !== undefined && !this.heard.has(message.id)) {
        const notification = { ...ours, insertedAt: message.insertedAt };
        this.heard.set(message.id, { notification, firstSeen: this.clock.now() });
        fresh.push(notification);
        this.mails.forEach((mail) => {
          mail.deliver(notification);
        });
      }
    }
    return fresh;
  }

  /** Whether it is ours and may be cleared away while the run goes on; in a full view it hides others. */
  isDue({ id }: QueueMessage, { full }: View): boolean {
    const ours = this.heard.get(id);
    return ours !== undefined && (full || this.clock.now() - ours.firstSeen >= KEEP_MS);
  }

  /**
   * How much longer a message is left at the end of the run, in milliseconds: another run may be waiting for the same,
   * and gets the time to see what has only just arrived.
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
      // Nobody knows how long ago that was asked for, and so how seldom others look.
      return notification.insertedAt + KEEP_MS - queueTime;
    }
    const now = this.clock.now();
    const waitedMs = now - Math.min(...expected.map(({ since }) => since));
    return firstSeen + longestPauseMs(waitedMs) + LOOK_MS - now;
  }

  private ours({ text }: QueueMessage): Notification | undefined {
    const notification = parseNotification(text);
    return notification !== undefined && this.claimed.some((isOurs) => isOurs(notification))
      ? notification
      : undefined;
  }
}
