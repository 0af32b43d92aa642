import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED, NOT_BY_ITSELF, WHEN_AWAITED } from '../../trials/endings.ts';
import { artifactsOf, errorOf, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const TRAIN = 'POST /customvision/v3.4-preview/training/projects/{project}/train';

test('retrain trains although nothing changed, and says why', async () => {
  const project = await emulator.addProject({ integrated: true });
  const before = emulator.service.trainings.add(project.projectId);
  const scenario = await play(emulator, project, { inputs: { 'when-unchanged': 'retrain' } });

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(scenario.run.outputs.iterationId).not.toBe(before.id);
  expect(writes(scenario)).toContain(`${TRAIN}?trainingType=Regular&forceTrain=true → 200`);
  expect(scenario.run.log).toContain('when-unchanged is retrain');
});

test('retrain looks for a start whose answer was lost, and does not pay twice', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.service.trainings.add(project.projectId);
  emulator.faults.add({
    operation: 'TrainProject',
    projectId: project.projectId,
    fault: { status: 503, when: 'after' },
  });
  const { run } = await play(emulator, project, { inputs: { 'when-unchanged': 'retrain' } });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(project.project.iterations).toHaveLength(2);
});

test('fail ends red where nothing changed, and says how to use what is there', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { id } = emulator.service.trainings.add(project.projectId);
  const scenario = await play(emulator, project, { inputs: { 'when-unchanged': 'fail' } });

  expect(scenario.run.exitCode).toBe(1);
  expect(scenario.run.outputs).toMatchObject({ status: 'failed', trained: 'false', iterationId: id });
  expect(errorOf(scenario.run)).toMatchObject({ title: 'Nothing changed' });
  expect(errorOf(scenario.run).message).toContain(`iteration-id: ${id}`);
  expect(writes(scenario)).toEqual([`${TRAIN}?trainingType=Regular → 400`]);
});

test('fail trains where something changed', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.service.trainings.add(project.projectId);
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  const { run } = await play(emulator, project, { inputs: { 'when-unchanged': 'fail' } });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
});

test.each(['retrain', 'fail'])(
  'with %s a later attempt goes on with the training of the one that was killed',
  async (policy) => {
    const project = await emulator.addProject({
      integrated: true,
      behavior: { trainingSeconds: NOT_BY_ITSELF },
    });
    const inputs = { 'when-unchanged': policy };
    const killed = await play(emulator, project, {
      inputs,
      endsByForce: true,
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        action.signal('SIGKILL');
      },
    });
    project.project.behavior.trainingSeconds = WHEN_AWAITED;
    const again = await play(emulator, project, { inputs, runAttempt: 2 });

    expect(again.run.outputs).toMatchObject({
      status: 'succeeded',
      trained: 'false',
      iterationId: killed.run.outputs.iterationId,
    });
    expect(again.run.annotations).toMatchObject([{ title: 'Training of an earlier attempt' }]);
    expect(writes(again).filter((request) => request.startsWith(TRAIN))).toEqual([]);
    expect(project.project.iterations).toHaveLength(1);
  },
);

test('a later attempt delivers again what an earlier one has trained, and another run of the workflow trains', async () => {
  const project = await emulator.addProject({ integrated: true });
  const inputs = { 'when-unchanged': 'retrain' };
  const first = await play(emulator, project, { inputs });
  const again = await play(emulator, project, { inputs, runAttempt: 3 });
  expect(again.run.outputs).toMatchObject({
    status: 'succeeded',
    trained: 'false',
    iterationId: first.run.outputs.iterationId,
    artifactId: first.run.outputs.artifactId,
  });
  expect(artifactsOf(emulator, project)).toHaveLength(1);

  const other = await play(emulator, project, { inputs: { ...inputs, 'artifact-name': 'other.zip' } });
  expect(other.run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(project.project.iterations).toHaveLength(2);
});

test('reuse mentions that the service has a newer pipeline', async () => {
  const project = await emulator.addProject({
    integrated: true,
    behavior: { trainingPipeline: 'updated' },
  });
  emulator.service.trainings.add(project.projectId);
  const { run } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
  expect(run.annotations).toMatchObject([{ level: 'notice', title: 'Nothing to train' }]);
  expect(run.annotations[0]?.message).toContain('newer pipeline');
});

test('trains the selected tags alone, by name and id, and has the service send an e-mail', async () => {
  const tags = ['bolt', 'nut', 'washer, flat'].map((name) => ({ name, images: 6 }));
  const project = await emulator.addProject({ integrated: true, tags });
  const [bolt, , washer] = project.project.tags;
  const scenario = await play(emulator, project, {
    inputs: {
      'selected-tags': `bolt\n${washer?.id.toUpperCase() ?? ''}`,
      'notification-email': 'team+models@example.com',
    },
  });

  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(project.project.iterations[0]?.request.selectedTags).toEqual([bolt?.id, washer?.id]);
  expect(project.project.iterations[0]?.tags.map(({ name }) => name)).toEqual(['bolt', 'washer, flat']);
  const [sent = ''] = writes(scenario);
  expect(new URLSearchParams(sent.split(/[? ]/)[2]).get('notificationEmailAddress')).toBe(
    'team+models@example.com',
  );
});

test('refuses tags that the project does not have, naming those that it has, before anything is written', async () => {
  const project = await emulator.addProject({
    tags: [
      { name: 'bolt', images: 6 },
      { name: '::error::nut', images: 6 },
    ],
  });
  const scenario = await play(emulator, project, { inputs: { 'selected-tags': 'bolt, screw' } });

  expect(scenario.run.outputs.status).toBe('failed');
  const { title, message } = errorOf(scenario.run);
  expect(title).toBe('Unknown tag');
  expect(message).toContain('"screw".');
  expect(message).toContain('| ::error::nut (');
  expect(writes(scenario)).toEqual([]);
});
