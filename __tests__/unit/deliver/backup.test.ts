import { beforeEach, expect, test } from '@jest/globals';
import { type Exported, findBackup, hintedNames, listBackups } from '../../../src/deliver/backup.ts';
import type { Notification } from '../../../src/wait/notification.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import {
  CONTAINER_URI,
  fakeWorld,
  ITERATION,
  notificationText,
  OTHER_ITERATION,
  PROJECT,
} from '../../../trials/fakes/fake-services.ts';

const NAME = `${PROJECT} - ${ITERATION}.ONNX`;
const ENCODED = NAME.replaceAll(' ', '%20');
const SUBJECT = { projectId: PROJECT, iterationId: ITERATION };
const URI = parseStorageUri(CONTAINER_URI, 'container');
const NEVER = new AbortController().signal;

const ALONE: Exported = {
  ...SUBJECT,
  target: { platform: 'ONNX', flavor: null },
  downloadUri: null,
  undisturbed: false,
  justEnded: false,
  alone: true,
  onlyPlatform: true,
  earlier: new Map(),
};
const REQUESTED: Exported = { ...ALONE, undisturbed: true, justEnded: true };
const ONE_OF_SEVERAL: Exported = { ...REQUESTED, alone: false };

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

/** The names that a notification with this link gives. */
function hints(modelUri: string | null, uri = URI): string[] {
  return hintedNames([{ type: 'Export', ...SUBJECT, modelUri }], SUBJECT, uri);
}

async function find(exported: Exported, earlier = new Map<string, string>()) {
  return await findBackup({ ...exported, earlier }, world.run);
}

/** Lets the inbox hear notifications with these links. */
async function hear(...modelUris: string[]): Promise<void> {
  world.inbox.expect((notification: Notification) => notification.type === 'Export');
  for (const modelUri of modelUris) {
    world.queue.send(notificationText('Export', { modelUri }));
  }
  await world.inbox.look(NEVER);
}

test.each([
  ['as the guide prints it', `${CONTAINER_URI}/${ENCODED}`],
  ['with raw spaces', `${CONTAINER_URI}/${NAME}`],
  ['with a SAS', `${CONTAINER_URI}/${ENCODED}?sv=1&sig=x`],
  ['with the host in capitals', `https://ACCOUNT.blob.core.windows.net/models/${ENCODED}`],
  ['with the default port', `https://account.blob.core.windows.net:443/models/${ENCODED}`],
])('a link %s gives the decoded name of the blob', (_how, modelUri) => {
  expect(hints(modelUri)).toEqual([NAME]);
});

test('the ids and the ending are compared in any case, and the name is kept as it is', () => {
  const upper = `${PROJECT.toUpperCase()} - ${ITERATION.toUpperCase()}.onnx`;
  expect(hints(`${CONTAINER_URI}/${encodeURIComponent(upper)}`)).toEqual([upper]);
});

test.each([
  ['another container', `https://account.blob.core.windows.net/others/${ENCODED}`],
  [
    'a container whose name only begins like ours',
    `https://account.blob.core.windows.net/models2/${ENCODED}`,
  ],
  ['another account', `https://mallory.blob.core.windows.net/models/${ENCODED}`],
  [
    'another host with our name in it',
    `https://account.blob.core.windows.net.evil.example/models/${ENCODED}`,
  ],
  ['our host as a user name', `https://account.blob.core.windows.net@evil.example/models/${ENCODED}`],
  ['another port', `https://account.blob.core.windows.net:8443/models/${ENCODED}`],
  ['another scheme', `http://account.blob.core.windows.net/models/${ENCODED}`],
  ['another iteration', `${CONTAINER_URI}/${ENCODED.replace(ITERATION, OTHER_ITERATION)}`],
  ['another project', `${CONTAINER_URI}/${ENCODED.replace(PROJECT, OTHER_ITERATION)}`],
  ['a step up', `${CONTAINER_URI}/../others/${ENCODED}`],
  ['an encoded step up', `${CONTAINER_URI}/%2e%2e/others/${ENCODED}`],
  ['a step up with an encoded slash', `${CONTAINER_URI}/..%2Fothers%2F${ENCODED}`],
  ['an encoded step up with an encoded slash', `${CONTAINER_URI}/%2e%2e%2fothers%2f${ENCODED}`],
  ['a step up in the middle', `${CONTAINER_URI}/x%2F..%2F..%2Fothers%2F${ENCODED}`],
  ['a step up with backslashes', `${CONTAINER_URI}/..%5Cothers%5C${ENCODED}`],
  ['a raw backslash that leaves the container', `https://account.blob.core.windows.net\\others\\${ENCODED}`],
  ['no name at all', CONTAINER_URI],
  ['text that is no percent-encoding', `${CONTAINER_URI}/${ENCODED}%E0%A4%A`],
  ['no URL', NAME],
  ['a local file', `file:///models/${ENCODED}`],
  ['nothing', null],
])('a link to %s is ignored', (_what, modelUri) => {
  expect(hints(modelUri)).toEqual([]);
});

