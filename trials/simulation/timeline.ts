/**
 * Virtual time: a queue of events. It jumps from one to the next, and everything that an event sets in motion has come
 * to rest before the next one happens.
 */
import { setImmediate as turn } from 'node:timers/promises';

interface Planned {
  readonly at: number;
  /** Events of the same moment happen in the order in which they were planned. */
  readonly order: number;
  action: (() => void) | undefined;
}

/** Takes back what was planned. */
export type Cancel = () => void;

export class Timeline {
  /** True time in milliseconds since the epoch: what no clock in the world shows exactly. */
  now: number;
  private readonly heap: Planned[] = [];
  private readonly rest: () => Promise<unknown>;
  private count = 0;

  /** @param rest resolves when all that was set in motion has come to rest */
  constructor(startsAt: number, rest: () => Promise<unknown> = turn) {
    this.now = startsAt;
    this.rest = rest;
  }

  after(ms: number, action: () => void): Cancel {
    const planned: Planned = { at: this.now + Math.max(0, ms), order: (this.count += 1), action };
    this.push(planned);
    return () => {
      planned.action = undefined;
    };
  }

  /** Lets events happen until `over` says so. @throws if none is left before that */
  async run(over: () => boolean): Promise<void> {
    // What was started before the first event comes to rest.
    await this.rest();
    while (!over()) {
      const next = this.pop();
      if (next === undefined) {
        throw new Error('nothing is planned any more, but the world has not ended: somebody waits forever');
      }
      if (next.action !== undefined) {
        this.now = next.at;
        next.action();
        await this.rest();
      }
    }
  }

  private push(planned: Planned): void {
    let index = this.heap.push(planned) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (before(this.at(parent), planned)) {
        break;
      }
      this.heap[index] = this.at(parent);
      index = parent;
    }
    this.heap[index] = planned;
  }

  private pop(): Planned | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (first === undefined || last === undefined || first === last) {
      return first;
    }
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.heap.length) {
        break;
      }
      if (child + 1 < this.heap.length && before(this.at(child + 1), this.at(child))) {
        child += 1;
      }
      if (before(last, this.at(child))) {
        break;
      }
      this.heap[index] = this.at(child);
      index = child;
    }
    this.heap[index] = last;
    return first;
  }

  private at(index: number): Planned {
    const planned = this.heap[index];
    if (planned === undefined) {
      throw new Error(`no event at ${index}`);
    }
    return planned;
  }
}

function before(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
