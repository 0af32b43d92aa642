/**
 * Downloads in ranges: over as many connections as pay, and each range asked for again alone where its connection
 * breaks.
 */
import type { Clock } from '../time/clock.ts';
import { Connections } from './connection-count.ts';
import { isOfTheDisk } from './disk-errors.ts';
import type { PartFile, Piece } from './part-file.ts';
import { pour } from './write-stream.ts';

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
/** From here on a request costs nothing beside its bytes; what comes out of turn has to be read back to be hashed. */
const RANGE_BYTES = 32 * MEBIBYTE;
/** Less than this is not worth another request. */
const LEAST_BYTES = 4 * MEBIBYTE;
/** Where the first answer takes longer, others are asked for behind it: a small blob is over before anything is measured. */
export const PROMPT_MS = 20;
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
  private readonly answered = new AbortController();
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
    const widening = this.widenUnlessPrompt();
    // Lanes that are added meanwhile come last.
    for (const lane of this.lanes) {
      await lane;
    }
    this.answered.abort();
    await widening;
    this.signal.throwIfAborted();
  }

  /** Never rejects. */
  private async widenUnlessPrompt(): Promise<void> {
    try {
      await this.clock.sleep(PROMPT_MS, AbortSignal.any([this.signal, this.answered.signal]));
    } catch {
      // There is an answer already, or all is over.
      return;
    }
    this.connections.notPrompt();
    this.addLanes();
  }

  private addLanes(): void {
    while (this.open < this.connections.wanted && !this.signal.aborted) {
      const piece = this.take();
      if (piece === undefined) {
        return;
      }
      this.open += 1;
      this.lanes.push(this.lane(piece));
    }
  }

  /** One piece after the other over one connection. Never rejects. */
  private async lane(first: Piece): Promise<void> {
    let delivers = false;
    const onOpen = (): void => {
      if (!delivers) {
        delivers = true;
        this.answered.abort();
        this.connections.joined(this.clock.now());
      }
    };
    try {
      for (let piece: Piece | undefined = first; piece !== undefined;) {
        await this.fetch(piece, onOpen);
        this.file.finish(piece);
        piece = this.open <= this.connections.wanted ? this.take() : undefined;
      }
    } catch (error) {
      this.broken.abort(error);
    }
    this.open -= 1;
  }

  /** What nobody has taken yet, else half of what somebody has most left of, else nothing. */
  private take(): Piece | undefined {
    if (this.next < this.ranges.length) {
      const start = this.next;
      this.next = Math.min(this.ranges.length, start + RANGE_BYTES);
      return this.file.begin(start, this.next);
    }
    const { piece, left } = this.file.longest();
    return piece === undefined || left < 2 * LEAST_BYTES ? undefined : this.file.split(piece);
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
        // A failure says as much as an answer.
        this.answered.abort();
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
