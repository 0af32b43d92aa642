/**
 * One run of each kind in real time: all others share a time that skips what they wait for. They wait side by side.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { errorOf, play } from './scenario.ts';
import { startStorageFront, type StorageFront } from '../../emulator/storage-front.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';

let azurite: Azurite;
let front: StorageFront;
let emulator: Emulator;

beforeAll(async () => {
  azurite = await startAzurite(BUILT_AZURITE);
  front = await startStorageFront(azurite, 'queue');
  emulator = await startEmulator({
    azurite: front.azurite,
    behavior: { trainingSeconds: 2, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
  await front.close();
  await azurite.stop();
});

const ITERATIONS = '/customvision/v3.4-preview/training/projects/{project}/iterations';

test.concurrent(
  'a queue that cannot be read is looked at ever more seldom, and after a minute the service is asked',
  async () => {
    const project = await emulator.addProject({ integrated: true });
    const began = performance.now();
    const { run, requests } = await play(emulator, project, {
      during: async (action) => {
        await action.waitFor('Waiting for the training');
        front.troubles.set(project.queue.name, { status: 403, code: 'AuthorizationPermissionMismatch' });
        await action.waitFor('is trained.');
        front.troubles.delete(project.queue.name);
      },
    });

    expect(run.outputs.status).toBe('succeeded');
    expect(performance.now() - began).toBeGreaterThan(48_000);
    expect(requests.filter((request) => request.startsWith(`GET ${ITERATIONS}/{iteration} `))).toHaveLength(
      1,
    );
    // Each pause is twice as long as the one before.
    expect(front.refused.get(project.queue.name)).toBeLessThanOrEqual(10);
  },
);

test.concurrent('timeout-minutes: 1 ends a run after a minute', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { trainingSeconds: 3_600 } });
  const began = performance.now();
  const { run, requests } = await play(emulator, project, { inputs: { 'timeout-minutes': '1' } });

  expect(run.outputs).toMatchObject({ status: 'timed-out', trained: 'true' });
  expect(performance.now() - began).toBeGreaterThan(59_000);
  expect(requests.filter((request) => request.startsWith(`GET ${ITERATIONS}/{iteration} `))).toHaveLength(1);
});

test.concurrent('a login is tried for half a minute, and no longer', async () => {
  const project = await emulator.addProject({ integrated: true });
  const began = performance.now();
  const { run } = await play(emulator, project, {
    inputs: {
      'notification-queue-uri': 'https://account.queue.core.windows.net/notes',
      'export-model-container-uri': 'https://account.blob.core.windows.net/models',
      'storage-account-key': '',
    },
    env: {
      AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential',
      AZURE_AUTHORITY_HOST: 'https://127.0.0.1:1',
      AZURE_CLIENT_ID: '11111111-1111-4111-8111-111111111111',
      AZURE_TENANT_ID: '22222222-2222-4222-8222-222222222222',
      AZURE_CLIENT_SECRET: 'a secret of an application',
    },
  });

  expect(errorOf(run).title).toContain('No login to Azure');
  expect(errorOf(run).message).toContain('127.0.0.1:1');
  expect(performance.now() - began).toBeGreaterThan(10_000);
});
