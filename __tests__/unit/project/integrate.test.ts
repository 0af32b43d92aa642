import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import { ensureIntegrated } from '../../../src/project/integrate.ts';
import { readProject } from '../../../src/custom-vision/entities.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import {
  CONTAINER_URI,
  fakeWorld,
  notificationText,
  PROJECT,
  QUEUE_URI,
} from '../../../trials/fakes/fake-services.ts';
import { refusal } from '../../../trials/fakes/fake-training-api.ts';

const OTHER_QUEUE = 'https://other.queue.core.windows.net/notes';
const BOTH = { notificationQueueUri: QUEUE_URI, exportModelContainerUri: CONTAINER_URI };
const SETTINGS = {
  domainId: 'd',
  useNegativeSet: true,
  imageProcessingSettings: { x: [1] },
  unheardOf: null,
};

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

function projectJson(settings: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: PROJECT,
    name: 'Fruit',
    description: null,
    status: 'Succeeded',
    thumbnailUri: 'https://thumb.example/',
    settings: { ...SETTINGS, ...settings },
  };
}

async function integrate(
  settings: Readonly<Record<string, unknown>> = {},
  changes: Partial<Pick<Inputs, 'replaceIntegration' | 'queue' | 'container'>> = {},
): Promise<void> {
  const inputs = fakeInputs({
    queue: parseStorageUri(`${QUEUE_URI}?sig=s3cret`, 'queue'),
    container: parseStorageUri(`${CONTAINER_URI}?sig=s3cret`, 'container'),
    ...changes,
  });
  await ensureIntegrated(inputs, readProject(projectJson(settings)), world.run);
}

/** The service takes an update and sends its test message. */
function acceptsUpdates(echoedBy: readonly string[] = ['v3.3', 'v3.4-preview']): void {
  world.api.on('GetProject', projectJson());
  world.api.on('UpdateProject', ({ version }: { version: string }) => {
    world.queue.send(notificationText('ConnectionTest'));
    return projectJson(echoedBy.includes(version) ? BOTH : {});
  });
}

