import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { passOn } from '../../emulator/network/pass-on.ts';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { errorOf, play, type Scenario, writes } from './scenario.ts';
import { startStorageFront, type StorageFront, type StorageTrouble } from '../../emulator/storage-front.ts';
import { SharedTime } from './time/shared-time.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

const NAME_SERVER = pathToFileURL(path.join(import.meta.dirname, 'name-server.ts')).href;
const FIREWALL: StorageTrouble = { status: 403, code: 'AuthorizationFailure' };

const PAGE = { page: '<!DOCTYPE html><title>Sign in</title>', type: 'text/html' } as const;

const WAITING = 'Waiting for the training';
const WARNED = 'The notification queue cannot be read';
const AGAIN = 'The notification queue can be read again';
const HEARD = 'A notification arrived';
const TRAINED = 'is trained.';

let time: SharedTime;
let azurite: Azurite;
let front: StorageFront;
let emulator: Emulator;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'queue-trouble-'));
  time = await SharedTime.start();
  azurite = await startAzurite(time.storageOptions);
  front = await startStorageFront(azurite, 'queue');
  emulator = await startTimedEmulator({
    clock: time,
    azurite: front.azurite,
    behavior: { exportSeconds: 1, modelBytes: 50_000 },
  });
});
afterAll(async () => {
  await emulator.close();
  await front.close();
  await azurite.stop();
  time.close();
  await rm(folder, { recursive: true });
});

async function projectWith(trainingSeconds: number): Promise<SeededProject> {
  return await emulator.addProject({ integrated: true, behavior: { trainingSeconds } });
}

function expectOneWarning({ run }: Scenario, answer: string): void {
  const warnings = run.annotations.filter(({ level }) => level === 'warning');
  expect(warnings).toMatchObject([{ title: 'Notification queue out of reach' }]);
  expect(warnings[0]?.message).toContain(answer);
}

