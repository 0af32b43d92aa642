import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { errorOf, play } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    behavior: { trainingSeconds: 1, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
});

const ITERATIONS = '/customvision/v3.4-preview/training/projects/{project}/iterations';

test('ends as timed out when timeout-minutes is used up', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { trainingSeconds: 600 } });
  const { run, requests } = await play(emulator, project, { inputs: { 'timeout-minutes': '1' } });

  expect(run.outputs).toMatchObject({ status: 'timed-out', trained: 'true' });
  expect(run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  expect(errorOf(run).message).toContain('timeout-minutes');
  // Asked once more before giving up, and not before.
  expect(requests.filter((request) => request.startsWith(`GET ${ITERATIONS}/`))).toHaveLength(1);
});
