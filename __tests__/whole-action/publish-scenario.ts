/**
 * Runs of the action that publishes, as scenarios.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import type { OtherAction } from './scenario.ts';
import { newPicture } from '../contract/world.ts';

export const RESOURCE =
  '/subscriptions/7a1e4f52-0000-4000-8000-5f0c6a6e3b11/resourceGroups/models/providers/Microsoft.CognitiveServices/accounts/prediction';
export const OTHER_RESOURCE = `${RESOURCE}-2`;

const GUID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/;

/** With key and project, to publish as `live`. */
export function publishing(emulator: Emulator, project: SeededProject): OtherAction {
  return {
    folder: 'publish',
    inputs: {
      endpoint: emulator.endpoint,
      'training-key': emulator.trainingKey,
      'project-id': project.projectId,
      'publish-name': 'live',
      'prediction-resource-id': RESOURCE,
    },
    forms: {
      publishName: /^[^\n]*$/,
      iterationId: GUID,
      previousIterationId: GUID,
      changed: /^(true|false)$/,
      status: /^(succeeded|dry-run|smoke-test-failed|cancelled|failed)$/,
      smokeProbability: /^(1|0|0\.\d{1,4})?$/,
    },
  };
}

/** A file that the service takes for an image. */
export async function withImage<T>(use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smoke-'));
  try {
    const file = path.join(folder, 'bolt.png');
    await writeFile(file, newPicture());
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, maxRetries: 10 });
  }
}

/** What is published in a project: the number of the iteration and its name there, in the order that they were added. */
export function publishedIn({ project }: SeededProject): string[] {
  return project.iterations.flatMap(({ publishName }, index) =>
    publishName === '' ? [] : [`${index + 1}: ${publishName}`],
  );
}
