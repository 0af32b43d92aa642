import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DOMAINS } from '../../emulator/custom-vision/resource/domains.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const PROJECT = '/customvision/v3.4-preview/training/projects/{project}';
const TRAIN = `POST ${PROJECT}/train?trainingType=Regular`;

test('repeats TrainProject after a 429, which says that nothing was started', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.faults.add({
    operation: 'TrainProject',
    projectId: project.projectId,
    fault: { status: 429, when: 'before', retryAfterSeconds: 1 },
  });
  const { run, requests } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  expect(run.log.match(/TrainProject was answered 429; trying again/g)).toHaveLength(1);
  const sent = requests.filter((request) => request.startsWith(TRAIN));
  expect(sent).toEqual([`${TRAIN} → 429`, `${TRAIN} → 200`]);
});

test('waits for a training that somebody else started, then asks for its own', async () => {
  const project = await emulator.addProject({ integrated: true });
  const theirs = emulator.service.trainings.train(project.projectId, {
    trainingType: 'Regular',
    reservedBudgetInHours: 0,
    forceTrain: false,
    selectedTags: [],
    customBaseModel: null,
  });
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  const { run, requests } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.outputs.iterationId).not.toBe(theirs.id);
  const sent = requests.filter((request) => request.startsWith(TRAIN));
  expect(sent).toEqual([`${TRAIN} → 400`, `${TRAIN} → 200`]);
});

test('uses what somebody else is just training where nothing has changed since', async () => {
  const project = await emulator.addProject({ integrated: true });
  const theirs = emulator.service.trainings.train(project.projectId, {
    trainingType: 'Regular',
    reservedBudgetInHours: 0,
    forceTrain: false,
    selectedTags: [],
    customBaseModel: null,
  });
  const { run } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId: theirs.id });
});

test('a failed training ends red, with what the service says, and is not taken for a model later', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { trainingOutcome: 'failed' } });
  const first = await play(emulator, project);

  expect(first.run.outputs).toMatchObject({ status: 'training-failed', trained: 'true', modelUri: '' });
  expect(first.run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  const { title, message } = errorOf(first.run);
  expect(title).toBe('Training failed');
  expect(message).toContain(`| ${project.project.iterations[0]?.trainingErrorDetails ?? '?'}`);
  expect(message).toContain('Next: ');
  expect(first.queue).toEqual([]);

  project.project.lastTrained = 'anything but this data set';
  const again = await play(emulator, project);
  expect(again.run.outputs.status).toBe('training-failed');
});

test('says so when the newest iteration failed and nothing changed since', async () => {
  const project = await emulator.addProject({ integrated: true });
  const good = await play(emulator, project);
  const failed = emulator.service.trainings.add(project.projectId, { status: 'Failed' });
  const { run } = await play(emulator, project);

  expect(good.run.outputs.status).toBe('succeeded');
  expect(run.outputs).toMatchObject({ status: 'training-failed', trained: 'false', modelUri: '' });
  expect(errorOf(run).message).toContain(`Nothing changed since iteration ${failed.id}`);
});

test('too few images are said before anything is waited for', async () => {
  const project = await emulator.addProject({
    integrated: true,
    tags: [
      { name: 'bolt', images: 5 },
      { name: 'nut', images: 4 },
    ],
  });
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs.status).toBe('failed');
  expect(errorOf(scenario.run).message).toContain('at least 5 images of each of 2 tags');
  expect(errorOf(scenario.run).message).toContain('the fewest first:\n| 4: nut\n| 5: bolt\nNext: ');
  expect(scenario.run.log).not.toContain('Waiting');
});

