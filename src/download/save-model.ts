/**
 * Collects a model: its bytes to a file of our own naming, with bounded memory, and everything about them checked.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../time/clock.ts';
import { isOfTheDisk } from './disk-errors.ts';
import type { Download } from '../custom-vision/download-link.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { foreign } from '../report/foreign-text.ts';
import { networkAdvice } from '../network/connection-errors.ts';
import { PartFile } from './part-file.ts';
import { pour } from './write-stream.ts';
import { proxyAdvice } from '../network/proxies.ts';
import { Progress } from './progress.ts';
import type { Report } from '../report/report.ts';
import { fetchRanges, type Ranges } from './ranges.ts';
import { signInFailure } from '../entra/sign-in-error.ts';
import { SignInError } from '../entra/sign-in-error.ts';
import { storageAnswer } from '../storage/refusals.ts';

export interface ModelFile {
  /** Absolute. */
  readonly path: string;
  /** 64 hex digits, lower case. */
  readonly sha256: string;
  readonly bytes: number;
  /** Begins like a zip. */
  readonly zipped: boolean;
}

interface Reporting {
  readonly report: Report;
  readonly clock: Clock;
}

/** First bytes of a zip's first entry (APPNOTE 4.3.7). */
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
const ATTEMPTS = 2;

/** Its bytes, in one stream or in ranges. */
export type Source = Download | Ranges;

/**
 * Saves what `source` opens as `file`. Broken off, overwritten underneath or not as announced: started over once.
 * Nothing partial is left behind.
 * @param what for the messages, such as "the backup blob of …"
 * @param source opens the bytes; is told the number of the attempt, from 1
 * @throws Failure; the signal's reason when aborted
 */
export async function saveModel(
  what: string,
  source: (attempt: number) => Promise<Source>,
  file: string,
  services: Reporting,
  signal: AbortSignal,
): Promise<ModelFile> {
  const { report } = services;
  const part = `${file}.part`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const saved = await save(what, () => source(attempt), part, services, signal);
      await rename(part, file);
      return { path: file, ...saved };
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
  what: string,
  source: () => Promise<Source>,
  part: string,
  { report, clock }: Reporting,
  signal: AbortSignal,
): Promise<Omit<ModelFile, 'path'>> {
  const handle = await open(part, 'w+');
  try {
    const opened = await source();
    const { length, md5 } = opened;
    const file = new PartFile(handle, md5 !== null);
    const progress = new Progress(what, length, report, clock);
    const onWritten = (written: number): void => {
      progress.add(written);
    };
    let bytes;
    if ('stream' in opened) {
      const whole = file.begin(0, length ?? Infinity);
      await pour(() => Promise.resolve(opened.stream), whole, file, clock, onWritten, signal);
      bytes = whole.position;
    } else {
      await fetchRanges(opened, file, clock, onWritten, signal);
      bytes = opened.length;
    }
    const digests = await file.digests(bytes);
    if (md5 !== null && !digests.md5.equals(md5)) {
      throw new Error('the bytes that arrived have another MD5 than announced');
    }
    return { sha256: digests.sha256, bytes, zipped: await beginsLikeZip(handle) };
  } finally {
    await handle.close();
  }
}

async function beginsLikeZip(handle: FileHandle): Promise<boolean> {
  const start = Buffer.alloc(ZIP_START.length);
  await handle.read(start, 0, start.length, 0);
  return start.equals(ZIP_START);
}

function answerOf(error: unknown): string {
  return error instanceof ServiceError
    ? foreign(`${error.message} ${error.detail}`.trim())
    : storageAnswer(error);
}

function notSaved(what: string, file: string, error: unknown): Failure {
  const cause = error instanceof ServiceError ? error.cause : error;
  if (cause instanceof SignInError) {
    return signInFailure(`fetch ${what}`, cause);
  }
  return new Failure(
    'failed',
    'Model not fetched',
    [
      `Could not fetch ${what} to ${file}.`,
      answerOf(error),
      isOfTheDisk(error)
        ? 'Next: make room, or let RUNNER_TEMP point to a folder that can be written to; then run again.'
        : `Next: ${wayOf(error) ?? 'run again'}; the training and the export are not repeated.`,
    ],
    { cause: error },
  );
}

/** What to do about the way to the bytes, where it was that; the link leads to a host of the service's own storage. */
function wayOf(error: unknown): string | undefined {
  return error instanceof ServiceError && error.proxy !== null
    ? proxyAdvice(error.proxy, error.httpStatus)
    : networkAdvice(error);
}
