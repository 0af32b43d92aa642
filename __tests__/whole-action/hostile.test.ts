import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { artifactsOf, errorOf, play } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

test('text of the service is never executed as a command of the runner', async () => {
  const name = 'x\n::error::from a name\n##[error]again ##[add-mask]deep \u001b[31m\r::set-output name=a::b';
  const project = await emulator.addProject({ name, integrated: true });
  project.project.tags[0] = {
    ...project.project.tags[0],
    id: project.project.tags[0]?.id ?? '',
    name,
    description: null,
    type: 'Regular',
  };
  const { run } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
  expect(run.log).toContain(
    'Project "x\\x0a::error::from a name\\x0a##\\x5berror]again ##\\x5badd-mask]deep \\x1b[31m\\x0d',
  );
});

test('an error text of the service is shown escaped, without what it must not tell', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.faults.add({
    operation: 'TrainProject',
    projectId: project.projectId,
    fault: {
      status: 400,
      when: 'before',
      code: 'BadRequest',
      message: '##[warning]no\n::stop-commands::x https://a.blob.core.windows.net/c?sv=1&sig=abc%2Fdef&se=2',
    },
  });
  const { run } = await play(emulator, project);

  expect(run.annotations.filter(({ level }) => level !== 'error')).toEqual([]);
  expect(errorOf(run).message).toContain('| ##\\x5bwarning]no\\x0a::stop-commands::x');
  expect(run.raw).not.toContain('abc%2Fdef');
});

test('foreign work and notifications of others are left on the queue as they are', async () => {
  const project = await emulator.addProject({ integrated: true });
  const foreign = [
    'work of somebody else',
    JSON.stringify({
      version: '1.0',
      type: 'Training',
      Content: {
        projectId: '11111111-1111-4111-8111-111111111111',
        iterationId: '22222222-2222-4222-8222-222222222222',
        trainingStatus: 'TrainingCompleted',
      },
    }),
  ];
  for (const text of foreign) {
    await project.queue.sendMessage(text);
  }
  const { run, queue } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  expect([...queue].sort()).toEqual([...foreign].sort());
});

test('a flood of its own notifications is cleared away, and is no reason to wait for longer', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.faults.add({ message: 'Training', projectId: project.projectId, fault: { copies: 600 } });
  const began = emulator.clock.now();
  const { run, queue } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
  expect(queue).toEqual([]);
  expect(emulator.clock.now() - began).toBeLessThan(60_000);
});

test('two runs of one job that upload under one name at the same moment both deliver their own model', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { id } = emulator.service.trainings.add(project.projectId);
  const runs = await Promise.all(
    ['ONNX', 'CoreML'].map((platforms) =>
      play(emulator, project, { inputs: { platforms, 'iteration-id': id } }),
    ),
  );

  expect(runs.map(({ run }) => run.outputs.status)).toEqual(['succeeded', 'succeeded']);
  expect(runs.map(({ run }) => run.outputs.artifactName).sort()).toEqual([
    'custom-vision-model-2.zip',
    'custom-vision-model.zip',
  ]);
  expect(runs.map(({ run }) => run.outputs.artifactDigest)).toEqual(
    runs.map(({ run }) => run.outputs.modelSha256),
  );
  const stored = artifactsOf(emulator, project).map(({ name, digest }) => `${name} ${digest ?? ''}`);
  expect(stored.sort()).toEqual(
    runs.map(({ run }) => `${run.outputs.artifactName ?? ''} sha256:${run.outputs.modelSha256 ?? ''}`).sort(),
  );
});

// One variable of a process on Linux holds 128 KiB.
const VERY_LONG = 'a'.repeat(120_000);
test('very large inputs are refused at once, each with what it may have', async () => {
  const project = await emulator.addProject({ integrated: true });
  const scenario = await play(emulator, project, {
    inputs: {
      platforms: 'ONNX,'.repeat(10_000),
      'notification-email': `${VERY_LONG}@example.com`,
      'selected-tags': VERY_LONG,
    },
  });

  const { title, message } = errorOf(scenario.run);
  expect(title).toBe('Inputs refused');
  expect(message).toContain('- platforms: ');
  expect(message).toContain('it has 10000 entries, at most 50 are read');
  expect(message).toContain('- notification-email: is refused: it has 120012 characters');
  expect(message).toContain('- selected-tags: is refused: it has 120000 characters');
  expect(message.length).toBeLessThan(2_000);
  expect(scenario.requests).toEqual([]);
});
