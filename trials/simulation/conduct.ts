/**
 * What a run may do to the queue it shares, judged by what that run itself has seen. Written from the rules of the wait,
 * not from its code, and by what the senders of messages mean instead of by their texts.
 */
import { mostPauseMs } from './bounds.ts';
import type { Notification } from '../../src/wait/notification.ts';
import type { HeldMessage, QueueMessage, View } from '../../src/storage/queue.ts';

export type IsOurs = (meaning: Notification) => boolean;

interface Expected {
  readonly isOurs: IsOurs;
  /** When what it is the end of began, by the run's clock. */
  readonly since: number;
}

const HOLD_SECONDS = 5;
const KEEP_MS = 10_000;
const MOST_IN_FRONT = 8;
const WORN = 2;
const PATIENCE_MS = 30_000;
const STALE_MS = 3_600_000;
const LEAST_HIDDEN_S = 900;
const MOST_HIDDEN_S = 3_600;
/** A message that is about to expire is not worth hiding. */
const SHORT_LIFE_MS = 7_000;

const NOTHING: View = { messages: [], full: false, queueTime: 0 };

export class Conduct {
  readonly claimed: IsOurs[] = [];
  readonly expected: Expected[] = [];
  closing = false;
  /** How many views could not show everything. */
  viewsWereFull = 0;
  /** Ids of ours that were shown while the run listened. */
  readonly shownOfOurs = new Set<string>();
  private readonly now: () => number;
  private readonly meaningOf: (id: string) => Notification | undefined;
  private readonly object: (what: string) => void;
  private view = NOTHING;
  private viewedAt = 0;
  private mayReceive = false;
  private mayPutAside = true;
  private readonly receivedWork = new Set<string>();
  private sightings = new Map<string, number>();
  private readonly firstSeen = new Map<string, number>();
  private unsettled = new Set<string>();

  constructor(
    now: () => number,
    meaningOf: (id: string) => Notification | undefined,
    object: (what: string) => void,
  ) {
    this.now = now;
    this.meaningOf = meaningOf;
    this.object = object;
  }

  /** The answer to a peek has arrived. */
  saw(view: View): void {
    this.allLetGo();
    this.view = view;
    this.viewedAt = this.now();
    this.mayReceive = true;
    this.viewsWereFull += view.full ? 1 : 0;
    this.sightings = new Map(view.messages.map(({ id }) => [id, this.sightings.get(id) ?? this.viewedAt]));
    this.hear(view.messages);
  }

  /** The run asks to receive. */
  receives(count: number, holdSeconds: number): void {
    this.allLetGo();
    const received = this.view.messages.slice(0, count);
    const last = received.at(-1);
    if (!this.mayReceive || count > this.view.messages.length || last === undefined) {
      this.object(`received ${count} that no peek has just shown`);
      return;
    }
    this.mayReceive = false;
    if (holdSeconds > HOLD_SECONDS) {
      this.object(`held for ${holdSeconds} s`);
    }
    // The order is not promised: what came along before may come along again.
    const risked = (message: QueueMessage): boolean =>
      received.includes(message) || this.receivedWork.has(message.id);
    const worn = this.view.messages.find(
      (message) => this.isWork(message) && message.dequeueCount >= WORN && risked(message),
    );
    if (worn !== undefined) {
      this.object(`received the worn work ${worn.id} knowingly`);
    }
    const claimed = received.filter((message) => !this.isOurs(message) && !this.isUnclaimed(message));
    if (this.isOurs(last)) {
      if (!this.closing && claimed.length > MOST_IN_FRONT) {
        this.object(`disturbed ${claimed.length} claimed messages to clear ours`);
      }
    } else if (claimed.length > 0) {
      this.object(
        `received ${claimed[0]?.id ?? ''}, which is neither ours nor in front of ours nor unclaimed`,
      );
    } else if (!this.view.full || this.view.messages.some((message) => this.isNew(message))) {
      this.object('put aside though nothing was in the way');
    } else if (!this.mayPutAside) {
      this.object('put aside though it may not update messages');
    }
  }

