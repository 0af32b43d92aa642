/**
 * Random numbers from a seed (the generator sfc32): the same seed always gives the same world.
 */
export class Dice {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param stream tells apart the dice of one seed, so that a change in one place does not shift all others */
  constructor(seed: number, stream: number) {
    this.a = seed | 0;
    this.b = Math.floor(seed / 2 ** 32) ^ 0x9e37_79b9;
    this.c = Math.imul(stream + 1, 0x85eb_ca6b);
    for (let round = 0; round < 12; round += 1) {
      this.next();
    }
  }

  /** 0 ≤ x < 1. */
  readonly next = (): number => {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.next();
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  /** Favours small numbers, as sizes and durations in the world do. */
  skewed(least: number, most: number): number {
    return least + (most - least) * this.next() ** 2;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.next() * from.length)] ?? from[0];
  }
}
