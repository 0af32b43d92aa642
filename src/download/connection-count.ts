/**
 * How many connections pay. A link that is limited per connection carries more over several; one that is limited as a
 * whole, or a machine that is busy, does not. Only measuring tells: begin with one, or with some where the first answer
 * is slow to come, and add more while that is worth it.
 */

const STEPS = [1, 4, 8] as const;
/** A step is worth it if so much more arrives. */
const WORTH_IT = 1.3;
/** Measured for at least so long, and so many bytes of each connection. */
const ROUND_MS = 20;
const ROUND_BYTES = 1_024 * 1_024;

export class Connections {
  private step = 0;
  private delivering = 0;
  private settled = false;
  /** Bytes a millisecond, before the last step. */
  private before = 0;
  private roundBegan = 0;
  private roundBytes = 0;

  /** How many there should be now. */
  get wanted(): number {
    return STEPS[this.step] ?? 1;
  }

  /** The first answer is a while in coming, as that over any other connection will be. Fewer are not tried from here on. */
  notPrompt(): void {
    this.step = Math.max(this.step, 1);
  }

  /** One more begins to deliver. None ends before there is nothing left to take, or there are more than are wanted. */
  joined(now: number): void {
    this.delivering += 1;
    this.beginRound(now);
  }

  /** Bytes have arrived, over whichever connection. */
  arrived(bytes: number, now: number): void {
    this.roundBytes += bytes;
    const tookMs = now - this.roundBegan;
    // What fewer connections carry says nothing about as many as are wanted.
    if (this.settled || this.delivering < this.wanted) {
      return;
    }
    if (tookMs < ROUND_MS || this.roundBytes < ROUND_BYTES * this.wanted) {
      return;
    }
    const rate = this.roundBytes / tookMs;
    if (rate < this.before * WORTH_IT) {
      this.step -= 1;
      this.settled = true;
    } else if (this.step === STEPS.length - 1) {
      this.settled = true;
    } else {
      this.step += 1;
      this.before = rate;
    }
    this.beginRound(now);
  }

  private beginRound(now: number): void {
    this.roundBegan = now;
    this.roundBytes = 0;
  }
}
