/**
 * Zips in memory: well-formed ones, and ones whose entries are named as no zip writer would name them.
 */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

const MADE = new Date(2024, 0, 1);

/** A well-formed zip of these files: text by name. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) {
    // Two zips of the same files are the same bytes, however far apart they are made.
    zip.addBuffer(Buffer.from(text), name, { mtime: MADE });
  }
  zip.end();
  return await buffer(zip.outputStream);
}

/** A zip of one entry with any name: the name of a well-formed one is overwritten, in both places, byte by byte. */
export async function zipWithEntryNamed(name: string): Promise<Buffer> {
  const placeholder = 'n'.repeat(Buffer.byteLength(name));
  const bytes = await zipOf({ [placeholder]: 'text' });
  for (let at = bytes.indexOf(placeholder); at >= 0; at = bytes.indexOf(placeholder, at + 1)) {
    bytes.write(name, at);
  }
  return bytes;
}

/** Where in a zip of one entry its two headers begin. */
const LOCAL = { signature: 'PK\x03\x04', version: 4, flags: 6, method: 8 };
const CENTRAL = { signature: 'PK\x01\x02', version: 6, flags: 8, method: 10 };

/** A zip of one entry, `model.onnx`, whose headers say something else than is so. */
export async function zipSaying(
  changes: Partial<Record<'version' | 'flags' | 'method', number>>,
): Promise<Buffer> {
  const bytes = await zipOf({ 'model.onnx': 'weights' });
  for (const at of [LOCAL, CENTRAL]) {
    const start = bytes.indexOf(at.signature, 0, 'latin1');
    for (const [name, value] of Object.entries(changes)) {
      bytes.writeUInt16LE(value, start + at[name as keyof typeof changes]);
    }
  }
  return bytes;
}

/** A zip whose names are written as Windows writes paths. */
export async function zipWithBackslashes(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const bytes = await zipOf(files);
  for (const name of Object.keys(files)) {
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
      bytes.write(name.replaceAll('/', '\\'), at);
    }
  }
  return bytes;
}