test('a failed training counts the images of each tag where they were too few when it began', async () => {
  const project = await emulator.addProject({
    integrated: true,
    behavior: { trainingOutcome: 'failed' },
    tags: [
      { name: 'bolt', images: 5 },
      { name: 'nut', images: 4 },
    ],
  });
  const { id } = emulator.service.trainings.add(project.projectId, { status: 'Training' });
  emulator.service.projects.addImages(project.projectId, 3, project.project.tags[1]?.id);
  const { run } = await play(emulator, project, { inputs: { 'iteration-id': id } });

  expect(run.outputs).toMatchObject({ status: 'training-failed', trained: 'false', iterationId: id });
  expect(errorOf(run).title).toBe('Training failed');
  expect(errorOf(run).message).toContain('These may be too few images: classification needs 2 tags');
  expect(errorOf(run).message).toContain('the fewest first:\n| 4: nut\n| 5: bolt\nNext: ');
});

test.each([
  ['Multiclass', 'ObjectDetection', [15, 14], 'object detection needs at least 15 images of each tag'],
  ['Multiclass', 'ObjectDetection', [15], null],
  ['Multiclass', 'Classification', [15], 'classification needs 2 tags'],
  ['Multilabel', 'Classification', [5], null],
] as const)(
  'what a training needs, the type of the domain says: %s in %s, with %j images',
  async (classificationType, type, counts, needs) => {
    const domain = DOMAINS.find((one) => one.type === type && one.name === 'General (compact)');
    const tags = counts.map((images, index) => ({ name: `tag ${index}`, images }));
    const negative = { name: 'nothing', images: 1, type: 'Negative' } as const;
    const project = await emulator.addProject({
      integrated: true,
      behavior: { trainingOutcome: 'failed' },
      ...(domain && { domain }),
      settings: { classificationType },
      tags: [...tags, negative],
    });
    const { id } = emulator.service.trainings.add(project.projectId, { status: 'Training' });
    const { run } = await play(emulator, project, { inputs: { 'iteration-id': id } });

    const { message } = errorOf(run);
    expect(message.split('These may be too few images: ')[1] ?? null).toEqual(
      needs === null ? null : expect.stringContaining(needs),
    );
    expect(message).not.toContain('| 1: nothing');
  },
);

test('the likely rest is that of trainings, and not of the weeks between them', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { trainingSeconds: 300 } });
  const now = emulator.clock.now();
  for (const week of [3, 2, 1]) {
    const began = now - week * 7 * 86_400_000;
    emulator.service.trainings.add(project.projectId, { began, trainedAt: began + 600_000 });
  }
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  const { run } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.log).toMatch(/: 1 min, likely 9 min more, as before\./);
});

test('the limit of 20 iterations is explained, and nothing is deleted', async () => {
  const project = await emulator.addProject({ integrated: true });
  for (let count = 0; count < 20; count += 1) {
    emulator.service.trainings.add(project.projectId, {
      created: Date.UTC(2026, 9, 20 - count),
      ...(count === 18 ? { publishName: 'production' } : {}),
    });
  }
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs.status).toBe('failed');
  expect(errorOf(scenario.run).title).toBe('Too many iterations');
  const { message } = errorOf(scenario.run);
  expect(message).toContain('delete the oldest unpublished ones');
  const [newest, ...others] = project.project.iterations;
  const offered = others.filter(({ publishName }) => publishName === '').reverse();
  expect(message.match(/^\| [-0-9a-f]{36} /gm)).toEqual(offered.slice(0, 10).map(({ id }) => `| ${id} `));
  expect(message).toContain(`| ${offered[0]?.id ?? ''} Iteration 20 (trained, 2026-10-01)\n`);
  expect(message).toContain('\n… and 8 more.\n');
  expect(message).not.toContain(newest?.id);
  expect(project.project.iterations).toHaveLength(20);
  expect(writes(scenario)).toHaveLength(1);
});

test('an advanced training is asked for with its budget', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run } = await play(emulator, project, {
    inputs: { 'training-type': 'advanced', 'reserved-budget-hours': '2' },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(project.project.iterations[0]?.request).toMatchObject({
    trainingType: 'Advanced',
    reservedBudgetInHours: 2,
  });
});
