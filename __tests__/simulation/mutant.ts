/**
 * The code of the wait with one line changed: copied to a folder of its own, changed there, and loaded from there.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WaitCode } from './simulated-run.ts';

export interface Change {
  /** A file of `src`, without its ending. */
  readonly file: string;
  /** Stands in it exactly once. */
  readonly from: string;
  readonly to: string;
}

const SOURCE = path.join(import.meta.dirname, '..', '..', 'src');
/** What makes up the wait; everything else is shared with the code that is not changed. */
const PARTS = [
  'clock',
  'heartbeat',
  'inbox',
  'notification',
  'own-messages',
  'pace',
  'mail',
  'queue-warnings',
  'receiving',
  'sightings',
  'wait',
];

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
  for (const part of PARTS) {
    const source = await readFile(path.join(SOURCE, `${part}.ts`), 'utf8');
    const text = part === change.file ? changed(source, change) : source;
    const linked = text.replaceAll(/from '\.\/([\w-]+)\.ts'/g, (link, file: string) =>
      PARTS.includes(file) ? link : `from '${pathToFileURL(path.join(SOURCE, `${file}.ts`)).href}'`,
    );
    await writeFile(path.join(folder, `${part}.ts`), linked);
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
      `src/${file}.ts holds this ${places} times instead of once; adapt the broken rule to it: ${from}`,
    );
  }
  return source.replace(from, () => to);
}
