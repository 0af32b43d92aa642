/** The emulator's only source of time, so that a training of hours takes no time in a test. */
export interface Clock {
  /** Milliseconds since 1970 in UTC. */
  now(): number;
  /** Calls `action` once, `delayMs` from now (`Infinity`: never), unless the returned function is called before. */
  schedule(delayMs: number, action: () => void): () => void;
  /** Cancels everything that is scheduled; nothing can be scheduled afterwards. */
  close(): void;
}

/** Real time. */
export class SystemClock implements Clock {
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  now(): number {
    return Date.now();
  }

  schedule(delayMs: number, action: () => void): () => void {
    // Node turns an infinite delay into one millisecond.
    if (this.#closed || delayMs === Infinity) return () => undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  #appointments: { atMs: number; action: () => void }[] = [];
  #closed = false;

  constructor(startMs: number = Date.UTC(2026, 0, 2, 3, 4, 5, 678)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, action: () => void): () => void {
    if (this.#closed) return () => undefined;
    const appointment = { atMs: this.#nowMs + Math.max(0, delayMs), action };
    this.#appointments.push(appointment);
    return () => {
      this.#appointments = this.#appointments.filter((other) => other !== appointment);
    };
  }

  /** When the next thing falls due; `undefined` if nothing is scheduled. */
  get next(): number | undefined {
    return this.#appointments.map(({ atMs }) => atMs).sort((a, b) => a - b)[0];
  }

  /** Moves time forward, running what falls due in its order, each at its own time. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#appointments
        .filter((appointment) => appointment.atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#appointments = this.#appointments.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.action();
    }
    this.#nowMs = untilMs;
  }

  close(): void {
    this.#closed = true;
    this.#appointments = [];
  }
}
