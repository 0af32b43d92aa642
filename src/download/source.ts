/**
 * Reads the bytes of a model from where they are: from one stream, or from a blob, whose download is resumed where its
 * connection breaks. The storage SDK has an option for that, but takes a broken connection for a cancelled download and
 * gives up (github.com/Azure/azure-sdk-for-js/issues/32268), so each further request is made here.
 */
import { addAbortSignal, PassThrough, pipeline } from 'node:stream';
import type { Download } from '../custom-vision/download-link.ts';
import { noAnswerInTime, statusCode } from '../network/connection-errors.ts';
import type { Clock } from '../time/clock.ts';
import { ForeignAnswer, noModel } from '../network/foreign-answer.ts';

/** A blob as it was when it was found. */
export interface BlobVersion {
  /** In bytes. */
  readonly length: number;
  readonly md5: Uint8Array | null;
  /** Where it is. */
  readonly host?: string;
  /**
   * Streams the bytes from `offset` to the end.
   * @throws an error with a `statusCode` where storage refuses, such as when the blob has another ETag by now
   */
  open(offset: number, signal: AbortSignal): Promise<NodeJS.ReadableStream>;
}

export type Source = Download | BlobVersion;

/** A connection can be dead without either side being told. A slow link is not a silent one. */
const SILENCE_MS = 60_000;
/** Pauses before the further requests, as long as none of them brings anything. */
const PAUSES_MS = [500, 2_000, 8_000];

/**
 * @throws Error where the connection breaks for good, the bytes are not as many as announced, or none arrive for long;
 *   ForeignAnswer where they are no model's
 */
export async function* readSource(
  source: Source,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  const length = source.length ?? Infinity;
  const chunks =
    'stream' in source
      ? readStream(() => Promise.resolve(source.stream), clock, signal)
      : readBlob(source, clock, signal);
  let bytes = 0;
  for await (const chunk of chunks) {
    if (bytes === 0) {
      refuseIfNoModel(source, chunk);
    }
    bytes += chunk.length;
    if (bytes > length) {
      throw new Error('more bytes arrived than were announced');
    }
    yield chunk;
  }
  if (source.length !== null && bytes < length) {
    throw endedEarly(length - bytes);
  }
}

function refuseIfNoModel(source: Source, start: Buffer): void {
  const { from = 0, type } = 'stream' in source ? source : {};
  const wrong = from === 0 ? noModel(start, type) : undefined;
  if (wrong !== undefined) {
    throw new ForeignAnswer(source.host ?? 'the host of the model', 200, wrong);
  }
}

async function* readBlob(blob: BlobVersion, clock: Clock, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  let [position, failures] = [0, 0];
  while (position < blob.length) {
    try {
      for await (const chunk of readStream((either) => blob.open(position, either), clock, signal)) {
        position += chunk.length;
        failures = 0;
        yield chunk;
      }
      if (position < blob.length) {
        throw endedEarly(blob.length - position);
      }
    } catch (error) {
      const pauseMs = PAUSES_MS[failures];
      // After an answer the storage SDK has tried again already, where that can help.
      if (signal.aborted || pauseMs === undefined || statusCode(error) !== undefined) {
        throw error;
      }
      failures += 1;
      await clock.sleep(pauseMs, signal);
    }
  }
}

/** Reads what `open` opens, and destroys it when aborted, or when nothing has arrived for long. */
async function* readStream(
  open: (signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void> {
  let arrived = 0;
  const [silent, done] = [new AbortController(), new AbortController()];
  const either = AbortSignal.any([signal, silent.signal]);
  const watching = untilSilent(() => arrived, clock, AbortSignal.any([signal, done.signal])).then(
    () => {
      silent.abort(noAnswerInTime(`nothing has arrived for ${SILENCE_MS / 1_000} s`));
    },
    // The stream has ended, or the run was cancelled.
    () => undefined,
  );
  try {
    // An error of the stream comes with the chunks; one that comes later ends nothing.
    const chunks = pipeline(await open(either), new PassThrough(), () => undefined);
    for await (const chunk of addAbortSignal(either, chunks) as AsyncIterable<Buffer>) {
      arrived += chunk.length;
      yield chunk;
    }
  } catch (error) {
    either.throwIfAborted();
    throw error;
  } finally {
    done.abort();
    await watching;
  }
}

/** Resolves once `arrived` has stayed the same for long. */
async function untilSilent(arrived: () => number, clock: Clock, signal: AbortSignal): Promise<void> {
  let seen;
  do {
    seen = arrived();
    await clock.sleep(SILENCE_MS, signal);
  } while (arrived() !== seen);
}

function endedEarly(missing: number): Error {
  return new Error(`it ended ${missing} bytes early`);
}