test('in path style the account is part of what has to be ours', () => {
  const uri = parseStorageUri('http://127.0.0.1:10000/devstoreaccount1/models', 'container');
  expect(hints(`http://127.0.0.1:10000/devstoreaccount1/models/${ENCODED}`, uri)).toEqual([NAME]);
  expect(hints(`http://127.0.0.1:10000/other/models/${ENCODED}`, uri)).toEqual([]);
  expect(
    hints(`http://127.0.0.1:10000/devstoreaccount1/models/..%2f..%2fother%2fmodels%2f${ENCODED}`, uri),
  ).toEqual([]);
});

test('only export notifications of this iteration give hints', () => {
  const modelUri = `${CONTAINER_URI}/${ENCODED}`;
  expect(
    hintedNames(
      [
        { type: 'Training', ...SUBJECT },
        { type: 'Export', projectId: PROJECT, iterationId: OTHER_ITERATION, modelUri },
      ],
      SUBJECT,
      URI,
    ),
  ).toEqual([]);
});

test('the backup of the only export of its platform is taken, whoever asked for it', async () => {
  const etag = world.container.put(NAME);
  expect(await find(ALONE)).toMatchObject({ name: NAME, etag });
  expect(await find(REQUESTED, new Map([[NAME, etag]]))).toMatchObject({ name: NAME, etag });
});

test('a backup beside other flavors that somebody else asked for is sure to be of nobody', async () => {
  world.container.put(NAME);
  expect(await find({ ...ONE_OF_SEVERAL, undisturbed: false })).toBeUndefined();
  expect(world.container.requests).toEqual([]);
});

test('beside other flavors a backup counts only if it is newer than the request', async () => {
  const earlier = new Map([[NAME, world.container.put(NAME, 'of another flavor')]]);
  expect(await find(ONE_OF_SEVERAL, earlier)).toBeUndefined();
  const etag = world.container.put(NAME, 'of ours');
  expect(await find(ONE_OF_SEVERAL, earlier)).toMatchObject({ etag });
});

test('a backup that is overwritten while it is waited for is taken', async () => {
  const earlier = new Map([[NAME, world.container.put(NAME, 'of another flavor')]]);
  world.clock.after(5_000, () => world.container.put(NAME, 'of ours'));
  expect(await find(ONE_OF_SEVERAL, earlier)).toMatchObject({ length: 'of ours'.length });
});

test('a blob older than the request is taken for the only export of its platform, but not before a newer one had its time', async () => {
  const etag = world.container.put(NAME, 'old');
  const earlier = new Map([[NAME, etag]]);
  expect(await find(REQUESTED, earlier)).toMatchObject({ etag });
  expect(pauses()).toEqual([500, 1_000, 2_000, 4_000, 8_000]);

  world = fakeWorld();
  world.container.put(NAME, 'old');
  world.clock.after(3_000, () => world.container.put(NAME, 'new one'));
  expect(await find(REQUESTED, new Map([[NAME, etag]]))).toMatchObject({ length: 'new one'.length });
});

/** The pauses that were really made. */
function pauses(): number[] {
  return world.clock.sleeps.filter((ms) => ms > 0);
}

