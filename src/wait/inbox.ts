/**
 * One run's view of the shared queue: it looks, hears the run's own messages, and has the receiver clear them away.
 *
 * A peek shows the whole text of a message, so nothing has to be received to react to it (rule 1 of docs/WAIT.md).
 */
import type { Clock } from '../time/clock.ts';
import { singleFlight } from '../time/single-flight.ts';
import { type Heard, OwnMessages } from './own-messages.ts';
import { Pace } from './pace.ts';
import type { NotificationQueue, QueueMessage, View } from '../storage/queue.ts';
import { QueueWarnings } from './queue-warnings.ts';
import { Receiver } from './receiver.ts';
import type { Report } from '../report/report.ts';
import { Unclaimed } from './unclaimed.ts';
import { storageAnswer } from '../storage/refusals.ts';

/** One look puts aside at most this many times, so a queue of more than a few thousand messages takes several looks. */
const MOST_ROUNDS = 100;

/** The looks at the end of a run. They are at most a second apart, so that others get the time to see each message. */
const CLOSING_LOOKS = 40;
const CLOSING_PAUSE_MS = 1_000;
/** While an expected notification is missing, this many more looks follow one that shows nothing of ours. */
const CLOSING_LOOKS_FOR_MISSING = 2;

export class Inbox extends OwnMessages {
  /** False after anything that makes it doubtful that notifications arrive in this run; true after each that arrives. */
  proven = true;
  /** Whether a wait has ended because the service said so, and not a notification. */
  endedUnheard = false;
  /** Since when the view is full and shows nothing new of ours, so that what is behind it cannot be seen. */
  blockedSince: number | undefined;
  /** When the last look has ended, whichever wait of the run made it. */
  lookedAt = -Infinity;
  /** How many looks there were. */
  lookCount = 0;
  /** How often to look. */
  readonly pace = new Pace();
  private readonly queue: NotificationQueue;
  private readonly warnings: QueueWarnings;
  private readonly unclaimed = new Unclaimed();
  private readonly receiver: Receiver;
  /** The ids of messages that somebody else had received when a look showed them. */
  private readonly taken = new Set<string>();
  /** What the last look has shown, in words, until a wait has told it. */
  private sight: string | undefined;

  /**
   * Peeks, puts aside what stands in the way, and clears away what is due. Concurrent looks share one.
   * @returns ours that were not heard before: none if the queue gives trouble, which is reported once
   * @throws only the signal's reason
   */
  readonly look = singleFlight((signal: AbortSignal) =>
    this.lookNow(signal).finally(() => {
      this.lookedAt = this.clock.now();
    }),
  );

  constructor(queue: NotificationQueue, clock: Clock, report: Report) {
    super(clock);
    this.queue = queue;
    this.warnings = new QueueWarnings(queue, report);
    this.receiver = new Receiver(queue, this, this.unclaimed, this.warnings);
  }

  /** Whether the service should be asked often, because a notification may not arrive or not be seen. */
  get doubtful(): boolean {
    return !this.proven || this.pace.slowed;
  }

  /** Writes a debug line about what the last look has shown, once. @param pauseMs until the next one */
  tellSight(pauseMs: number, report: Report): void {
    if (this.sight !== undefined) {
      report.debug(`queue: next look in ${Math.round(pauseMs)} ms; ${this.sight}`);
      this.sight = undefined;
    }
  }

  protected async lookNow(signal: AbortSignal): Promise<Heard[]> {
    this.lookCount += 1;
    const before = this.notifications.length;
    const heard = (): Heard[] => this.notifications.slice(before);
    const blocks = (view: View): boolean => view.full && heard().length === 0;
    try {
      let view = await this.peek(signal);
      for (let round = 1; round < MOST_ROUNDS && blocks(view); round += 1) {
        if (!(await this.receiver.putAside(view, signal))) {
          break;
        }
        view = await this.peek(signal);
      }
      this.pace.looked(view);
      this.warnings.looked();
      this.sight = this.inWords(view);
      // A message of ours that was heard before and could not be cleared away hides what is behind it like any other.
      this.blockedSince = blocks(view) ? (this.blockedSince ?? this.clock.now()) : undefined;
      if (this.blockedSince !== undefined) {
        await this.warnings.blocked(view, this.clock.now() - this.blockedSince, signal);
      }
      await this.receiver.clear(view, (message) => this.isDue(message, view), signal);
    } catch (error) {
      signal.throwIfAborted();
      this.pace.refused();
      this.sight = storageAnswer(error);
      if (this.warnings.refused(error)) {
        // The service may have failed to write meanwhile: from now on, only a notification proves that they arrive.
        this.proven = false;
      }
    }
    return heard();
  }

  /**
   * Rule 3: clears away everything of ours that a few looks show. Every run calls this at its end, also a failed one, so
   * it never throws.
   */
  async close(signal: AbortSignal): Promise<void> {
    let looksLeft = this.any ? CLOSING_LOOKS : 0;
    let looksInVain = 0;
    try {
      for (; looksLeft > 0; looksLeft -= 1) {
        const view = await this.peek(signal);
        const restMs = (message: QueueMessage): number => this.restMs(message, view) ?? NaN;
        if (await this.receiver.clear(view, (message) => restMs(message) <= 0, signal, true)) {
          continue;
        }
        const rests = view.messages.map(restMs).filter((ms) => ms > 0);
        looksInVain += rests.length === 0 ? 1 : 0;
        if (rests.length === 0 && looksInVain > (this.missing > 0 ? CLOSING_LOOKS_FOR_MISSING : 0)) {
          break;
        }
        await this.clock.sleep(Math.min(CLOSING_PAUSE_MS, ...rests), signal);
      }
    } catch (error) {
      this.warnings.debug('not cleared', error);
    }
    if (this.endedUnheard && this.missing > 0) {
      // What is ours may have been claimed after it was seen.
      const taken = [...this.taken].some((id) => !this.has({ id }));
      this.warnings.unheard(this.expected - this.missing, this.expected, taken);
    }
  }

  /** Rule 1: hears at once what is ours in the view. */
  private async peek(signal: AbortSignal): Promise<View> {
    const view = await this.queue.peek(signal);
    this.hear(view.messages);
    this.unclaimed.see(view, this.clock.now());
    for (const message of view.messages) {
      if (message.dequeueCount > this.receiver.timesReceived(message)) {
        this.taken.add(message.id);
      }
    }
    return view;
  }

  private inWords({ messages, full }: View): string {
    const ours = messages.filter((message) => this.has(message)).length;
    const oldest = Math.min(...messages.map(({ insertedAt }) => insertedAt));
    const date = messages.length === 0 ? '' : `, oldest ${new Date(oldest).toISOString()}`;
    return `${messages.length} visible${full ? ' or more' : ''}, ${ours} ours${date}`;
  }
}