  /** The answer to a receive has arrived. */
  got(held: readonly HeldMessage[]): void {
    this.hear(held);
    for (const message of held) {
      if (this.isWork(message)) {
        this.receivedWork.add(message.id);
      }
    }
    this.unsettled = new Set(held.map(({ id }) => id));
  }

  deletes(message: HeldMessage): void {
    this.unsettled.delete(message.id);
    const meaning = this.meaningOf(message.id);
    if (meaning === undefined || !this.isOurs(message)) {
      this.object(`deleted the foreign ${message.id}`);
      return;
    }
    if (
      !(this.closing ? this.mayEndWith(message, meaning) : this.view.full || this.seenFor(message) >= KEEP_MS)
    ) {
      this.object(`deleted ${message.id} before others could see it`);
    }
  }

  /** Whoever waits for the same has had the time to look once; nobody knows how long they have waited for another's. */
  private mayEndWith(message: HeldMessage, meaning: Notification): boolean {
    const sinces = this.expected.filter(({ isOurs }) => isOurs(meaning)).map(({ since }) => since);
    return sinces.length === 0
      ? message.insertedAt <= this.view.queueTime - KEEP_MS
      : this.seenFor(message) >= mostPauseMs(this.now() - Math.min(...sinces));
  }

  private seenFor({ id }: HeldMessage): number {
    return this.now() - (this.firstSeen.get(id) ?? Infinity);
  }

  /** Ours, and not in any view before. */
  private isNew(message: QueueMessage): boolean {
    return this.isOurs(message) && this.firstSeen.get(message.id) === this.viewedAt;
  }

  lets(message: HeldMessage, hiddenSeconds: number): void {
    this.unsettled.delete(message.id);
    const life = message.expiresAt - this.view.queueTime;
    const unclaimed = !this.isOurs(message) && this.isUnclaimed(message);
    if (hiddenSeconds > 0 && !unclaimed) {
      this.object(`hid ${message.id}, which is not unclaimed, for ${hiddenSeconds} s`);
    }
    if (hiddenSeconds > MOST_HIDDEN_S || hiddenSeconds * 1_000 >= Math.max(life, 1)) {
      this.object(`hid ${message.id} for ${hiddenSeconds} s`);
    }
    if (unclaimed && hiddenSeconds < LEAST_HIDDEN_S && hiddenSeconds * 1_000 < life - SHORT_LIFE_MS) {
      this.object(`gave back the unclaimed ${message.id} after ${hiddenSeconds} s`);
    }
  }

  /** An update was refused: the role of the run is too small for it. */
  forbidden(): void {
    this.mayPutAside = false;
  }

  /** The queue has carried out what `lets` asked for. */
  hidden({ id, visibleAt, expiresAt }: { id: string; visibleAt: number; expiresAt: number }): void {
    if (visibleAt > expiresAt) {
      this.object(`hid ${id} past its expiry`);
    }
  }

  /** Whatever was received has been deleted, given back or put aside, or tried to. */
  allLetGo(): void {
    if (this.unsettled.size > 0) {
      this.object(`kept ${[...this.unsettled].join(', ')}`);
      this.unsettled.clear();
    }
  }

  isOurs({ id }: { readonly id: string }): boolean {
    const meaning = this.meaningOf(id);
    return meaning !== undefined && this.claimed.some((isOurs) => isOurs(meaning));
  }

  private hear(messages: readonly QueueMessage[]): void {
    for (const message of messages) {
      if (this.isOurs(message) && !this.firstSeen.has(message.id)) {
        this.firstSeen.set(message.id, this.now());
        if (!this.closing) {
          this.shownOfOurs.add(message.id);
        }
      }
    }
  }

  private isWork({ id }: QueueMessage): boolean {
    return this.meaningOf(id) === undefined;
  }

  private isUnclaimed(message: QueueMessage): boolean {
    const since = this.sightings.get(message.id) ?? this.viewedAt;
    return (
      !this.isWork(message) &&
      (this.viewedAt - since >= PATIENCE_MS || this.view.queueTime - message.insertedAt > STALE_MS)
    );
  }
}
