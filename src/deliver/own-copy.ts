/**
 * The service's own copy of an export, behind the link of an authenticated answer: what a backup is compared with.
 */
import { open } from 'node:fs/promises';
import type { Download } from '../custom-vision/download-link.ts';
import type { Export } from '../custom-vision/entities.ts';
import { sameName } from '../custom-vision/names.ts';
import { type ExportTarget, formatTarget } from '../custom-vision/platforms.ts';
import { explained } from '../custom-vision/refusals.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { answerOf } from '../download/refusals.ts';
import type { SavedFile } from '../download/save-model.ts';
import { readSource } from '../download/source.ts';
import { Failure } from '../report/failure.ts';
import type { Run } from '../services.ts';
import { findExport, ofPlatform } from './export-list.ts';
import type { Exported } from './backup.ts';

/** Holds the whole central directory of a model's zip, and with it the CRC of every file. */
const TAIL_BYTES = 64 * 1_024;

export class OwnCopy {
  private readonly exported: Exported;
  private readonly run: Run;
  private link: string | null;

  constructor(exported: Exported, run: Run) {
    this.exported = exported;
    this.run = run;
    this.link = exported.downloadUri;
  }

  /** For the messages. */
  get what(): string {
    return `the export to ${formatTarget(this.exported.target)} by its download link`;
  }

  /** @throws ServiceError, Error; Failure if there is no link; the signal's reason when aborted */
  async open(from = 0): Promise<Download> {
    if (this.link === null) {
      throw noLink(this.exported.target);
    }
    return await this.run.openDownload(this.link, this.run.signal, from);
  }

  /** Reads the exports of the iteration as they are now, and with them a link that is signed anew. */
  async askAgain(): Promise<Export[]> {
    const { iterationId, target } = this.exported;
    const all = await explained(`read the exports of iteration ${iterationId}`, () =>
      this.run.customVision.getExports(iterationId),
    );
    this.link = findExport(all, target)?.downloadUri ?? this.link;
    return all;
  }

  /** Whether the service lists no other flavor of the platform. Asked after a fetch, it also tells of what came between. */
  async isOnlyOne(): Promise<boolean> {
    const all = ofPlatform(await this.askAgain(), this.exported.target);
    const own = this.exported.target.flavor ?? '';
    return all.length > 0 && all.every(({ flavor }) => sameName(flavor ?? '', own));
  }

  /**
   * Whether a file holds the same bytes: length, end, and MD5 if the service tells one.
   * @returns `undefined` if the copy is out of reach, also by a link that is signed anew
   */
  async equals(file: SavedFile): Promise<boolean | undefined> {
    const { signal, report } = this.run;
    for (const signedAnew of [false, true]) {
      if (signedAnew) {
        await this.askAgain();
      }
      try {
        return await this.compare(file);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ServiceError && error.httpStatus === 416) {
          return false;
        }
        report.info(`Could not read ${this.what} to compare.`);
        report.info(error instanceof Failure ? '| no link' : answerOf(error));
      }
    }
    return undefined;
  }

  private async compare({ path, bytes, md5 }: SavedFile): Promise<boolean> {
    const { clock, signal } = this.run;
    const copy = await this.open(Math.max(0, bytes - TAIL_BYTES));
    let read = copy.from ?? 0;
    let tail = Buffer.alloc(0);
    for await (const chunk of readSource(copy, clock, signal)) {
      read += chunk.length;
      if (read > bytes) {
        return false;
      }
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
    }
    if (read === 0) {
      throw new Error('it is empty');
    }
    const sameMd5 = copy.md5 === null || md5.equals(copy.md5);
    return read === bytes && sameMd5 && tail.equals(await endOf(path, tail.length));
  }
}

async function endOf(file: string, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer;
  } finally {
    await handle.close();
  }
}

function noLink(target: ExportTarget): Failure {
  return new Failure('export-failed', 'No model', [
    `The export to ${formatTarget(target)} is done, but no backup in the container is sure to be of it, and the service gives no download link.`,
    'Next: check that the managed identity of the training resource holds Storage Blob Data Contributor on the storage account, change an image, so that a new iteration is trained and exported, and run again.',
  ]);
}
