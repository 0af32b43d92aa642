/**
 * Copies the code of the wait to a folder of its own, changes one place of it there, and loads it.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WaitCode } from './simulated-run.ts';

export interface Change {
  /** A file of `src/wait`, without its ending. */
  readonly file: string;
  /** Text that the file holds exactly once. */
  readonly from: string;
  readonly to: string;
}

const SOURCE = path.join(import.meta.dirname, '..', '..', 'src', 'wait');

/** Makes a temporary folder for mutants. */
export async function mutantFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wait-mutants-'));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/**
 * @param parent a folder without another mutant of this name
 * @throws if the file does not hold the text exactly once
 */
export async function loadMutant(parent: string, name: string, change: Change): Promise<WaitCode> {
  const folder = path.join(parent, name);
  await mkdir(folder);
  for (const part of await readdir(SOURCE)) {
    const source = await readFile(path.join(SOURCE, part), 'utf8');
    const text = part === `${change.file}.ts` ? changed(source, change) : source;
    // Imports from outside src/wait lead to the unchanged code.
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
