import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { REGULAR_TRAINING } from '../../emulator/custom-vision/resource/project.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF } from '../../trials/endings.ts';
import { errorOf, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const EXPORT = 'POST /customvision/v3.4-preview/training/projects/{project}/iterations/{iteration}/export';

test('newest is the newest that is trained, and the log tells of newer ones that are not', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { projectId } = project;
  const { trainings } = emulator.service;
  trainings.add(projectId);
  const newest = trainings.add(projectId, { name: 'friday' });
  const failed = trainings.add(projectId, { status: 'Failed' });
  project.project.behavior.trainingSeconds = NOT_BY_ITSELF;
  const running = trainings.train(projectId, { ...REGULAR_TRAINING, forceTrain: true });
  const inputs = { 'iteration-id': 'newest', 'when-unchanged': 'retrain', 'training-type': 'Regular' };
  const scenario = await play(emulator, project, { inputs });

  const { outputs, log } = scenario.run;
  expect(outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId: newest.id });
  expect(log).toContain(
    `iteration ${newest.id} is taken, the newest one that is trained. Its name:\n| friday\n`,
  );
  expect(log).toContain(`Iteration ${failed.id} is newer, but its training failed: no model can come of it.`);
  expect(log).toContain(
    `Iteration ${running.id} is newer, but is still being trained. To wait for it: iteration-id: ${running.id}.`,
  );
  expect(scenario.run.annotations).toMatchObject([{ level: 'notice', title: 'Attached' }]);
  expect(writes(scenario)).toEqual([`${EXPORT}?platform=ONNX → 200`]);
});

test('published:NAME is the iteration that is published under that name', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { trainings } = emulator.service;
  const live = trainings.add(project.projectId, { publishName: 'live: blue' });
  trainings.add(project.projectId, { publishName: 'staging' });
  trainings.add(project.projectId);
  const scenario = await play(emulator, project, { inputs: { 'iteration-id': 'published: live: blue' } });

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId: live.id });
  expect(scenario.run.log).toContain(`Iteration ${live.id} is published under the name "live: blue"`);
  expect(writes(scenario)).toEqual([`${EXPORT}?platform=ONNX → 200`]);
});

describe('refuses, before anything is written,', () => {
  test.each<[what: string, given: string, statuses: string[], says: string[]]>([
    ['newest, where there is none', 'newest', [], ['It has none at all.', 'leave iteration-id out to train']],
    ['newest, where the only training failed', 'newest', ['Failed'], ['Its newest iterations:', ' (failed)']],
    [
      'newest, where the first one is being trained',
      'newest',
      ['Failed', 'Training'],
      [' (running)', 'run again when that training has ended'],
    ],
    ['a name, where none is published', 'published:live', ['Completed'], ['None is published at all.']],
  ])('%s', async (_what, given, statuses, says) => {
    const project = await emulator.addProject({ behavior: { trainingSeconds: NOT_BY_ITSELF } });
    for (const status of statuses) emulator.service.trainings.add(project.projectId, { status });
    const scenario = await play(emulator, project, { inputs: { 'iteration-id': given } });

    expect(scenario.run.outputs).toMatchObject({ status: 'failed', trained: 'false', iterationId: '' });
    const { title, message } = errorOf(scenario.run);
    expect([title, ...says.filter((text) => !message.includes(text))]).toEqual(['Iteration not found']);
    expect(writes(scenario)).toEqual([]);
  });

  test('a name that none is published under, naming those that there are', async () => {
    const project = await emulator.addProject();
    const { trainings } = emulator.service;
    const live = trainings.add(project.projectId, { publishName: 'Live' });
    trainings.add(project.projectId, { name: 'live' });
    const scenario = await play(emulator, project, { inputs: { 'iteration-id': 'published:live' } });

    expect(errorOf(scenario.run).title).toBe('Iteration not found');
    expect(errorOf(scenario.run).message).toContain('under the name "live", which iteration-id names.');
    expect(errorOf(scenario.run).message).toContain(
      `The names that there are:\n| Live (iteration ${live.id})\nNext: `,
    );
    expect(writes(scenario)).toEqual([]);
  });

  test('what is no id, no name and not the newest, before the first request', async () => {
    const project = await emulator.addProject();
    const scenario = await play(emulator, project, {
      inputs: { 'iteration-id': 'latest', 'keep-iterations': '21' },
    });

    expect(errorOf(scenario.run).title).toBe('Inputs refused');
    expect(errorOf(scenario.run).message).toContain(
      '- iteration-id: "latest" is refused: it is no GUID; expected the id',
    );
    expect(errorOf(scenario.run).message).toContain(
      '- keep-iterations: "21" is refused: it is out of bounds',
    );
    expect(scenario.requests).toEqual([]);
  });
});
