/**
 * Timers of a clock that stands still until it is told to go on: what replaces Node's own in the action's process.
 */

type Callback = (...given: unknown[]) => void;

/** A timer in the shape of Node's: what `setTimeout` and `setInterval` return. */
export class VirtualTimer {
  readonly id: number;
  dueMs: number;
  private readonly timers: VirtualTimers;
  private readonly delayMs: number;
  private readonly callback: () => void;
  private readonly repeats: boolean;
  private holds = true;

  constructor(timers: VirtualTimers, id: number, callback: () => void, delayMs: number, repeats: boolean) {
    this.timers = timers;
    this.id = id;
    this.callback = callback;
    this.delayMs = delayMs;
    this.repeats = repeats;
    this.dueMs = timers.now + delayMs;
  }

  fire(): void {
    if (this.repeats) {
      this.refresh();
    }
    this.callback();
  }

  ref(): this {
    this.holds = true;
    return this;
  }

  unref(): this {
    this.holds = false;
    return this;
  }

  hasRef(): boolean {
    return this.holds;
  }

  refresh(): this {
    this.dueMs = this.timers.now + this.delayMs;
    this.timers.add(this);
    return this;
  }

  close(): this {
    this.timers.remove(this);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

export class VirtualTimers {
  /** Milliseconds since the epoch. */
  now: number;
  private readonly timers = new Map<number, VirtualTimer>();
  private lastId = 0;

  constructor(now: number) {
    this.now = now;
  }

  /** Node's rule: at least one millisecond, also for what is no number. */
  start(callback: Callback, ms: unknown, given: readonly unknown[], repeats: boolean): VirtualTimer {
    const delayMs = Number(ms) >= 1 ? Math.ceil(Number(ms)) : 1;
    this.lastId += 1;
    const call = (): void => {
      callback(...given);
    };
    const timer = new VirtualTimer(this, this.lastId, call, delayMs, repeats);
    this.add(timer);
    return timer;
  }

  add(timer: VirtualTimer): void {
    this.timers.set(timer.id, timer);
  }

  remove(timer: VirtualTimer): void {
    this.timers.delete(timer.id);
  }

  /** By what `clearTimeout` takes: the timer, its id, or the id as a text. */
  cancel(timer: unknown): void {
    this.timers.delete(timer instanceof VirtualTimer ? timer.id : Number(timer));
  }

  /** When the first timer is due; `undefined` where there is none. */
  get first(): number | undefined {
    return this.timers.size === 0
      ? undefined
      : Math.min(...[...this.timers.values()].map(({ dueMs }) => dueMs));
  }

  /** When the first timer is due that would keep the process alive; `undefined` where there is none. */
  get firstHeld(): number | undefined {
    const held = [...this.timers.values()].filter((timer) => timer.hasRef());
    return held.length === 0 ? undefined : Math.min(...held.map(({ dueMs }) => dueMs));
  }

  /** Goes on to `untilMs`, from one timer that is due to the next. @param turn lets happen what a timer has begun */
  async advanceTo(untilMs: number, turn: () => Promise<unknown>): Promise<void> {
    for (;;) {
      const [next] = [...this.timers.values()]
        .filter(({ dueMs }) => dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) {
        break;
      }
      this.remove(next);
      this.now = Math.max(this.now, next.dueMs);
      next.fire();
      await turn();
    }
    this.now = Math.max(this.now, untilMs);
  }
}
