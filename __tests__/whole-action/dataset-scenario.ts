/**
 * Runs of the action that brings images into a project, as scenarios.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import type { ScenarioOptions } from './scenario.ts';

const COUNT = /^\d+$/;

/** The form of each output. */
export const DATASET_FORMS = {
  uploaded: COUNT,
  unchanged: COUNT,
  retagged: COUNT,
  deleted: COUNT,
  failed: COUNT,
  changed: /^(true|false)$/,
  plan: /^(.*dataset-plan\.json)?$/,
  projectId: /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/,
  status: /^(succeeded|dry-run|cancelled|failed)$/,
};

/** A step with key and project, and its workspace. @param folder the workspace; the images are in its folder `images` */
export function bringing(
  { endpoint, trainingKey }: Emulator,
  { projectId }: SeededProject,
  folder: string,
): ScenarioOptions & { readonly env: Readonly<Record<string, string>> } {
  return {
    action: {
      folder: 'dataset',
      inputs: { endpoint, 'training-key': trainingKey, 'project-id': projectId, path: 'images' },
      forms: DATASET_FORMS,
    },
    env: { GITHUB_WORKSPACE: folder },
  };
}

/** Writes files by their paths below a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, Buffer | string>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
