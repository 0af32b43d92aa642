/**
 * Collects a model: its bytes to a file of our own naming, with bounded memory, and everything about them checked.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure, ServiceError } from './errors.ts';
import { foreign } from './foreign-text.ts';
import type { Download } from './download.ts';
import { errorCode } from './network-errors.ts';
import type { Report } from './report.ts';
import { storageAnswer } from './storage-errors.ts';

export interface ModelFile {
  /** Absolute. */
  readonly path: string;
  /** 64 hex digits, lower case. */
  readonly sha256: string;
  readonly bytes: number;
  /** Begins like a zip. */
  readonly zipped: boolean;
}

/** First bytes of a zip's first entry (APPNOTE 4.3.7). */
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
const ATTEMPTS = 2;

/**
 * Saves what `source` opens as `file`. Broken off, overwritten underneath or not as announced: started over once.
 * Nothing partial is left behind.
 * @param what for the messages, such as "the backup blob of …"
 * @param source opens the bytes; is told the number of the attempt, from 1
 * @throws Failure; the signal's reason when aborted
 */
export async function saveModel(
  what: string,
  source: (attempt: number) => Promise<Download>,
  file: string,
  report: Report,
  signal: AbortSignal,
): Promise<ModelFile> {
  const part = `${file}.part`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const saved = await save(await source(attempt), part, signal);
      await rename(part, file);
      return { path: file, ...saved, zipped: await beginsLikeZip(file) };
    } catch (error) {
      // What went wrong first is what matters, also where the partial file cannot be removed.
      await rm(part, { force: true }).catch(() => undefined);
      signal.throwIfAborted();
      if (error instanceof Failure || attempt === ATTEMPTS || isOfTheDisk(error)) {
        throw error instanceof Failure ? error : notSaved(what, file, error);
      }
      report.info(`Could not read ${what} to its end; starting over.`);
      report.info(answerOf(error));
    }
  }
}

async function save(
  { stream, length, md5 }: Download,
  part: string,
  signal: AbortSignal,
): Promise<{ sha256: string; bytes: number }> {
  const sha256 = createHash('sha256');
  const md5Hash = createHash('md5');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sha256.update(chunk);
      md5Hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(stream, measure, createWriteStream(part), { signal });
  if (length !== null && bytes !== length) {
    throw new Error(`${bytes} of ${length} bytes arrived`);
  }
  if (md5 !== null && !md5Hash.digest().equals(md5)) {
    throw new Error('the bytes that arrived have another MD5 than announced');
  }
  return { sha256: sha256.digest('hex'), bytes };
}

async function beginsLikeZip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const start = Buffer.alloc(ZIP_START.length);
    await handle.read(start, 0, start.length, 0);
    return start.equals(ZIP_START);
  } finally {
    await handle.close();
  }
}

function isOfTheDisk(error: unknown): boolean {
  return [
    'ENOSPC',
    'EACCES',
    'EROFS',
    'EDQUOT',
    'EISDIR',
    'ENOTDIR',
    'ENAMETOOLONG',
    'EIO',
    'EPERM',
  ].includes(errorCode(error) ?? '');
}

function answerOf(error: unknown): string {
  return error instanceof ServiceError
    ? foreign(`${error.message} ${error.detail}`.trim())
    : storageAnswer(error);
}

function notSaved(what: string, file: string, error: unknown): Failure {
  return new Failure(
    'failed',
    'Model not fetched',
    [
      `Could not fetch ${what} to ${file}.`,
      answerOf(error),
      isOfTheDisk(error)
        ? 'Next: make room, or let RUNNER_TEMP point to a folder that can be written to; then run again.'
        : 'Next: run again; the training and the export are not repeated.',
    ],
    { cause: error },
  );
}
