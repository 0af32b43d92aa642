import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { play } from './scenario.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ behavior: { trainingSeconds: 1, exportSeconds: 1, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

test('a queue that is deleted during the wait is one warning, and the run goes on', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run } = await play(emulator, project, {
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      await project.queue.delete();
      await action.waitFor('is trained.');
      await project.queue.create();
    },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Notification queue out of reach' }]);
  expect(run.annotations[0]?.message).toContain('| 404 QueueNotFound');
}, 240_000);
