/**
 * Downloads in ranges: over as many connections as pay, and each range asked for again alone where its connection
 * breaks.
 */
import type { Clock } from './clock.ts';
import { Connections } from './connections.ts';
import { isOfTheDisk } from './disk-errors.ts';
import type { PartFile, Piece } from './part-file.ts';
import { pour } from './pour.ts';

/** The bytes of one version of something, in any order. */
export interface Ranges {
  /** In bytes. */
  readonly length: number;
  readonly md5: Uint8Array | null;
  /**
   * Streams `count` bytes from `offset` on.
   * @throws an error with a `statusCode` where it was answered that they cannot be had, such as when that version is gone
   */
  open(offset: number, count: number, signal: AbortSignal): Promise<NodeJS.ReadableStream>;
}

const MEBIBYTE = 1_024 * 1_024;
/** Leaves something for more connections to take, while it is not known whether they pay. */
const SHORT_BYTES = 8 * MEBIBYTE;
/** From here on a request costs nothing beside its bytes. */
const LONG_BYTES = 32 * MEBIBYTE;
/** At the end, connections share what is left, but not in crumbs. */
const LEAST_BYTES = 4 * MEBIBYTE;
/** Before a range is asked for again. */
const PAUSES_MS = [500, 2_000, 8_000];

/** @throws the first error that asking again does not mend; no connection is left then */
export async function fetchRanges(
  ranges: Ranges,
  file: PartFile,
  clock: Clock,
  onWritten: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await new Fetch(ranges, file, clock, onWritten, signal).run();
}

class Fetch {
  private readonly ranges: Ranges;
  private readonly file: PartFile;
  private readonly clock: Clock;
  private readonly onWritten: (bytes: number) => void;
  private readonly signal: AbortSignal;
  private readonly broken = new AbortController();
  private readonly connections = new Connections();
  private readonly lanes: Promise<void>[] = [];
  private open = 0;
  /** The first byte that nobody has taken. */
  private next = 0;

  constructor(
    ranges: Ranges,
    file: PartFile,
    clock: Clock,
    onWritten: (bytes: number) => void,
    signal: AbortSignal,
  ) {
    this.ranges = ranges;
    this.file = file;
    this.clock = clock;
    this.onWritten = (bytes) => {
      onWritten(bytes);
      this.connections.arrived(bytes, clock.now());
      this.addLanes();
    };
    this.signal = AbortSignal.any([signal, this.broken.signal]);
  }

  async run(): Promise<void> {
    this.addLanes();
    // Lanes that are added meanwhile come last.
    for (const lane of this.lanes) {
      await lane;
    }
    this.signal.throwIfAborted();
  }

  private addLanes(): void {
    while (this.open < this.connections.wanted && this.next < this.ranges.length && !this.signal.aborted) {
      this.open += 1;
      this.lanes.push(this.lane());
    }
  }

  /** One range after the other over one connection. Never rejects. */
  private async lane(): Promise<void> {
    const lane = { delivers: false };
    const onOpen = (): void => {
      if (!lane.delivers) {
        lane.delivers = true;
        this.connections.joined(this.clock.now());
      }
    };
    try {
      while (this.next < this.ranges.length && this.open <= this.connections.wanted) {
        const piece = this.take();
        await this.fetch(piece, onOpen);
        this.file.finish(piece);
      }
    } catch (error) {
      this.broken.abort(error);
    }
    this.open -= 1;
    if (lane.delivers) {
      this.connections.left();
    }
  }

  private take(): Piece {
    const { settled, wanted } = this.connections;
    const rest = this.ranges.length - this.next;
    const share = Math.max(LEAST_BYTES, Math.ceil(rest / wanted));
    const start = this.next;
    this.next += Math.min(rest, share, settled ? LONG_BYTES : SHORT_BYTES);
    return this.file.begin(start, this.next);
  }

  private async fetch(piece: Piece, onOpen: () => void): Promise<void> {
    const open = async (signal: AbortSignal): Promise<NodeJS.ReadableStream> => {
      const stream = await this.ranges.open(piece.position, piece.end - piece.position, signal);
      onOpen();
      return stream;
    };
    for (let failures = 0; piece.position < piece.end; failures += 1) {
      try {
        await pour(open, piece, this.file, this.clock, this.onWritten, this.signal);
      } catch (error) {
        const pauseMs = PAUSES_MS[failures];
        if (this.signal.aborted || pauseMs === undefined || wasAnswered(error) || isOfTheDisk(error)) {
          throw error;
        }
        await this.clock.sleep(pauseMs, this.signal);
      }
    }
  }
}

/** The storage SDK has asked again already where that can help. */
function wasAnswered(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}
