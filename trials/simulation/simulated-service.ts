/**
 * The training service: what is going on there ends at its time, and the queue is told, more or less.
 */
import type { Notification } from '../../src/wait/notification.ts';
import type { Dice } from './dice.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import type { Timeline } from './timeline.ts';

/** One message about an end. */
export interface Delivery {
  /** From the end to the message; before it if negative. */
  readonly delayMs: number;
  readonly garbled: boolean;
}

export interface ActivityPlan {
  readonly durationMs: number;
  readonly deliveries: readonly Delivery[];
}

/** A training or an export. */
export class Activity {
  readonly subject: Notification;
  startedAt = Infinity;
  endsAt = Infinity;
  /** When the first message that can be understood stands on the queue. */
  toldAt = Infinity;
  /** Questions about it, by the second in which they arrived. */
  readonly questions = new Map<number, number>();
  private readonly plan: ActivityPlan;

  constructor(subject: Notification, plan: ActivityPlan) {
    this.subject = subject;
    this.plan = plan;
  }

  /** Starts it unless it was started already. */
  start(timeline: Timeline, queue: SimulatedQueue, dice: Dice): void {
    if (this.endsAt !== Infinity) {
      return;
    }
    this.startedAt = timeline.now;
    this.endsAt = timeline.now + this.plan.durationMs;
    for (const { delayMs, garbled } of this.plan.deliveries) {
      const inMs = Math.max(0, this.plan.durationMs + delayMs);
      if (!garbled) {
        this.toldAt = Math.min(this.toldAt, timeline.now + inMs);
      }
      timeline.after(inMs, () => {
        const text = notificationText(this.subject, dice);
        if (garbled) {
          queue.send(text.slice(0, dice.whole(0, text.length - 30)), undefined);
        } else {
          queue.send(text, this.subject);
        }
      });
    }
  }

  /** @returns whether it has ended */
  asked(now: number): boolean {
    const second = Math.floor(now / 1_000);
    this.questions.set(second, (this.questions.get(second) ?? 0) + 1);
    return now >= this.endsAt;
  }
}

/** As the service may write it: plain or base64, the member in either case, and more than is documented. */
export function notificationText({ type, ...content }: Notification, dice: Dice): string {
  const more = dice.chance(0.2) ? { sentBy: { region: 'west', retries: [1] } } : {};
  const member = dice.chance(0.5)
    ? { Content: { ...content, ...more } }
    : { content: { ...content, ...more } };
  const text = JSON.stringify({ version: dice.pick(['1.0', '2.7']), type, ...member });
  return dice.chance(0.3) ? Buffer.from(text).toString('base64') : text;
}
