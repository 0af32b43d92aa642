/**
 * Memory that files are read into whole, one after the other. It grows to the longest of them, so that a data set of
 * small images takes little, and thousands of files leave hardly any garbage behind.
 */
const LEAST_BYTES = 65_536;

export class Room {
  /** The length of the longest file that it takes, in bytes. */
  readonly most: number;
  private memory = Buffer.alloc(0);

  constructor(most: number) {
    this.most = most;
  }

  /** @param bytes at most `most` @returns memory of so many bytes or more, with anything in it */
  for(bytes: number): Buffer {
    if (this.memory.length < bytes || this.memory.length === 0) {
      const doubled = Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
      this.memory = Buffer.allocUnsafeSlow(Math.min(this.most, doubled));
    }
    return this.memory;
  }
}
