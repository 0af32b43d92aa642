import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { errorOf, play, type Scenario, writes } from './scenario.ts';
import { startStorageFront, type StorageFront, type StorageTrouble } from '../../emulator/storage-front.ts';
import { SharedTime } from './time/shared-time.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const FIREWALL: StorageTrouble = { status: 403, code: 'AuthorizationFailure' };

let clock: SharedTime;
let azurite: Azurite;
let queues: StorageFront;
let containers: StorageFront;
let emulator: Emulator;

beforeAll(async () => {
  clock = await SharedTime.start();
  azurite = await startAzurite(clock.storageOptions);
  queues = await startStorageFront(azurite, 'queue');
  containers = await startStorageFront(queues.azurite, 'container');
  emulator = await startTimedEmulator({
    clock,
    azurite: containers.azurite,
    behavior: { trainingSeconds: 2, exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
  await Promise.all([queues.close(), containers.close()]);
  await azurite.stop();
  clock.close();
});

/** The lines of the one error, of a run that has changed nothing. */
function refusal(scenario: Scenario, title: string): string[] {
  expect(writes(scenario)).toEqual([]);
  expect(errorOf(scenario.run).title).toBe(title);
  return errorOf(scenario.run).message.split('\n');
}

function closeBoth({ queue, container }: SeededProject, trouble: StorageTrouble): void {
  queues.troubles.set(queue.name, trouble);
  containers.troubles.set(container.containerName, trouble);
}

const KEPT_OUT =
  'Next: check storage-account-key (a key of this account, not rotated since) or the login; if that is right, the firewall or private endpoint of the account keeps this runner out: use a self-hosted runner inside the network, or allow its address.';

test('a firewall in front of queue and container ends the run before the training, for both at once', async () => {
  const project = await emulator.addProject({ integrated: true });
  closeBoth(project, FIREWALL);
  const lines = refusal(await play(emulator, project), 'Storage firewall');

  expect(lines.slice(0, 6)).toEqual([
    `Could not read the queue ${project.notificationQueueUri} (notification-queue-uri). Storage answered:`,
    '| 403 AuthorizationFailure',
    KEPT_OUT,
    `Could not list the container ${project.exportModelContainerUri} (export-model-container-uri). Storage answered:`,
    '| 403 AuthorizationFailure',
    KEPT_OUT,
  ]);
});

test('a firewall that closes the container during the wait ends the run at the fetch, and the next one fetches', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { containerName } = project.container;
  const { run } = await play(emulator, project, {
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      containers.troubles.set(containerName, FIREWALL);
    },
  });
  containers.troubles.delete(containerName);

  expect(errorOf(run).title).toBe('Storage firewall');
  expect(errorOf(run).message).toContain(`Could not list the container ${project.exportModelContainerUri} `);
  expect(errorOf(run).message).toContain(KEPT_OUT);
  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'true', modelPath: '' });
  expect(run.outputs.iterationId).toBe(project.project.iterations[0]?.id);

  const again = await play(emulator, project);
  expect(again.run.outputs).toMatchObject({
    status: 'succeeded',
    trained: 'false',
    iterationId: run.outputs.iterationId,
  });
});

test('private endpoints, seen from outside of their network, do not answer: that is said of both', async () => {
  const project = await emulator.addProject({ integrated: true });
  closeBoth(project, 'silence');
  const scenario = await play(emulator, project, {
    unanswered: [project.queue.name, project.container.containerName],
    during: async (action) => {
      await action.ended;
      queues.troubles.delete(project.queue.name);
    },
  });
  const lines = refusal(scenario, 'Storage out of reach');

  const [next = ''] = lines.filter((line) => line.startsWith('Next: '));
  expect(next).toContain('a private endpoint answers in its own network only, to a self-hosted runner there');
  expect(lines.slice(0, 6)).toEqual([
    `Could not read the queue ${project.notificationQueueUri} (notification-queue-uri). No answer arrived:`,
    '| ETIMEDOUT: no answer within 15 s',
    next,
    `Could not list the container ${project.exportModelContainerUri} (export-model-container-uri). No answer arrived:`,
    '| ETIMEDOUT: no answer within 60 s',
    next,
  ]);
});

test('the name of a private endpoint is refused: its certificate is of the account’s own host', async () => {
  const project = await emulator.addProject();
  const { run, requests } = await play(emulator, project, {
    inputs: {
      endpoint: 'https://name.privatelink.cognitiveservices.azure.com',
      'notification-queue-uri': 'https://account.privatelink.queue.core.windows.net/notes',
      'export-model-container-uri': 'https://account.privatelink.blob.core.windows.net/models',
    },
  });

  expect(requests).toEqual([]);
  const refused = errorOf(run)
    .message.split('\n')
    .filter((line) => line.includes('leave out .privatelink'));
  expect(refused).toHaveLength(3);
});

test('a relative link that the service does not serve is not taken for a key that it refuses', async () => {
  const project = await emulator.addProject({
    integrated: true,
    behavior: { backup: 'missing', downloadUris: 'relative' },
  });
  emulator.faults.add({
    operation: 'GetArtifact',
    projectId: project.projectId,
    times: 2,
    fault: { status: 403, when: 'before' },
  });
  const { run } = await play(emulator, project);

  expect(errorOf(run).title).toBe('Model not fetched');
  expect(errorOf(run).message).toMatch(/by its download link\. It answered:\n\| 403\nNext: run again/);
});
