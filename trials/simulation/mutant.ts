/**
 * The code of the wait with one line changed: copied to a folder of its own, changed there, and loaded from there.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WaitCode } from './simulated-run.ts';

export interface Change {
  /** A file of `src/wait`, without its ending. */
  readonly file: string;
  /** Stands in it exactly once. */
  readonly from: string;
  readonly to: string;
}

const SOURCE = path.join(import.meta.dirname, '..', '..', 'src', 'wait');
/** Makes a folder for mutants. */
export async function mutantFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wait-mutants-'));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/**
 * @param parent a folder that no other mutant of this name is in
 * @throws if the text to change is not there, or not only there
 */
export async function loadMutant(parent: string, name: string, change: Change): Promise<WaitCode> {
  const folder = path.join(parent, name);
  await mkdir(folder);
  for (const part of await readdir(SOURCE)) {
    const source = await readFile(path.join(SOURCE, part), 'utf8');
    const text = part === `${change.file}.ts` ? changed(source, change) : source;
    // What is not part of the wait is shared with the code that is not changed.
    const linked = text.replaceAll(
      /from '(\.\.\/[\w/-]+\.ts)'/g,
      (_link, file: string) => `from '${pathToFileURL(path.join(SOURCE, file)).href}'`,
    );
    await writeFile(path.join(folder, part), linked);
  }
  const load = async (part: string): Promise<Partial<WaitCode>> =>
    (await import(pathToFileURL(path.join(folder, `${part}.ts`)).href)) as Partial<WaitCode>;
  const [{ Inbox }, { waitFor }] = await Promise.all([load('inbox'), load('wait')]);
  if (Inbox === undefined || waitFor === undefined) {
    throw new Error(`The mutant ${name} exports no wait.`);
  }
  return { Inbox, waitFor };
}

function changed(source: string, { file, from, to }: Change): string {
  const places = source.split(from).length - 1;
  if (places !== 1) {
    throw new Error(
      `src/wait/${file}.ts holds this ${places} times instead of once; adapt the broken rule to it: ${from}`,
    );
  }
  return source.replace(from, () => to);
}
