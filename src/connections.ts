/**
 * How many connections pay. A link that is limited per connection carries more over several; one that is limited as a
 * whole, or a machine that is busy, does not. Only measuring tells: begin with one, and double while that is worth it.
 */

const MOST = 8;
/** Measured over this long, all connections delivering. */
const ROUND_MS = 50;
/** Twice the connections are worth it if they carry this much more. */
const WORTH_IT = 1.3;

export class Connections {
  /** How many there should be now. */
  wanted = 1;
  private delivering = 0;
  private settled = false;
  /** Bytes a millisecond, before the last doubling. */
  private before = 0;
  private roundBegan = 0;
  private roundBytes = 0;

  /** One more begins to deliver. */
  joined(now: number): void {
    this.delivering += 1;
    this.beginRound(now);
  }

  left(): void {
    this.delivering -= 1;
  }

  /** Bytes have arrived, over whichever connection. */
  arrived(bytes: number, now: number): void {
    this.roundBytes += bytes;
    const tookMs = now - this.roundBegan;
    // What fewer connections carry says nothing about as many as are wanted.
    if (this.settled || this.delivering < this.wanted || tookMs < ROUND_MS) {
      return;
    }
    const rate = this.roundBytes / tookMs;
    if (rate < this.before * WORTH_IT) {
      this.wanted /= 2;
      this.settled = true;
    } else if (this.wanted === MOST) {
      this.settled = true;
    } else {
      this.wanted *= 2;
      this.before = rate;
    }
    this.beginRound(now);
  }

  private beginRound(now: number): void {
    this.roundBegan = now;
    this.roundBytes = 0;
  }
}