/** The emulated service, which somebody else takes the place of for a while. */
async function startChangingService(give: (answer: ServerResponse) => void) {
  const { hostname, port } = new URL(emulator.endpoint);
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    if (changing.isThere) {
      void passOn(asked, answer, request({ hostname, port, method, path: url, headers }));
      return;
    }
    changing.given += 1;
    asked.resume();
    give(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const changing = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isThere: true,
    given: 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return changing;
}

/** How often the iteration was read. */
function questions({ requests }: Scenario): number {
  const question = 'GET /customvision/v3.4-preview/training/projects/{project}/iterations/{iteration} → 200';
  return requests.filter((request) => request === question).length;
}

// Side by side, for most of them only wait.
test.concurrent.each<[string, StorageTrouble, string]>([
  [
    'a role that is taken away',
    { status: 403, code: 'AuthorizationPermissionMismatch' },
    '| 403 AuthorizationPermissionMismatch',
  ],
  [
    'throttling that says when to come again',
    { status: 503, code: 'ServerBusy', headers: { 'retry-after': '3600' } },
    '| 503 ServerBusy',
  ],
  ['a page', PAGE, '| something else answered for 127.0.0.1:'],
  [
    'a redirect',
    { status: 302, code: 'Found', headers: { location: 'https://login.example/?token=secret' } },
    ': 302, a redirect to login.example',
  ],
])('%s during the wait is one warning, and the service itself is asked', async (_name, trouble, answer) => {
  const project = await projectWith(3);
  const scenario = await play(emulator, project, {
    during: async (action) => {
      await action.waitFor(WAITING);
      front.troubles.set(project.queue.name, trouble);
      await action.waitFor(TRAINED);
      front.troubles.delete(project.queue.name);
    },
  });

  expect(scenario.run.outputs.status).toBe('succeeded');
  expectOneWarning(scenario, answer);
  expect(questions(scenario)).toBe(1);
  // Each pause is twice as long as the one before: seven looks in a minute.
  expect(front.refused.get(project.queue.name)).toBeLessThanOrEqual(10);
});

test.concurrent.each<[string, (answer: ServerResponse) => void]>([
  ['a page', (answer) => answer.writeHead(200, { 'content-type': PAGE.type }).end(PAGE.page)],
  ['a redirect', (answer) => answer.writeHead(302, { location: 'https://login.example/' }).end()],
])('%s in place of the service during the wait is one warning, and the end is heard', async (_name, give) => {
  const project = await projectWith(90);
  const service = await startChangingService(give);
  try {
    const scenario = await play(emulator, project, {
      // Asked every minute, for nothing proves yet that notifications arrive.
      inputs: { endpoint: service.origin, 'reconcile-minutes': '1' },
      during: async (action) => {
        await action.waitFor(WAITING);
        service.isThere = false;
        await time.until(() => service.given > 0);
        service.isThere = true;
      },
    });

    expect(scenario.run.outputs.status).toBe('succeeded');
    const warnings = scenario.run.annotations.filter(({ level }) => level === 'warning');
    expect(warnings).toMatchObject([{ title: 'Service could not be asked' }]);
    expect(warnings[0]?.message).toContain('something else answered for 127.0.0.1:');
  } finally {
    await service.close();
  }
});

test.concurrent('a storage host that is no longer resolved is one warning, and the run goes on', async () => {
  const project = await projectWith(3);
  const noNames = path.join(folder, 'no-names');
  const byName = project.notificationQueueUri.replace('127.0.0.1', 'localhost');
  project.project.settings.notificationQueueUri = byName;
  const scenario = await play(emulator, project, {
    preload: NAME_SERVER,
    env: { NO_NAMES_FILE: noNames },
    inputs: { 'notification-queue-uri': byName },
    during: async (action) => {
      await action.waitFor(WAITING);
      await writeFile(noNames, '');
      // A connection that stands needs no name.
      front.troubles.set(project.queue.name, 'cut');
      await action.waitFor(TRAINED);
      front.troubles.delete(project.queue.name);
      await rm(noNames);
    },
  });

  expect(scenario.run.outputs.status).toBe('succeeded');
  expectOneWarning(scenario, '| ENOTFOUND: getaddrinfo ENOTFOUND localhost');
  expect(front.refused.get(project.queue.name)).toBe(1);
  expect(questions(scenario)).toBe(1);
});

test.concurrent(
  'a queue that is deleted and made again takes the message with it, and the next one is seen',
  async () => {
    const project = await projectWith(3);
    const { queue } = project;
    const scenario = await play(emulator, project, {
      during: async (action) => {
        await action.waitFor(WAITING);
        await queue.delete();
        await action.waitFor(WARNED);
        // Azure deletes for half a minute and more, and until then makes no queue of that name.
        front.troubles.set(queue.name, { status: 409, code: 'QueueBeingDeleted' });
        await time.until(() => project.project.iterations[0]?.status === 'Completed');
        front.troubles.delete(queue.name);
        await queue.create();
      },
    });

    expect(scenario.run.outputs.status).toBe('succeeded');
    expectOneWarning(scenario, '| 404 QueueNotFound');
    const { log } = scenario.run;
    expectInOrder(log, [WARNED, AGAIN, TRAINED, 'Waiting for the export', HEARD]);
    expect(questions(scenario)).toBe(1);
    expect(scenario.queue).toEqual([]);
  },
);

test.concurrent(
  'a firewall beyond the deadline is one warning, and the run times out after a last question',
  async () => {
    const project = await projectWith(600);
    const scenario = await play(emulator, project, {
      inputs: { 'timeout-minutes': '1' },
      during: async (action) => {
        await action.waitFor(WAITING);
        front.troubles.set(project.queue.name, FIREWALL);
      },
    });

    expect(scenario.run.outputs).toMatchObject({ status: 'timed-out', trained: 'true' });
    expectOneWarning(scenario, '| 403 AuthorizationFailure');
    expect(errorOf(scenario.run).title).toBe('Timed out');
    expect(questions(scenario)).toBeLessThanOrEqual(2);
  },
);

test.concurrent(
  'trouble that ends before the training does is one warning, and the message is seen',
  async () => {
    const project = await projectWith(15);
    const scenario = await play(emulator, project, {
      during: async (action) => {
        await action.waitFor(WAITING);
        front.troubles.set(project.queue.name, FIREWALL);
        await action.waitFor(WARNED);
        front.troubles.delete(project.queue.name);
      },
    });

    expect(scenario.run.outputs.status).toBe('succeeded');
    expectOneWarning(scenario, '| 403 AuthorizationFailure');
    expectInOrder(scenario.run.log, [WARNED, AGAIN, HEARD, TRAINED]);
    expect(questions(scenario)).toBe(1);
    expect(scenario.queue).toEqual([]);
  },
);

test.concurrent(
  'a firewall that is there before the training ends the run, and nothing is trained',
  async () => {
    const project = await projectWith(3);
    front.troubles.set(project.queue.name, FIREWALL);
    const scenario = await play(emulator, project);

    expect(scenario.run.outputs.status).toBe('failed');
    expect(errorOf(scenario.run).message).toMatch(/Could not read the queue[^]*firewall or private endpoint/);
    expect(writes(scenario)).toEqual([]);
  },
);

/** Each text comes first after the one before it. */
function expectInOrder(log: string, texts: readonly string[]): void {
  let from = 0;
  for (const text of texts) {
    const at = log.indexOf(text, from);
    expect(`${text}: ${at >= from}`).toBe(`${text}: true`);
    from = at;
  }
}
