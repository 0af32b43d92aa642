/**
 * One run's view of the shared queue: what is ours in it, what was heard already, and what may be cleared away.
 *
 * A peek shows whole texts, so nothing has to be received to react. A message that is ours is left where it is for
 * ten seconds, so that another run that waits for the same iteration sees it too, and is then received and deleted
 * together with as few foreign messages as possible, which are given back at once: every receive of a message brings
 * it closer to its consumer's poison queue. Only where the view is full and nothing in it is ours, the notifications
 * that lead it and that nobody claims are put aside, so that what is behind them can be seen.
 */
import type { Clock } from '../time/clock.ts';
import { singleFlight } from '../time/single-flight.ts';
import type { Heard, Subscription } from './subscription.ts';
import { type Matcher, OwnMessages } from './own-messages.ts';
import { Pace } from './pace.ts';
import type { HeldMessage, NotificationQueue, QueueMessage, View } from '../storage/queue.ts';
import { QueueWarnings } from './queue-warnings.ts';
import { type Fate, isWorn, Receiver } from './receiver.ts';
import type { Report } from '../report/report.ts';
import { Unclaimed } from './unclaimed.ts';
import { storageAnswer } from '../storage/refusals.ts';

/** More claimed messages than this in front of ours are not worth disturbing before the end of the run. */
const MOST_IN_FRONT = 8;
/** A queue of more unclaimed messages than a few thousand is put aside in several looks. */
const MOST_ROUNDS = 100;

/** At most a second apart, and one more for each message: enough for what others get the time to see. */
const CLOSING_LOOKS = 40;
const MORE_LOOKS = 2;
const CLOSING_PAUSE_MS = 1_000;

export class Inbox {
  /** False once anything gave reason to doubt that notifications arrive in this run. */
  proven = true;
  /** Since when the view is full and shows nothing new of ours, so that what is behind it cannot be seen. */
  blockedSince: number | undefined;
  /** When the last look has ended, whichever wait of the run made it. */
  lookedAt = -Infinity;
  /** How often to look. */
  readonly pace = new Pace();
  private readonly queue: NotificationQueue;
  private readonly clock: Clock;
  private readonly report: Report;
  private readonly receiving: Receiver;
  private readonly warnings: QueueWarnings;
  private readonly sightings = new Unclaimed();
  private readonly own: OwnMessages;
  private sight: string | undefined;
  /** Who looks while somebody looks shares that. */
  private readonly lookOnce = singleFlight((signal: AbortSignal) =>
    this.lookNow(signal).finally(() => {
      this.lookedAt = this.clock.now();
    }),
  );

  constructor(queue: NotificationQueue, clock: Clock, report: Report) {
    this.queue = queue;
    this.clock = clock;
    this.report = report;
    this.own = new OwnMessages(clock);
    this.warnings = new QueueWarnings(queue, report);
    this.receiving = new Receiver(queue, this.warnings, report);
  }

  /** From now on, notifications that match are ours: they are heard, and cleared away by the end of the run. */
  claim(isOurs: Matcher): void {
    this.own.claim(isOurs);
  }

  /**
   * Claims notifications of which at least one is on its way: the end of the run looks for it a little longer.
   * @param since when it began that this is the end of, in milliseconds since the epoch: nobody has waited for longer
   * @returns where those of them arrive that are heard from now on
   */
  expect(isOurs: Matcher, since = this.clock.now()): Subscription {
    this.claim(isOurs);
    return this.own.expect(isOurs, since);
  }

  /** Every notification heard so far, the oldest first. */
  get notifications(): readonly Heard[] {
    return this.own.notifications;
  }

  /** Whether the service should be asked often, because a notification may not arrive or not be seen. */
  get doubtful(): boolean {
    return !this.proven || this.pace.slowed;
  }

  /** What the last look has shown, in words; `undefined` where that was told before. */
  takeSight(): string | undefined {
    const { sight } = this;
    this.sight = undefined;
    return sight;
  }

  /**
   * Peeks, puts aside what stands in the way, and clears away what is due. Who looks while somebody looks shares that.
   * @returns ours that were not heard before. Trouble with the queue is reported once and otherwise means: nothing heard.
   * @throws only the signal's reason
   */
  async look(signal: AbortSignal): Promise<Heard[]> {
    return await this.lookOnce(signal);
  }

