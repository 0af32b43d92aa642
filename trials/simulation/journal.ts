/**
 * What happened in a world, in order: the last events as text, and all of them as one hash.
 */
const KEPT = 30;

export class Journal {
  private readonly last: string[] = [];
  private count = 0;
  private hash = 0x811c_9dc5;
  private readonly startsAt: number;

  constructor(startsAt: number) {
    this.startsAt = startsAt;
  }

  write(at: number, who: string, what: string): void {
    const line = `${((at - this.startsAt) / 1_000).toFixed(3)} ${who}: ${what}`;
    for (let index = 0; index < line.length; index += 1) {
      this.hash = Math.imul(this.hash ^ line.charCodeAt(index), 0x0100_0193);
    }
    this.last[this.count % KEPT] = line;
    this.count += 1;
  }

  get events(): number {
    return this.count;
  }

  get digest(): string {
    return `${this.count}-${(this.hash >>> 0).toString(16)}`;
  }

  /** The last 30 events, the oldest first. */
  get tail(): string[] {
    const first = this.count % KEPT;
    return this.count < KEPT ? [...this.last] : [...this.last.slice(first), ...this.last.slice(0, first)];
  }
}
