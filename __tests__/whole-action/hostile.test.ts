import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play } from './scenario.ts';
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
    '| x\\x0a::error::from a name\\x0a##\\x5berror]again ##\\x5badd-mask]deep \\x1b[31m\\x0d',
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
