/**
 * From a stream into a file, unless nothing comes any more.
 */
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../time/clock.ts';
import { isOfTheDisk } from './disk-errors.ts';
import type { PartFile, Piece } from './part-file.ts';

/** A connection can be dead without either side being told. */
const SILENCE_MS = 60_000;

/**
 * Fills a piece with what is opened, to its end.
 * @throws Error where it ends before the piece does, or falls silent
 */
export async function pour(
  open: (signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  piece: Piece,
  file: PartFile,
  clock: Clock,
  onWritten: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const announced = piece.end;
  let arrived = 0;
  async function* counted(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
    for await (const chunk of chunks) {
      arrived += chunk.length;
      yield chunk;
    }
  }
  const [silent, done] = [new AbortController(), new AbortController()];
  const either = AbortSignal.any([signal, silent.signal]);
  const watching = watch(() => arrived, clock, AbortSignal.any([signal, done.signal])).then(
    () => {
      silent.abort(new Error(`nothing has arrived for ${SILENCE_MS / 1_000} s`));
    },
    // Over, one way or the other.
    () => undefined,
  );
  let filling = Promise.resolve();
  try {
    const stream = await open(either);
    await pipeline(
      stream,
      (chunks: AsyncIterable<Buffer | string>) => {
        filling = file.fill(piece, counted(chunks), announced, onWritten);
        return filling;
      },
      { signal: either },
    );
  } catch (error) {
    // Nothing is written any more from here on. What the disk has to say is why, whatever else came of it.
    await filling.catch((reason: unknown) => {
      if (isOfTheDisk(reason)) {
        throw reason;
      }
    });
    silent.signal.throwIfAborted();
    throw error;
  } finally {
    done.abort();
    await watching;
  }
  if (piece.end !== Infinity && piece.position < piece.end) {
    throw new Error(`it ended ${piece.end - piece.position} bytes early`);
  }
}

/** Resolves once nothing has arrived for long. */
async function watch(arrived: () => number, clock: Clock, signal: AbortSignal): Promise<void> {
  let seen;
  do {
    seen = arrived();
    await clock.sleep(SILENCE_MS, signal);
  } while (arrived() !== seen);
}
