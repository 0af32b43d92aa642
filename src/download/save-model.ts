/**
 * Collects a model: its bytes to a file of our own naming, with bounded memory, and everything about them checked.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../time/clock.ts';
import { Failure } from '../report/failure.ts';
import { progress } from './progress.ts';
import type { Report } from '../report/report.ts';
import { readSource, type Source } from './source.ts';
import { answerOf, isOfTheDisk, notSaved } from './refusals.ts';

export interface ModelFile {
  /** Absolute. */
  readonly path: string;
  /** 64 hex digits, lower case. */
  readonly sha256: string;
  readonly bytes: number;
  /** Whether the bytes begin like a zip. */
  readonly zipped: boolean;
}

export interface SavedFile extends ModelFile {
  readonly md5: Buffer;
}

interface Saving {
  readonly report: Report;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** First bytes of a zip's first entry (APPNOTE 4.3.7). */
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
const ATTEMPTS = 2;
/** This much may have arrived that is not written yet: the disk gets it in few, long writes. */
const WRITE_BUFFER_BYTES = 1_024 * 1_024;

/**
 * Saves what `source` opens as `file`. If the bytes break off, are overwritten meanwhile or are not as announced, it
 * starts over once.
 * @param what for the messages, such as "the backup blob of …"
 * @param source opens the bytes; is told the number of the attempt, from 1
 * @throws Failure; the signal's reason when aborted
 */
export async function saveModel(
  what: string,
  source: (attempt: number) => Promise<Source>,
  file: string,
  run: Saving,
): Promise<ModelFile> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await saveOnce(what, () => source(attempt), file, run);
    } catch (error) {
      run.signal.throwIfAborted();
      if (error instanceof Failure || attempt === ATTEMPTS) {
        throw error instanceof Failure ? error : notSaved(what, file, error);
      }
      run.report.info(`Could not read ${what} to its end; starting over.`);
      run.report.info(answerOf(error));
    }
  }
}

/**
 * The same in one attempt. It leaves nothing partial behind.
 * @throws what went wrong: a Failure where that is the disk
 */
export async function saveOnce(
  what: string,
  source: () => Promise<Source>,
  file: string,
  run: Saving,
): Promise<SavedFile> {
  const part = `${file}.part`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const saved = await save(what, source, part, run);
    await rename(part, file);
    return { path: file, ...saved };
  } catch (error) {
    // What went wrong first is what matters, also where the partial file cannot be removed.
    await rm(part, { force: true }).catch(() => undefined);
    run.signal.throwIfAborted();
    throw isOfTheDisk(error) ? notSaved(what, file, error) : error;
  }
}

async function save(
  what: string,
  source: () => Promise<Source>,
  part: string,
  { report, clock, signal }: Saving,
): Promise<Omit<SavedFile, 'path'>> {
  const handle = await open(part, 'w');
  const file = handle.createWriteStream({ highWaterMark: WRITE_BUFFER_BYTES });
  // A file that cannot be written is closed: no more bytes are waited for then.
  const closed = new AbortController();
  file.once('close', () => {
    closed.abort();
  });
  try {
    const opened = await source();
    const [sha256, md5] = [createHash('sha256'), createHash('md5')];
    const tellProgress = progress(what, opened.length, report, clock);
    let bytes = 0;
    let start = Buffer.alloc(0);
    const measured = async function* (): AsyncGenerator<Buffer, void> {
      for await (const chunk of readSource(opened, clock, AbortSignal.any([signal, closed.signal]))) {
        sha256.update(chunk);
        md5.update(chunk);
        start = Buffer.concat([start, chunk.subarray(0, ZIP_START.length - start.length)]);
        bytes += chunk.length;
        tellProgress(chunk.length);
        yield chunk;
      }
    };
    await pipeline(measured, file);
    const own = md5.digest();
    if (opened.md5 !== null && !own.equals(opened.md5)) {
      throw new Error('the bytes that arrived have another MD5 than announced');
    }
    if (bytes === 0) {
      throw new Error('it is empty');
    }
    return { sha256: sha256.digest('hex'), md5: own, bytes, zipped: start.equals(ZIP_START) };
  } finally {
    file.destroy();
    await handle.close();
  }
}
