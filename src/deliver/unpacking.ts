/**
 * Sees that those who download the model can unpack it: tells what is in its zip and what of that their unpacker cannot
 * read, and turns the backslashes of Windows in its names into slashes.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ModelFile } from '../download/save-model.ts';
import { shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Report } from '../report/report.ts';
import { listZip, type ZipEntry } from './zip.ts';

/** The log names at most this many files of a model. */
const MOST_LISTED = 20;

/** Where headers say how long their names are, and where those begin (APPNOTE 4.3.7 and 4.3.12). */
const LOCAL = { lengths: 26, name: 30 };
const CENTRAL = { lengths: 28, name: 46 };
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
/** The end record with the longest comment. */
const END_BYTES = 22 + 0xffff;

/** @returns the model as it is to be delivered @throws Failure if it cannot be delivered as a zip */
export async function madeUnpackable<Model extends ModelFile>(model: Model, report: Report): Promise<Model> {
  const entries = await listZip(model.path);
  report.info(`The model is a zip of ${entries.length} files:`);
  for (const { name, bytes } of entries.slice(0, MOST_LISTED)) {
    report.info(foreign(`${name} (${bytes} bytes)`));
  }
  const troubles = entries.flatMap(({ name, trouble }) =>
    trouble === undefined ? [] : [foreign(`${name}: ${trouble}`)],
  );
  if (troubles.length > 0) {
    report.warning('Model hard to unpack', [
      'actions/download-artifact cannot unpack these files of the model rightly:',
      ...shortened(troubles, MOST_LISTED),
      'Next: unpack it with another tool, from the backup in the container (output modelUri) or in this job (output modelPath).',
    ]);
  }
  if (!entries.some(({ backslashes }) => backslashes)) {
    return model;
  }
  await writeSlashes(model.path, entries);
  report.warning('Model hard to unpack', [
    'The names of files in the model were written with backslashes, of which Linux and macOS make file names and no folders.',
    'Next: nothing, the action has turned them into slashes in the file that it delivers; its SHA-256 is therefore not that of the backup.',
  ]);
  return { ...model, sha256: await sha256Of(model.path) };
}

/** In place, since the names keep their lengths: nothing else of the zip changes. */
async function writeSlashes(file: string, entries: readonly ZipEntry[]): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    let central = await centralDirectoryOf(handle);
    for (const { offset } of entries) {
      await rewriteName(handle, offset, LOCAL);
      central = await rewriteName(handle, central, CENTRAL);
    }
  } finally {
    await handle.close();
  }
}

/** @returns where the next header of the central directory begins */
async function rewriteName(handle: FileHandle, header: number, at: typeof LOCAL): Promise<number> {
  const { buffer } = await handle.read(Buffer.alloc(at.name), 0, at.name, header);
  const nameLength = buffer.readUInt16LE(at.lengths);
  const name = Buffer.alloc(nameLength);
  await handle.read(name, 0, nameLength, header + at.name);
  const slashes = Buffer.from(name.toString('latin1').replaceAll('\\', '/'), 'latin1');
  await handle.write(slashes, 0, nameLength, header + at.name);
  const more = at === CENTRAL ? buffer.readUInt16LE(30) + buffer.readUInt16LE(32) : 0;
  return header + at.name + nameLength + more;
}

async function centralDirectoryOf(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  const length = Math.min(size, END_BYTES);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.readUInt32LE(buffer.lastIndexOf(END_SIGNATURE) + 16);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
