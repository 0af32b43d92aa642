/**
 * From a stream into a file, unless nothing comes any more.
 */
import { pipeline } from 'node:stream/promises';
import type { Clock } from './clock.ts';
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
  const announced = Infinity;
  const [silent, done] = [new AbortController(), new AbortController()];
  const either = AbortSignal.any([signal, silent.signal]);
  const watching = watch(piece, clock, AbortSignal.any([signal, done.signal])).then(
    () => {
      silent.abort(new Error(`nothing has arrived for ${SILENCE_MS / 1_000} s`));
    },
    // Over, one way or the other.
    () => undefined,
  );
  try {
    const stream = await open(either);
    await pipeline(
      stream,
      (chunks: AsyncIterable<Buffer | string>) => file.fill(piece, chunks, announced, onWritten),
      {
        signal: either,
      },
    );
  } catch (error) {
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

/** Resolves once nothing has been written for long. */
async function watch(piece: Piece, clock: Clock, signal: AbortSignal): Promise<void> {
  let seen;
  do {
    seen = piece.position;
    await clock.sleep(SILENCE_MS, signal);
  } while (piece.position !== seen);
}
