/**
 * Bytes over a link whose time is a fake clock's: a tick brings one chunk over each connection, or over one of them
 * where the link is limited as a whole. Nothing of it depends on how fast the machine is.
 */
import { Readable } from 'node:stream';
import type { Ranges } from '../../src/download/ranges.ts';
import type { FakeClock } from './fake-clock.ts';

const CHUNK_BYTES = 256 * 1_024;
const TICK_MS = 4;

interface Connection {
  readonly stream: Readable;
  position: number;
  readonly end: number;
}

export class VirtualLink implements Ranges {
  readonly length: number;
  readonly md5 = null;
  /** What was asked for, as `FIRST-LAST`, in order. */
  readonly requests: string[] = [];
  /** How many connections were open once each of them was. */
  readonly openAt: number[] = [];
  private readonly bytes: Buffer;
  private readonly clock: FakeClock;
  private readonly limited: 'per connection' | 'as a whole';
  private open_: Connection[] = [];

  constructor(bytes: Buffer, clock: FakeClock, limited: 'per connection' | 'as a whole') {
    this.bytes = bytes;
    this.length = bytes.length;
    this.clock = clock;
    this.limited = limited;
  }

  async open(offset: number, count: number): Promise<Readable> {
    await Promise.resolve();
    this.requests.push(`${offset}-${offset + count - 1}`);
    const stream = new Readable({ read: () => undefined });
    this.open_.push({ stream, position: offset, end: offset + count });
    this.openAt.push(this.open_.filter((connection) => !connection.stream.destroyed).length);
    return stream;
  }

  /** Lets the time go on until `done`. */
  async run(done: () => boolean): Promise<void> {
    while (!done()) {
      // What has arrived is dealt with before the next tick: nothing here waits for a disk.
      await new Promise(setImmediate);
      this.clock.advance(TICK_MS);
      this.open_ = this.open_.filter(({ stream }) => !stream.destroyed);
      const served = this.limited === 'as a whole' ? this.open_.slice(0, 1) : this.open_;
      for (const connection of served) {
        const { stream, position, end } = connection;
        connection.position = Math.min(end, position + CHUNK_BYTES);
        stream.push(this.bytes.subarray(position, connection.position));
        if (connection.position === end) {
          stream.push(null);
        }
      }
      const rest = this.open_.filter(({ position, end }) => position < end);
      // In turn, where only one is served.
      this.open_ = [...rest.slice(1), ...rest.slice(0, 1)];
    }
  }
}
