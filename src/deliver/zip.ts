/**
 * What is in a model's zip, from its central directory. It is never unpacked here.
 */
import { promisify } from 'node:util';
import type yauzl from 'yauzl';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import { loadBehindRequest } from '../network/request-sent.ts';

export interface ZipEntry {
  /** Relative, with forward slashes; foreign text. */
  readonly name: string;
  /** Unpacked, in bytes. */
  readonly bytes: number;
}

/** Says that the next request is a good one to load the library behind. Never fails: whoever needs it is told then. */
export function prepareZip(): void {
  loadBehindRequest(() => import('yauzl'));
}

/**
 * Lists a zip's entries.
 * @throws Failure if the central directory cannot be read, or an entry would be unpacked outside of its folder
 */
export async function listZip(file: string): Promise<ZipEntry[]> {
  const { default: library } = await import('yauzl');
  const openZip = promisify<string, yauzl.Options, yauzl.ZipFile>(library.open);
  try {
    // Refuses absolute names and "..", also when written with backslashes.
    const zip = await openZip(file, { lazyEntries: true, decodeStrings: true });
    const entries: ZipEntry[] = [];
    await new Promise<void>((resolve, reject) => {
      zip.once('error', reject);
      zip.once('end', resolve);
      zip.on('entry', (entry: yauzl.Entry) => {
        entries.push({ name: entry.fileName, bytes: entry.uncompressedSize });
        zip.readEntry();
      });
      zip.readEntry();
    });
    return entries;
  } catch (error) {
    throw new Failure(
      'export-failed',
      'Model is damaged',
      [
        'The exported model begins like a zip, but cannot be delivered as one:',
        foreign(error instanceof Error ? error.message : String(error)),
        `It was left at ${file} (output modelPath) and was not uploaded.`,
        'Next: delete the backup blob of this iteration in the container, if there is one, and run again: the model is then fetched by its download link. If that is damaged too, change an image, so that a new iteration is trained and exported.',
      ],
      { cause: error },
    );
  }
}
