import { getEventListeners } from 'node:events';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { ArtifactListError, type listArtifacts } from '../../../src/github/artifact-list.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

interface Client {
  uploadArtifact: (...args: unknown[]) => Promise<unknown>;
  deleteArtifact: (name: string) => Promise<unknown>;
}

const client = {
  uploadArtifact: jest.fn<Client['uploadArtifact']>(),
  deleteArtifact: jest.fn<Client['deleteArtifact']>(),
};
const NEVER = new AbortController().signal;
const AS_IT_IS = { archive: false, retentionDays: null };
let made = 0;
let broken = false;

jest.unstable_mockModule('@actions/artifact', () => ({
  DefaultArtifactClient: function () {
    made += 1;
    if (broken) {
      throw new Error('no client');
    }
    return client;
  },
}));

const list = jest.fn<typeof listArtifacts>();
jest.unstable_mockModule('../../../src/github/artifact-list.ts', () => ({
  ArtifactListError,
  listArtifacts: list,
}));

const { WorkflowArtifacts } = await import('../../../src/github/artifacts.ts');

const ENV = { ACTIONS_RESULTS_URL: 'https://results.example' };
let clock = new FakeClock();
let store = new WorkflowArtifacts(ENV, clock);

beforeEach(() => {
  jest.resetAllMocks();
  made = 0;
  broken = false;
  clock = new FakeClock();
  store = new WorkflowArtifacts(ENV, clock);
});

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

test.each([
  [`sha256:${'AB'.repeat(32)}`, 'ab'.repeat(32)],
  [`AB:sha256:`, 'ab:sha256:'],
  [undefined, null],
  [{ value: 'ab' }, null],
])('an artifact is found by its exact name, its digest %j as %j', async (digest, told) => {
  list.mockResolvedValue([
    { name: 'M.zip', database_id: '6' },
    { name: 'm.zip', database_id: '7', digest },
  ]);
  expect(await store.find('m.zip', NEVER)).toEqual({ id: 7, digest: told });
  expect(list.mock.calls).toEqual([['m.zip', ENV, NEVER]]);
  expect(await store.find('n.zip', NEVER)).toBeUndefined();
});

test('a list is asked for again while its trouble may pass, and three times more at most', async () => {
  const began = clock.now();
  const busy = new ArtifactListError('503', 'refused', { statusCode: 503 });
  list.mockRejectedValueOnce(busy).mockRejectedValueOnce(busy).mockResolvedValueOnce([]);
  expect(await store.find('m.zip', NEVER)).toBeUndefined();
  expect(clock.now() - began).toBe(3_000);
  list.mockClear();
  list.mockRejectedValue(busy);
  await expect(store.find('m.zip', NEVER)).rejects.toBe(busy);
  expect(list).toHaveBeenCalledTimes(4);
  expect(clock.now() - began).toBe(10_000);
});

test('a list that is refused is asked for once', async () => {
  const refused = new ArtifactListError('401', 'refused', { statusCode: 401 });
  list.mockRejectedValue(refused);
  await expect(store.find('m.zip', NEVER)).rejects.toBe(refused);
  expect(list).toHaveBeenCalledTimes(1);
});

test('a zip goes up as it is, and retention is passed on only where it is given', async () => {
  client.uploadArtifact.mockResolvedValue({ id: 7, size: 1, digest: 'AB' });
  expect(await store.upload('m.zip', '/t/m.zip', AS_IT_IS, NEVER)).toEqual({ id: 7, digest: 'ab' });
  await store.upload('m', '/t/m', { archive: true, retentionDays: 3 }, NEVER);
  expect(client.uploadArtifact.mock.calls).toEqual([
    ['m.zip', ['/t/m.zip'], '/t', { skipArchive: true }],
    ['m', ['/t/m'], '/t', { skipArchive: false, retentionDays: 3 }],
  ]);
});

test('a name that is taken is told as such', async () => {
  client.uploadArtifact.mockRejectedValueOnce(
    new Error(
      'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists',
    ),
  );
  expect(await store.upload('m.zip', '/t/m.zip', AS_IT_IS, NEVER)).toBe('name taken');
});

test.each([
  'Failed to CreateArtifact: Received non-retryable error: Failed request: (403) Forbidden: model (409).zip',
  'Failed to FinalizeArtifact: Received non-retryable error: Failed request: (409) Conflict',
  'Again: Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict',
])('what only looks like a name that is taken is thrown: %s', async (said) => {
  client.uploadArtifact.mockRejectedValueOnce(new Error(said));
  await expect(store.upload('m.zip', '/t/m.zip', AS_IT_IS, NEVER)).rejects.toThrow(said);
});

