import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { errorOf, play } from './scenario.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ behavior: { trainingSeconds: 5, exportSeconds: 1, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

// Windows ends a process at the first signal.
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('a cancelled run writes its outputs, and the next one picks up its training', async () => {
  const project = await emulator.addProject({ integrated: true });
  const first = await play(emulator, project, {
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      action.signal('SIGINT');
    },
  });

  expect(first.run.exitCode).toBe(1);
  expect(first.run.outputs).toMatchObject({ status: 'cancelled', trained: 'true' });
  expect(first.run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  expect(errorOf(first.run).title).toBe('Cancelled');

  const second = await play(emulator, project);
  expect(second.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
  expect(project.project.iterations).toHaveLength(1);
});