async function failure(...args: Parameters<typeof integrate>): Promise<Failure> {
  return (await integrate(...args).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

test('a project without URIs gets both, and the test message is awaited', async () => {
  acceptsUpdates();
  await integrate();
  expect(world.api.count('UpdateProject')).toBe(1);
  expect(world.api.of('UpdateProject')[0]?.version).toBe('v3.3');
  expect(world.report.log).toContain('test message arrived');
  expect(world.inbox.proven).toBe(true);
});

test('the update sends back everything else as it was read, unknown settings included, and no SAS', async () => {
  acceptsUpdates();
  await integrate();
  expect(world.api.of('UpdateProject')[0]?.body).toEqual({
    name: 'Fruit',
    description: null,
    status: 'Succeeded',
    settings: { ...SETTINGS, ...BOTH },
  });
  expect(JSON.stringify(world.api.requests)).not.toContain('s3cret');
});

test('what is sent back is read right before it is written', async () => {
  acceptsUpdates();
  const renamed = { ...projectJson(), name: 'renamed meanwhile' };
  world.api.on('GetProject', projectJson(), renamed);
  await integrate();
  expect(world.api.of('UpdateProject')[0]?.body).toMatchObject({ name: 'renamed meanwhile' });
  expect(world.api.requests.slice(-2).map(({ operation }) => operation)).toEqual([
    'GetProject',
    'UpdateProject',
  ]);
});

test.each([
  ['as they are', BOTH],
  [
    'in another case of the host, with a slash and a SAS',
    {
      notificationQueueUri: 'https://ACCOUNT.Queue.core.windows.net/notes/?sv=1&sig=other',
      exportModelContainerUri: 'https://account.blob.core.windows.net:443/models/',
    },
  ],
])('URIs that are set already, %s, are left alone', async (_how, settings) => {
  await integrate(settings);
  expect(world.api.requests).toEqual([]);
  expect(world.queue.requests).toEqual([]);
});

test('URIs that only the older version shows are found before anything is written', async () => {
  world.api.on('GetProject', projectJson(BOTH));
  await integrate();
  expect(world.api.requests).toMatchObject([{ operation: 'GetProject', version: 'v3.3' }]);
});

test('another queue is refused with both, before anything is written', async () => {
  const { status, message } = await failure({ ...BOTH, notificationQueueUri: OTHER_QUEUE });
  expect(status).toBe('failed');
  expect(message).toContain(`| queue ${OTHER_QUEUE}`);
  expect(message).toContain(`| queue ${QUEUE_URI}`);
  expect(message).toContain('replace-integration: true');
  expect(world.api.requests).toEqual([]);
});

test('a name in another case is another queue', async () => {
  const { message } = await failure({ ...BOTH, exportModelContainerUri: `${CONTAINER_URI}2` });
  expect(message).toContain('integrated with another queue or container');
});

test('a SAS that somebody has stored in the project is not shown', async () => {
  const { message } = await failure({ ...BOTH, notificationQueueUri: `${OTHER_QUEUE}?sv=1&sig=s3cret` });
  expect(message).not.toContain('s3cret');
});

test('with replace-integration another queue is replaced', async () => {
  acceptsUpdates();
  await integrate({ ...BOTH, notificationQueueUri: OTHER_QUEUE }, { replaceIntegration: true });
  expect(world.api.of('UpdateProject')[0]?.body).toMatchObject({ settings: BOTH });
});

test('one URI that is ours and one that is not set are completed', async () => {
  acceptsUpdates();
  await integrate({ notificationQueueUri: QUEUE_URI });
  expect(world.api.of('UpdateProject')[0]?.body).toMatchObject({ settings: BOTH });
});

test('one URI that is set to something else is refused although the other is not set', async () => {
  const { message } = await failure({ notificationQueueUri: OTHER_QUEUE, exportModelContainerUri: '' });
  expect(message).toContain('| container (none)');
});

test('an answer of v3.3 that does not show the URIs is followed by v3.4-preview', async () => {
  acceptsUpdates(['v3.4-preview']);
  await integrate();
  expect(world.api.of('UpdateProject').map(({ version }) => version)).toEqual(['v3.3', 'v3.4-preview']);
});

test('an answer that shows other URIs than ours is no confirmation', async () => {
  world.api.on('GetProject', projectJson());
  world.api.on('UpdateProject', projectJson({ ...BOTH, notificationQueueUri: OTHER_QUEUE }));
  expect(await failure()).toMatchObject({ title: 'Integration not confirmed' });
});

test('no version that shows the URIs is an error that names the roles', async () => {
  acceptsUpdates([]);
  const { status, message } = await failure();
  expect(status).toBe('failed');
  expect(message).toContain('Storage Queue Data Contributor');
  expect(world.api.count('UpdateProject')).toBe(2);
});

test('a refused update is explained', async () => {
  world.api.on('GetProject', projectJson()).on('UpdateProject', refusal('BadRequestInvalidUri'));
  const { message } = await failure();
  expect(message).toContain('BadRequestInvalidUri');
  expect(message).toContain('Next: check that queue and container exist');
});

test('without a test message within a minute the run goes on with a warning, and trusts no silence', async () => {
  world.api.on('GetProject', projectJson()).on('UpdateProject', projectJson(BOTH));
  await integrate();
  expect(world.report.of('warning')).toHaveLength(1);
  expect(world.report.log).toContain('Storage Queue Data Contributor');
  expect(world.inbox.proven).toBe(false);
  expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(60_000);
});

test('a test message from before the update proves nothing', async () => {
  world.queue.send(notificationText('ConnectionTest'), { insertedAt: world.clock.now() - 3_600_000 });
  world.api.on('GetProject', projectJson()).on('UpdateProject', projectJson(BOTH));
  await integrate();
  expect(world.inbox.proven).toBe(false);
});

test('a test message that is late counts, and one of another project does not', async () => {
  world.api.on('GetProject', projectJson()).on('UpdateProject', projectJson(BOTH));
  world.queue.send(notificationText('ConnectionTest', { projectId: '00000000-0000-4000-8000-000000000000' }));
  world.clock.after(40_000, () => world.queue.send(notificationText('ConnectionTest')));
  await integrate();
  expect(world.inbox.proven).toBe(true);
  expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(42_000);
  expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(39_000);
});

test('a queue that cannot be read is told before the project is touched', async () => {
  world.api.on('GetProject', projectJson());
  world.queue.trouble = () => new StorageError(404, 'QueueNotFound');
  const { message } = await failure();
  expect(message).toContain('az storage queue create');
  expect(world.api.count('UpdateProject')).toBe(0);
});

test('a queue that is throttled just now is asked again before the project is changed', async () => {
  acceptsUpdates();
  const answers = [new StorageError(503, 'ServerBusy')];
  world.queue.trouble = () => answers.shift();
  await integrate();
  expect(world.api.count('UpdateProject')).toBe(1);
  expect(world.queue.requests.slice(0, 2)).toEqual(['peek', 'peek']);
});
