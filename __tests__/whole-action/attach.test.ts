import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { REGULAR_TRAINING } from '../../emulator/custom-vision/resource/project.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF, WHEN_AWAITED } from '../../trials/endings.ts';
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

test('waits for the training of the iteration that it attaches to, and delivers its model', async () => {
  const project = await emulator.addProject({
    integrated: true,
    behavior: { trainingSeconds: NOT_BY_ITSELF },
  });
  const { id } = emulator.service.trainings.train(project.projectId, REGULAR_TRAINING);
  const scenario = await play(emulator, project, {
    inputs: { 'iteration-id': id },
    during: async (action) => {
      await action.waitFor(`Waiting for the training of iteration ${id}`);
      emulator.service.trainings.finish(project.projectId, id);
    },
  });

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId: id });
  expect(scenario.run.log).toContain('A notification arrived');
  expect(scenario.run.annotations).toMatchObject([{ level: 'notice', title: 'Attached' }]);
  expect(writes(scenario)).toEqual([`${EXPORT}?platform=ONNX → 200`]);
  expect(scenario.queue).toEqual([]);
});

test('exports a trained iteration, whatever was changed since and whatever the inputs say about training', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { id } = emulator.service.trainings.add(project.projectId);
  emulator.service.trainings.add(project.projectId);
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  const scenario = await play(emulator, project, {
    inputs: {
      'iteration-id': id.toUpperCase(),
      'training-type': 'Advanced',
      'reserved-budget-hours': '2',
      'selected-tags': 'a tag that there is not',
      'notification-email': 'team@example.com',
      'when-unchanged': 'retrain',
    },
  });

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId: id });
  expect(writes(scenario)).toEqual([`${EXPORT}?platform=ONNX → 200`]);
  expect(scenario.run.summary).toContain('this run started no training');
});

test('fetches the model of an iteration that was exported long ago, and changes nothing', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { id } = emulator.service.trainings.add(project.projectId);
  const done = await emulator.service.exports.add(project.projectId, id, { platform: 'ONNX' });
  const scenario = await play(emulator, project, { inputs: { 'iteration-id': id } });

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId: id });
  expect(scenario.run.outputs.modelUri).toContain(encodeURIComponent(`${project.projectId} - ${id}.ONNX`));
  expect(scenario.run.outputs.modelSha256).toBe(done.package?.sha256);
  const digest = createHash('sha256').update(scenario.model ?? '');
  expect(digest.digest('hex')).toBe(done.package?.sha256);
  expect(writes(scenario)).toEqual([]);
});

test('goes on where a run was killed in the middle of its training', async () => {
  const project = await emulator.addProject({ behavior: { trainingSeconds: NOT_BY_ITSELF } });
  const killed = await play(emulator, project, {
    endsByForce: true,
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      action.signal('SIGKILL');
    },
  });
  const iterationId = killed.run.outputs.iterationId ?? '';
  project.project.behavior.trainingSeconds = WHEN_AWAITED;
  const { run } = await play(emulator, project, { inputs: { 'iteration-id': iterationId } });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'false', iterationId });
  expect(project.project.iterations).toHaveLength(1);
});

describe('refuses, before anything is written,', () => {
  test.each([
    ['New', 'failed', 'Iteration is not trained', 'leave iteration-id out to train'],
    ['Failed', 'training-failed', 'Training failed before', 'run again without iteration-id'],
  ])('an iteration that is %s', async (status, outcome, title, next) => {
    const project = await emulator.addProject();
    const { id, trainingErrorDetails } = emulator.service.trainings.add(project.projectId, { status });
    const scenario = await play(emulator, project, { inputs: { 'iteration-id': id } });

    expect(scenario.run.outputs).toMatchObject({ status: outcome, trained: 'false', iterationId: '' });
    expect(errorOf(scenario.run)).toMatchObject({ title });
    expect(errorOf(scenario.run).message).toContain(next);
    expect(errorOf(scenario.run).message).toContain(trainingErrorDetails ?? '');
    expect(writes(scenario)).toEqual([]);
  });

  test('an iteration that the project does not have, naming those that it has', async () => {
    const [project, other] = await Promise.all([emulator.addProject(), emulator.addProject()]);
    const theirs = emulator.service.trainings.add(other.projectId);
    const ours = emulator.service.trainings.add(project.projectId, { name: 'friday' });
    const scenario = await play(emulator, project, { inputs: { 'iteration-id': theirs.id } });

    expect(scenario.run.outputs).toMatchObject({ status: 'failed', iterationId: '' });
    expect(errorOf(scenario.run).title).toBe('Iteration not found');
    expect(errorOf(scenario.run).message).toContain(`| ${ours.id} friday (completed)`);
    expect(writes(scenario)).toEqual([]);
  });

  test('an iteration of a project that does not exist, which is not created for it', async () => {
    const project = await emulator.addProject();
    const scenario = await play(emulator, project, {
      inputs: { 'project-id': '', 'project-name': 'not there', 'iteration-id': project.projectId },
    });

    expect(errorOf(scenario.run).title).toBe('Project not found');
    expect(writes(scenario)).toEqual([]);
  });
});
