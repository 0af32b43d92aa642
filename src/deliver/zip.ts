/**
 * What is in a model's zip, from its central directory. It is never unpacked here.
 */
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Report } from '../report/report.ts';

export interface ZipEntry {
  /** Relative, with forward slashes; foreign text. */
  readonly name: string;
  /** Unpacked, in bytes. */
  readonly bytes: number;
}

/** The log names at most this many files of a model. */
const MOST_LISTED = 20;

/** Logs what is in a model's zip. @throws Failure if it cannot be delivered as one */
export async function logEntries(file: string, report: Report): Promise<void> {
  const entries = await listZip(file);
  report.info(`The model is a zip of ${entries.length} files:`);
  for (const { name, bytes } of entries.slice(0, MOST_LISTED)) {
    report.info(foreign(`${name} (${bytes} bytes)`));
  }
}

/**
 * Lists a zip's entries.
 * @throws Failure if the central directory cannot be read, or an entry would be unpacked outside of its folder
 */
export async function listZip(file: string): Promise<ZipEntry[]> {
  const { default: yauzl } = await import('yauzl');
  const entries: ZipEntry[] = [];
  try {
    // Refuses absolute names and "..", also when written with backslashes.
    const zip = await yauzl.openPromise(file, { lazyEntries: true, decodeStrings: true });
    for await (const { fileName, uncompressedSize } of zip.eachEntry()) {
      entries.push({ name: fileName, bytes: uncompressedSize });
    }
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
