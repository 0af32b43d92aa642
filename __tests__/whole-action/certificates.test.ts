import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { machineOf } from './entra-job.ts';
import { errorOf, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { trainingSeconds: 0.5, exportSeconds: 0.5, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
});

test('service, queue and container of an authority of one’s own are trusted by NODE_EXTRA_CA_CERTS', async () => {
  const project = await emulator.addProject();
  const { NODE_EXTRA_CA_CERTS } = machineOf(emulator);
  const { run } = await play(emulator, project, { env: { NODE_EXTRA_CA_CERTS } });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
});

test('without it, each of the three says so, and what is missing', async () => {
  const project = await emulator.addProject();
  const scenario = await play(emulator, project);

  expect(writes(scenario)).toEqual([]);
  expect(errorOf(scenario.run).title).toBe('Service out of reach, Storage out of reach');
  const lines = errorOf(scenario.run).message.split('\n');
  expect(lines.filter((line) => line.startsWith('Could not '))).toEqual([
    `Could not read the project ${project.projectId}: no answer arrived.`,
    expect.stringContaining(`Could not read the queue ${project.notificationQueueUri} `),
    expect.stringContaining(`Could not list the container ${project.exportModelContainerUri} `),
  ]);
  const next = 'Next: the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS.';
  expect(lines.filter((line) => line.startsWith('Next: '))).toEqual([next, next, next]);
});