test.each([
  ['ArtifactNotFoundError', 'no', true],
  [
    'Error',
    'Failed to DeleteArtifact: Received non-retryable error: Failed request: (404) Not Found: none',
    true,
  ],
  ['Error', 'Failed to DeleteArtifact: Received non-retryable error: Failed request: (403) Forbidden', false],
  [
    'Error',
    'Failed to ListArtifacts: Received non-retryable error: Failed request: (404) Not Found: none',
    false,
  ],
])('a deletion that ends with %s: %s has done what it should: %s', async (name, message, isDone) => {
  const error = named(name, message);
  client.deleteArtifact.mockRejectedValueOnce(error);
  const deleted = store.delete('m.zip', NEVER);
  await (isDone ? expect(deleted).resolves.toBeUndefined() : expect(deleted).rejects.toBe(error));
});

test('what is thrown without being an error is thrown on', async () => {
  client.uploadArtifact.mockRejectedValueOnce('a text');
  client.deleteArtifact.mockRejectedValueOnce('a text');
  await expect(store.upload('m.zip', '/t/m.zip', AS_IT_IS, NEVER)).rejects.toBe('a text');
  await expect(store.delete('m.zip', NEVER)).rejects.toBe('a text');
});

test.each([{ id: 7 }, { digest: 'ab' }, {}])('an upload that reports only %j is an error', async (answer) => {
  client.uploadArtifact.mockResolvedValue(answer);
  await expect(store.upload('m.zip', '/t/m.zip', AS_IT_IS, NEVER)).rejects.toThrow('no id or no digest');
});

test('a cancelled run does not wait for its upload, leaves no listener, and says that it goes on', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const upload = Promise.withResolvers<unknown>();
  client.uploadArtifact.mockImplementation(() => {
    queueMicrotask(() => {
      cancel.abort(reason);
    });
    return upload.promise;
  });
  await expect(store.upload('m.zip', '/t/m.zip', AS_IT_IS, cancel.signal)).rejects.toBe(reason);
  expect(store.busy).toBe(true);
  expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
  // What comes of it later concerns nobody, and is no unhandled rejection.
  upload.reject(new Error('broken off'));
  await upload.promise.catch(() => undefined);
  await Promise.resolve();
  expect(store.busy).toBe(false);
});

test('a cancelled run does not wait for a deletion that is not answered', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const answer = Promise.withResolvers<unknown>();
  client.deleteArtifact.mockImplementation(() => {
    queueMicrotask(() => {
      cancel.abort(reason);
    });
    return answer.promise;
  });
  await expect(store.delete('m.zip', cancel.signal)).rejects.toBe(reason);
  expect(store.busy).toBe(true);
  expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
  answer.reject(new Error('too late'));
  await answer.promise.catch(() => undefined);
  await Promise.resolve();
  expect(store.busy).toBe(false);
});

test('the store is busy for as long as one of several uploads is', async () => {
  const uploads = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()];
  for (const { promise } of uploads) {
    client.uploadArtifact.mockReturnValueOnce(promise);
  }
  const stored = ['a', 'b'].map((name) => store.upload(name, `/t/${name}`, AS_IT_IS, NEVER));
  await new Promise(setImmediate);
  const going: boolean[] = [];
  for (const [index, { resolve }] of uploads.entries()) {
    going.push(store.busy);
    resolve({ id: 7, digest: 'ab' });
    await stored[index];
  }
  expect([...going, store.busy]).toEqual([true, true, false]);
});

test('an upload that ends leaves no listener, and nothing going on', async () => {
  const { signal } = new AbortController();
  client.uploadArtifact.mockResolvedValue({ id: 7, digest: 'ab' });
  await store.upload('m.zip', '/t/m.zip', AS_IT_IS, signal);
  expect(store.busy).toBe(false);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a run that is cancelled before its upload starts none', async () => {
  const reason = new Error('cancelled');
  await expect(store.upload('m.zip', '/t/m.zip', AS_IT_IS, AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(client.uploadArtifact.mock.calls).toEqual([]);
});

test('the client is loaded once, and only when it is needed', async () => {
  expect(made).toBe(0);
  client.deleteArtifact.mockResolvedValue({ id: 1 });
  list.mockResolvedValue([]);
  await store.find('m.zip', NEVER);
  expect(made).toBe(0);
  await Promise.all([store.delete('m.zip', NEVER), store.delete('n.zip', NEVER)]);
  expect(made).toBe(1);
});

test('a client that cannot be loaded is told where it is used', async () => {
  broken = true;
  await expect(store.delete('m.zip', NEVER)).rejects.toThrow('no client');
});