  protected async lookNow(signal: AbortSignal): Promise<Heard[]> {
    const fresh: Heard[] = [];
    try {
      let view = await this.peek(fresh, signal);
      for (let round = 1; round < MOST_ROUNDS && (await this.putAside(view, fresh, signal)); round += 1) {
        view = await this.peek(fresh, signal);
      }
      this.pace.looked(view);
      this.warnings.looked();
      this.sight = this.inWords(view);
      await this.notice(view, fresh, signal);
      await this.clear(view, false, (message) => this.own.isDue(message, view), fresh, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.pace.refused();
      this.sight = storageAnswer(error);
      if (this.warnings.refused(error)) {
        // What was sent meanwhile may never have arrived: from now on, only a notification proves that they do.
        this.proven = false;
      }
    }
    return fresh;
  }

  /**
   * Clears away everything of ours that can be seen, in a few looks; in more than one while something expected was
   * not heard yet. Called at the end of every run, also of a failed one: never throws.
   */
  async close(signal: AbortSignal): Promise<void> {
    if (!this.own.any) {
      return;
    }
    let empty = 0;
    for (let look = 0; look < CLOSING_LOOKS; look += 1) {
      try {
        const view = await this.peek([], signal);
        const restMs = (message: QueueMessage): number | undefined => this.own.restMs(message, view);
        const isDue = (message: QueueMessage): boolean => (restMs(message) ?? Infinity) <= 0;
        if (await this.clear(view, true, isDue, [], signal)) {
          continue;
        }
        const kept = view.messages.flatMap((message) => restMs(message) ?? []).filter((ms) => ms > 0);
        empty += kept.length === 0 ? 1 : 0;
        if (kept.length === 0 && empty > (this.own.missing ? MORE_LOOKS : 0)) {
          return;
        }
        await this.clock.sleep(Math.min(CLOSING_PAUSE_MS, ...kept), signal);
      } catch (error) {
        this.report.debug(`queue: not cleared: ${storageAnswer(error)}`);
        return;
      }
    }
  }

  private async peek(fresh: Heard[], signal: AbortSignal): Promise<View> {
    const view = await this.queue.peek(signal);
    fresh.push(...this.own.hear(view.messages));
    this.sightings.see(view, this.clock.now());
    return view;
  }

  private inWords({ messages, full }: View): string {
    const ours = messages.filter((message) => this.own.has(message)).length;
    const oldest = Math.min(...messages.map(({ insertedAt }) => insertedAt));
    const date = messages.length === 0 ? '' : `, oldest ${new Date(oldest).toISOString()}`;
    return `${messages.length} visible${full ? ' or more' : ''}, ${ours} ours${date}`;
  }

  private async notice(view: View, fresh: readonly Heard[], signal: AbortSignal): Promise<void> {
    // Ours that was heard before and could not be cleared away hides what is behind it like any other.
    const blocked = view.full && fresh.length === 0;
    this.blockedSince = blocked ? (this.blockedSince ?? this.clock.now()) : undefined;
    if (this.blockedSince !== undefined) {
      await this.warnings.blocked(view, this.clock.now() - this.blockedSince, signal);
    }
  }

  /**
   * Where the view is full and shows nothing new of ours, hides the notifications that lead it and that nobody claims.
   * @returns whether there is something new to see
   */
  private async putAside(view: View, fresh: Heard[], signal: AbortSignal): Promise<boolean> {
    if (!view.full || fresh.length > 0) {
      return false;
    }
    const { mayReceive, mayUpdate } = this.receiving;
    if (!mayReceive || !mayUpdate || this.receiving.wouldDisturb(view)) {
      return false;
    }
    // What is about to expire is not worth hiding, and would come back at once.
    const claimed = view.messages.findIndex(
      (message) => !this.sightings.isUnclaimed(message) || this.sightings.hideSeconds(message) === 0,
    );
    const leading = claimed < 0 ? view.messages.length : claimed;
    if (leading === 0) {
      return false;
    }
    return await this.take(leading, () => true, fresh, signal);
  }

  /**
   * Receives exactly up to the first of ours that is due, deletes what is due and gives everything else back.
   * @returns whether anything was received
   */
  private async clear(
    view: View,
    force: boolean,
    isDue: (message: QueueMessage) => boolean,
    fresh: Heard[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const index = view.messages.findIndex(isDue);
    if (index < 0 || !this.receiving.mayReceive) {
      return false;
    }
    const front = view.messages.slice(0, index).filter((message) => !this.own.has(message));
    if (front.some(isWorn) || this.receiving.wouldDisturb(view)) {
      this.warnings.leftBehindWork();
      return false;
    }
    if (!force && front.filter((message) => !this.sightings.isUnclaimed(message)).length > MOST_IN_FRONT) {
      return false;
    }
    return await this.take(index + 1, isDue, fresh, signal);
  }

  /** What is due is deleted, what nobody claims is put aside, the rest is given back. */
  private async take(
    count: number,
    isDue: (message: QueueMessage) => boolean,
    fresh: Heard[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const fateOf = (message: HeldMessage): Fate => {
      if (this.own.has(message)) {
        return isDue(message) ? 'delete' : 0;
      }
      return this.sightings.isUnclaimed(message) ? this.sightings.hideSeconds(message) : 0;
    };
    const onHeld = (held: readonly HeldMessage[]): void => {
      fresh.push(...this.own.hear(held));
    };
    return await this.receiving.take(count, onHeld, fateOf, signal);
  }
}
