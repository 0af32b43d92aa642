/**
 * The plan as a JSON file, for whoever acts on it, and in a few lines of the log.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { given } from '../env.ts';
import { counted } from '../report/counted.ts';
import { Failure, shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Count } from './counts.ts';
import type { DatasetInputs } from './inputs.ts';
import type { Plan } from './plan.ts';
import type { Present } from './present.ts';
import type { DatasetRun } from './run.ts';

const MOST_SHOWN = 20;

export interface PlanContext {
  readonly inputs: DatasetInputs;
  readonly present: Present;
  /** `null`: it is to be created. */
  readonly projectId: string | null;
  readonly counts: ReadonlyMap<string, Count>;
}

/** @returns the path of the file */
export async function writePlan(plan: Plan, context: PlanContext, { env }: DatasetRun): Promise<string> {
  const folder = path.resolve(given(env.RUNNER_TEMP) ?? tmpdir(), 'custom-vision');
  const file = path.join(folder, 'dataset-plan.json');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${JSON.stringify(planJson(plan, context), undefined, 2)}\n`);
  } catch (error) {
    throw new Failure('failed', 'Outputs not written', [
      'The plan cannot be written into the temporary folder of the runner (RUNNER_TEMP):',
      foreign(error instanceof Error ? error.message : String(error)),
      'Next: see that the disk of the runner has space, and run again. Nothing was changed.',
    ]);
  }
  return file;
}

function planJson(plan: Plan, { inputs, present, projectId, counts }: PlanContext): object {
  const nameOf = new Map(present.tags.map(({ id, name }) => [id, name]));
  return {
    projectId,
    dryRun: inputs.dryRun,
    newTags: plan.newTags,
    create: plan.create,
    retag: plan.retag.map(({ path: file, image, add, remove }) => ({
      path: file,
      imageId: image.id,
      add,
      remove: remove.map((id) => nameOf.get(id) ?? id),
    })),
    reregion: plan.reregion.map(({ path: file, image, add, remove }) => ({
      path: file,
      imageId: image.id,
      add,
      remove: image.regions
        .filter(({ id }) => remove.includes(id))
        .map(({ tagId, ...box }) => ({ tag: nameOf.get(tagId) ?? tagId, ...box })),
    })),
    rename: plan.rename.map(({ image, path: to }) => ({ imageId: image.id, from: image.path, to })),
    delete: plan.remove.map(({ image, why }) => ({ imageId: image.id, path: image.path, why })),
    unchanged: plan.leave,
    tags: Object.fromEntries(counts),
  };
}

/** What the plan does, in lines of the log. */
export function told(plan: Plan): string[] {
  const { create, retag, reregion, rename, remove, newTags } = plan;
  const relabelled = new Set([...retag, ...reregion].map((change) => change.path));
  const steps: readonly (readonly [mark: string, one: string, many: string, names: readonly string[]])[] = [
    ['+', 'new tag', 'new tags', newTags.map(({ name }) => name)],
    [
      '+',
      'image to send',
      'images to send',
      create.map((image) => `${image.path} (${image.tags.join(', ')})`),
    ],
    ['~', 'image to label anew', 'images to label anew', [...relabelled]],
    [
      '>',
      'image whose file has moved',
      'images whose files have moved',
      rename.map(({ image, path: to }) => `${image.path} → ${to}`),
    ],
    ['-', 'image to delete', 'images to delete', remove.map(({ image, why }) => `${image.path} (${why})`)],
  ];
  return [
    ...steps.flatMap(([mark, one, many, names]) =>
      names.length === 0
        ? []
        : [
            `${counted(names.length, one, many)}:`,
            ...shortened(
              names.map((name) => foreign(`${mark} ${name}`)),
              MOST_SHOWN,
            ),
          ],
    ),
    `${counted(plan.leave, 'image stays as it is', 'images stay as they are')}.`,
    ...(plan.kept === 0
      ? []
      : [
          plan.kept === 1
            ? '1 image whose file is not in this data set is kept; delete: true deletes it if it is of the folder of the data set.'
            : `${plan.kept} images whose files are not in this data set are kept; delete: true deletes those of its folder.`,
        ]),
  ];
}
