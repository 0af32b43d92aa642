/**
 * Finds the annotation file of a data set, and reads it.
 */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import { DatasetFolder, asProblem } from './folder.ts';
import type { DatasetFormat } from './inputs.ts';

const ENDINGS = { coco: '.json', jsonl: '.jsonl' };
/** Beside the images, or where tools that export COCO put it. */
const PLACES = ['', 'annotations'];

export interface Dataset {
  readonly folder: DatasetFolder;
  /** Below the folder; `null`: the format has none. */
  readonly annotations: string | null;
}

/**
 * @param given the input `path`: a folder, or the annotation file in it
 * @throws Failure if there is no such folder or file, or not exactly one annotation file
 */
export async function openDataset(given: string, format: DatasetFormat, workspace: string): Promise<Dataset> {
  const full = path.resolve(workspace, given);
  const stat = await lstat(full).catch((error: unknown) => {
    throw notThere(given, asProblem(error).message);
  });
  if (stat.isSymbolicLink()) {
    throw notThere(given, 'it is a symbolic link, and links are not followed');
  }
  if (stat.isDirectory()) {
    const folder = await DatasetFolder.open(full, workspace);
    const annotations = format === 'folders' ? null : await onlyFile(folder, ENDINGS[format], given);
    return { folder, annotations };
  }
  if (format === 'folders') {
    throw notThere(given, 'it is a file, and format: folders takes a folder');
  }
  return {
    folder: await DatasetFolder.open(path.dirname(full), workspace),
    annotations: path.basename(full),
  };
}

/** @throws FileProblem */
export async function readAnnotations(folder: DatasetFolder, file: string): Promise<string> {
  const bytes = await folder.read(file, null, () => 'it has more than 1 GiB');
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function onlyFile(folder: DatasetFolder, ending: string, given: string): Promise<string> {
  for (const place of PLACES) {
    const entries = await folder.entries(place).catch(() => []);
    const found = entries
      .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(ending))
      .map(({ name }) => (place === '' ? name : `${place}/${name}`));
    if (found.length > 1) {
      throw new Failure('failed', 'Dataset refused', [
        `The folder ${quoted(given)} has ${found.length} files that end in ${ending}, and the annotations can be in one only:`,
        ...found.map(foreign),
        'Next: give the path of the annotation file itself as path. Nothing was sent.',
      ]);
    }
    if (found[0] !== undefined) {
      return found[0];
    }
  }
  throw notThere(given, `it has no annotation file, which ends in ${ending}`);
}

function notThere(given: string, why: string): Failure {
  return new Failure('failed', 'Dataset refused', [
    `The data set ${quoted(given)} cannot be read: ${why}.`,
    'Next: check the input path: it goes from the workspace of the job, so a step with actions/checkout comes before this one. Nothing was sent.',
  ]);
}