test('a backup that comes late is waited for: longer for an export that has just ended', async () => {
  expect(await find(REQUESTED)).toBeUndefined();
  expect(pauses()).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  world = fakeWorld();
  expect(await find(ALONE)).toBeUndefined();
  expect(pauses()).toEqual([1_000, 2_000]);
  world = fakeWorld();
  expect(await find({ ...ALONE, justEnded: true })).toBeUndefined();
  expect(pauses()).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
});

test('a backup that arrives during the last pause is still found: nothing is waited for in vain', async () => {
  world.clock.after(2_999, () => world.container.put(NAME));
  expect(await find(ALONE)).toMatchObject({ name: NAME });
});

test('a hint finds a backup of another name than documented', async () => {
  const name = `backups/${PROJECT}/${ITERATION}.zip`;
  world.container.put(name);
  await hear(`${CONTAINER_URI}/${encodeURIComponent(name)}`);
  expect(await find(REQUESTED)).toMatchObject({ name });
});

test('a hint to a blob that is not there does not keep the listed one from being found', async () => {
  world.container.put(NAME);
  await hear(`${CONTAINER_URI}/${ENCODED}.gone`);
  expect(await find(REQUESTED)).toMatchObject({ name: NAME });
});

test('a forged hint that storage refuses cannot end the run', async () => {
  world.container.put(NAME);
  await hear(`${CONTAINER_URI}/${ENCODED}${'x'.repeat(2_000)}`);
  world.container.meanwhile = (request) => {
    if (request.startsWith('find ')) {
      throw new StorageError(400, 'OutOfRangeInput');
    }
  };
  expect(await find(REQUESTED)).toMatchObject({ name: NAME });
});

test('the blob of another platform of this iteration is not taken', async () => {
  world.container.put(NAME.replace('ONNX', 'CoreML'));
  expect(await find(ALONE)).toBeUndefined();
});

test('a name whose ending is no platform is accepted, but not where other platforms were exported', async () => {
  const name = NAME.replace('ONNX', 'zip');
  world.container.put(name);
  expect(await find(ALONE)).toMatchObject({ name });
  expect(await find({ ...ALONE, onlyPlatform: false })).toBeUndefined();
  await hear(`${CONTAINER_URI}/${encodeURIComponent(name)}`);
  expect(await find({ ...REQUESTED, onlyPlatform: false })).toBeUndefined();
});

test('the hint of another platform is not taken', async () => {
  const name = `backups/${PROJECT}/${ITERATION}.CoreML`;
  world.container.put(name);
  await hear(`${CONTAINER_URI}/${encodeURIComponent(name)}`);
  expect(await find(REQUESTED)).toBeUndefined();
});

test('the documented ending is preferred to one that names no platform', async () => {
  world.container.put(NAME.replace('ONNX', 'AAA'));
  world.container.put(NAME);
  expect(await find(ALONE)).toMatchObject({ name: NAME });
});

test('backups are listed by the documented prefix', async () => {
  world.container.put(NAME);
  world.container.put('something else');
  expect(await listBackups(SUBJECT, world.run)).toEqual([expect.objectContaining({ name: NAME })]);
  expect(world.container.requests).toEqual([`list ${PROJECT} - ${ITERATION}`]);
});

test('a login that is in trouble just now is waited for before backups are listed', async () => {
  world.container.put(NAME);
  let troubles = 2;
  world.container.meanwhile = () => {
    troubles -= 1;
    if (troubles >= 0) {
      throw new SignInError({ said: '503', code: undefined, transient: true, lines: [] }, undefined);
    }
  };
  expect(await listBackups(SUBJECT, world.run)).toHaveLength(1);
  expect(world.clock.sleeps).toEqual([1_000, 2_000]);
});

test('a container that refuses is explained', async () => {
  world.container.meanwhile = () => {
    throw new StorageError(403, 'AuthorizationPermissionMismatch');
  };
  await expect(find(REQUESTED)).rejects.toMatchObject({
    status: 'failed',
    message: expect.stringContaining('Storage Blob Data Reader') as unknown,
  });
});

test('an abort ends the search with its reason', async () => {
  const reason = new Error('cancelled');
  world.clock.after(700, () => {
    world.cancel.abort(reason);
  });
  await expect(find(REQUESTED)).rejects.toBe(reason);
});
