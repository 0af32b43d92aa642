import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { jobOutputs } from '../../emulator/github/runner/runner.ts';
import { png } from '../../trials/dataset/pictures.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { playWorkflow, type Stage } from '../../trials/workflow/player.ts';
import { DATASET_FORMS } from './dataset-scenario.ts';
import { folderOf, setUpFor } from './example-stage.ts';
import { publishedIn, publishing } from './publish-scenario.ts';
import { FORMS, play } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

const EXAMPLE = path.join(import.meta.dirname, '..', '..', 'examples', 'dataset.yml');

let emulator: TimedEmulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

interface Played {
  /** By job. */
  readonly results: Readonly<Record<string, string>>;
  readonly log: string;
}

/** @param isGood what the user's own check says */
async function playExample(
  project: SeededProject,
  files: Readonly<Record<string, Buffer>>,
  { event = 'push', isGood = true }: { readonly event?: string; readonly isGood?: boolean } = {},
): Promise<Played> {
  const logs: string[] = [];
  const take: Stage['take'] = async ({ uses = '', run, with: inputs }) => {
    if (run !== undefined || uses.startsWith('actions/checkout@')) {
      return { succeeded: run === undefined || isGood, outputs: {} };
    }
    const folder = folderOf(uses);
    const forms = { dataset: DATASET_FORMS, publish: publishing(emulator, project).forms }[folder] ?? FORMS;
    const env = { GITHUB_EVENT_NAME: event };
    const played = await play(emulator, project, { action: { folder, inputs, forms }, env, files });
    logs.push(played.run.log);
    return {
      succeeded: played.run.conclusion === 'success',
      outputs: jobOutputs(played.run).outputs,
    };
  };
  const jobs = await playWorkflow(readFileSync(EXAMPLE, 'utf8'), {
    take,
    ...setUpFor(emulator, project),
  });
  const results = Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result]));
  return { results, log: logs.join('\n') };
}

const IMAGES = Object.fromEntries(
  Array.from({ length: 12 }, (_, n) => [`images/${n % 2 === 0 ? 'bolt' : 'nut'}/${n}.png`, png(n)]),
);
const ALL = {
  dataset: 'success',
  train: 'success',
  publish: 'success',
  verify: 'success',
  'roll-back': 'skipped',
};
const ONLY_DATASET = {
  dataset: 'success',
  train: 'skipped',
  publish: 'skipped',
  verify: 'skipped',
  'roll-back': 'skipped',
};

test('examples/dataset.yml: a plan on a pull request; images, model and name on a push; back where the check fails', async () => {
  const project = await emulator.addProject({ tags: [] });
  const planned = await playExample(project, IMAGES, { event: 'pull_request' });
  expect(planned.results).toEqual(ONLY_DATASET);
  expect(planned.log).toContain('12 images to send:');
  expect(project.project.images).toEqual([]);

  expect((await playExample(project, IMAGES)).results).toEqual(ALL);
  expect(publishedIn(project)).toEqual(['1: production']);
  expect(project.project.images).toHaveLength(12);

  expect((await playExample(project, IMAGES)).results).toEqual(ONLY_DATASET);

  const more = { ...IMAGES, 'images/bolt/new.png': png(99) };
  const bad = await playExample(project, more, { isGood: false });
  expect(bad.results).toEqual({ ...ALL, verify: 'failure', 'roll-back': 'success' });
  expect(publishedIn(project)).toEqual(['1: production']);
});
