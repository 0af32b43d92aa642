/**
 * What is in a model's zip, and whether those who download it can unpack it. It is never unpacked here.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { Entry, LocalFileHeader } from 'yauzl';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';

export interface ZipEntry {
  /** Relative, with forward slashes; foreign text. */
  readonly name: string;
  /** Unpacked, in bytes. */
  readonly bytes: number;
  /** Where in the file its own header begins. */
  readonly offset: number;
  /** Whether its name is written with backslashes, of which Linux and macOS make one file name. */
  readonly backslashes: boolean;
  /** What `actions/download-artifact` cannot read of it, in words. */
  readonly trouble: string | undefined;
}

/** The unpacker of `actions/download-artifact` reads each file by its own header, up to this version of the format. */
const NEWEST_VERSION = 45;
const STORED = 0;
const DEFLATED = 8;
/** Bits of a header's flags (APPNOTE 4.4.4). */
const ENCRYPTED = 0x41;
const SIZE_BEHIND = 0x08;
const SIZE_SIGNATURE = 0x08074b50;

/**
 * Lists a zip's entries.
 * @throws Failure if the central directory cannot be read, or an entry would be unpacked outside of its folder
 */
export async function listZip(file: string): Promise<ZipEntry[]> {
  const { default: yauzl } = await import('yauzl');
  const entries: ZipEntry[] = [];
  const handle = await open(file);
  try {
    // Refuses absolute names and "..", also when written with backslashes.
    const zip = await yauzl.openPromise(file, { lazyEntries: true, decodeStrings: true });
    for await (const entry of zip.eachEntry()) {
      const header = await zip.readLocalFileHeaderPromise(entry);
      entries.push({
        name: entry.fileName,
        bytes: entry.uncompressedSize,
        offset: entry.relativeOffsetOfLocalHeader,
        backslashes: entry.fileNameRaw.includes('\\'),
        trouble: await troubleOf(entry, header, handle),
      });
    }
    return entries;
  } catch (error) {
    throw damaged(file, error);
  } finally {
    await handle.close();
  }
}

async function troubleOf(
  { fileNameRaw, compressedSize }: Entry,
  {
    generalPurposeBitFlag,
    compressionMethod,
    versionNeededToExtract,
    fileName,
    fileDataStart,
  }: LocalFileHeader,
  handle: FileHandle,
): Promise<string | undefined> {
  if ((generalPurposeBitFlag & ENCRYPTED) !== 0) {
    return 'it is encrypted';
  }
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    return `it is compressed by method ${compressionMethod}, not by Deflate`;
  }
  if (versionNeededToExtract > NEWEST_VERSION) {
    return `it needs version ${versionNeededToExtract / 10} of the format`;
  }
  if (!fileName.equals(fileNameRaw)) {
    return 'its own header has another name';
  }
  if ((generalPurposeBitFlag & SIZE_BEHIND) !== 0) {
    const behind = Buffer.alloc(4);
    await handle.read(behind, 0, behind.length, fileDataStart + compressedSize);
    return behind.readUInt32LE() === SIZE_SIGNATURE
      ? undefined
      : 'its size stands behind it, without a signature';
  }
  return undefined;
}

function damaged(file: string, error: unknown): Failure {
  return new Failure(
    'export-failed',
    'Model is damaged',
    [
      'The exported model begins like a zip, but cannot be delivered as one:',
      foreign(error instanceof Error ? error.message : String(error)),
      `It was left at ${file} (output modelPath) and was not uploaded.`,
      'Next: set when-unchanged: retrain, or change an image, so that a new iteration is trained and exported: what the service itself keeps of this export is the same, unless the log says that it could not be compared.',
    ],
    { cause: error },
  );
}
