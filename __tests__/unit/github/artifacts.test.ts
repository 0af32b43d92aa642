import { getEventListeners } from 'node:events';
import { beforeEach, expect, jest, test } from '@jest/globals';

interface Client {
  getArtifact: (name: string) => Promise<unknown>;
  uploadArtifact: (...args: unknown[]) => Promise<unknown>;
  deleteArtifact: (name: string) => Promise<unknown>;
}

const client = {
  getArtifact: jest.fn<Client['getArtifact']>(),
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

const { WorkflowArtifacts } = await import('../../../src/github/artifacts.ts');

let store = new WorkflowArtifacts();

beforeEach(() => {
  jest.resetAllMocks();
  made = 0;
  broken = false;
  store = new WorkflowArtifacts();
});

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

test('an artifact is found with its digest in bare lower-case hex', async () => {
  client.getArtifact.mockResolvedValue({
    artifact: { id: 7, name: 'm.zip', size: 1, digest: `sha256:${'AB'.repeat(32)}`, createdAt: new Date(5) },
  });
  expect(await store.find('m.zip', NEVER)).toEqual({ id: 7, digest: 'ab'.repeat(32), createdAt: 5 });
  client.getArtifact.mockResolvedValue({ artifact: { id: 7, name: 'm.zip', size: 1 } });
  expect(await store.find('m.zip', NEVER)).toEqual({ id: 7, digest: null, createdAt: null });
});

test('an artifact that is not there is none, and any other trouble is thrown', async () => {
  client.getArtifact.mockRejectedValueOnce(named('ArtifactNotFoundError', 'no'));
  expect(await store.find('m.zip', NEVER)).toBeUndefined();
  client.getArtifact.mockRejectedValueOnce(named('Error', 'Failed to ListArtifacts: 500'));
  await expect(store.find('m.zip', NEVER)).rejects.toThrow('500');
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

test('a name that is taken is told as such, and any other trouble is thrown', async () => {
  client.uploadArtifact.mockRejectedValueOnce(
    new Error(
      'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists',
    ),
  );
  expect(await store.upload('m.zip', '/t/m.zip', AS_IT_IS, NEVER)).toBe('name taken');
  client.uploadArtifact.mockRejectedValueOnce(new Error('Failed request: (403) Forbidden'));
  await expect(store.upload('m.zip', '/t/m.zip', AS_IT_IS, NEVER)).rejects.toThrow('403');
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

test.each([
  ['a search', 'getArtifact', (signal: AbortSignal) => store.find('m.zip', signal)],
  ['a deletion', 'deleteArtifact', (signal: AbortSignal) => store.delete('m.zip', signal)],
] as const)('a cancelled run does not wait for %s that is not answered', async (_what, method, act) => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const answer = Promise.withResolvers<unknown>();
  client[method].mockImplementation(() => {
    queueMicrotask(() => {
      cancel.abort(reason);
    });
    return answer.promise;
  });
  await expect(act(cancel.signal)).rejects.toBe(reason);
  expect(store.busy).toBe(true);
  expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
  answer.reject(new Error('too late'));
  await answer.promise.catch(() => undefined);
  await Promise.resolve();
  expect(store.busy).toBe(false);
});

test('a call that goes on beside one that has ended counts', async () => {
  const answer = Promise.withResolvers<unknown>();
  client.getArtifact.mockReturnValueOnce(answer.promise);
  const search = store.find('m.zip', NEVER);
  client.deleteArtifact.mockResolvedValue({ id: 1 });
  await store.delete('n.zip', NEVER);
  expect(store.busy).toBe(true);
  answer.reject(named('ArtifactNotFoundError', 'no'));
  expect(await search).toBeUndefined();
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
  client.getArtifact.mockRejectedValue(named('ArtifactNotFoundError', 'no'));
  await Promise.all([store.delete('m.zip', NEVER), store.find('m.zip', NEVER)]);
  expect(made).toBe(1);
});

test('a client that cannot be loaded is told where it is used', async () => {
  broken = true;
  await expect(store.delete('m.zip', NEVER)).rejects.toThrow('no client');
});
