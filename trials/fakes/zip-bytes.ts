/**
 * Zips in memory: well-formed ones, and ones whose entries are named as no zip writer would name them.
 */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A well-formed zip of these files: text by name. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(text), name);
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
