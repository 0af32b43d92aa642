/**
 * Copies the code of the wait, or of the relay, to a folder of its own, changes one place of it there, and loads it.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WaitCode } from './surroundings.ts';

export interface Change {
  /** A file of the copied folder, without its ending. */
  readonly file: string;
  /** Text that the file holds exactly once. */
  readonly from: string;
  readonly to: string;
}

const SOURCES = path.join(import.meta.dirname, '..', '..', 'src');

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
  const load = await copied<WaitCode>('wait', path.join(parent, name), change);
  const [{ Inbox }, { waitFor }] = await Promise.all([load('inbox'), load('wait')]);
  if (Inbox === undefined || waitFor === undefined) {
    throw new Error(`The mutant ${name} exports no wait.`);
  }
  return { Inbox, waitFor };
}

/**
 * @param source the folder of `src` that is copied
 * @param folder where to; it is made
 * @returns what loads a file of the copy
 * @throws if the file does not hold the text exactly once
 */
export async function copied<Exported>(
  source: string,
  folder: string,
  change: Change,
): Promise<(part: string) => Promise<Partial<Exported>>> {
  const from = path.join(SOURCES, source);
  await mkdir(folder);
  for (const part of await readdir(from)) {
    const original = await readFile(path.join(from, part), 'utf8');
    const text = part === `${change.file}.ts` ? changed(original, source, change) : original;
    // Imports from outside the folder lead to the unchanged code.
    const linked = text.replaceAll(
      /from '(\.\.\/[\w/-]+\.ts)'/g,
      (_link, file: string) => `from '${pathToFileURL(path.join(from, file)).href}'`,
    );
    await writeFile(path.join(folder, part), linked);
  }
  return async (part) =>
    (await import(pathToFileURL(path.join(folder, `${part}.ts`)).href)) as Partial<Exported>;
}

function changed(text: string, source: string, { file, from, to }: Change): string {
  const places = text.split(from).length - 1;
  if (places !== 1) {
    throw new Error(
      `src/${source}/${file}.ts holds this ${places} times instead of once; adapt the broken rule to it: ${from}`,
    );
  }
  return text.replace(from, () => to);
}
