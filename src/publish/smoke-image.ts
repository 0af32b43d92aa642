/**
 * The image of the smoke test: a file of the job, checked before the first request.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../network/connection-errors.ts';
import { refuseIf } from '../network/service-url.ts';
import { parseName } from '../inputs/parsers.ts';

/** The service takes no larger one for a quick test. */
const MOST_BYTES = 6 * 1_024 * 1_024;

/** How files begin that the service takes. */
const TAKEN: readonly RegExp[] = [/^\xff\xd8\xff/, /^\x89PNG\r\n/, /^GIF8[79]a/, /^BM/];
/** How files begin that people take for such images. */
const OTHERS: readonly (readonly [start: RegExp, what: string])[] = [
  [/^RIFF[^]{4}WEBP/, 'it is a WebP image'],
  [/^[^]{4}ftyp(heic|heix|mif1|msf1|avif)/, 'it is an HEIC or AVIF image'],
  [/^(II\*\0|MM\0\*)/, 'it is a TIFF image'],
  [/^\s*(<\?xml|<svg)/, 'it is an SVG image'],
  [/^version https:\/\/git-lfs/, 'it is only a pointer of Git LFS: give actions/checkout lfs: true'],
  [/^\s*<(!doctype|html)/i, 'it is a page, no image'],
];

/** What cannot be done with a file, by the code of the error. */
const TROUBLES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; a job has the files of its repository only after actions/checkout',
  ENOTDIR: 'a part of the path is a file, no folder',
  EACCES: 'this job may not read the file',
  EPERM: 'this job may not read the file',
};

export interface SmokeImage {
  /** As the user gave it. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** @param file absolute, or below the folder that the step runs in @throws Error with what is wrong, in safe words */
export function readSmokeImage(file: string): SmokeImage {
  const place = path.resolve(parseName(file));
  const bytes = tried(() => {
    const { size, ...found } = statOf(place);
    refuseIf(found.isFolder, 'it is a folder, no file');
    refuseIf(!found.isFile, 'it is no plain file');
    refuseIf(size === 0, 'the file is empty');
    refuseIf(size > MOST_BYTES, `the file has ${size} bytes, and ${MOST_BYTES} (6 MB) are the most`);
    return readFileSync(place);
  });
  const start = bytes.subarray(0, 64).toString('latin1');
  if (!TAKEN.some((form) => form.test(start))) {
    const [, what] = OTHERS.find(([form]) => form.test(start)) ?? [];
    throw new Error(what ?? 'the file does not begin like a JPEG, PNG, GIF or BMP');
  }
  return { file, bytes };
}

function statOf(place: string): { size: number; isFile: boolean; isFolder: boolean } {
  const found = statSync(place);
  return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() };
}

function tried<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = errorCode(error);
    throw code === undefined ? error : new Error(TROUBLES[code] ?? `it cannot be read (${code})`);
  }
}
