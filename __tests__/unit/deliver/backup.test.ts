import { beforeEach, expect, test } from '@jest/globals';
import { type Exported, findBackups, listBackups } from '../../../src/deliver/backup.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import { fakeWorld, ITERATION, PROJECT } from '../../../trials/fakes/fake-services.ts';

const SUBJECT = { projectId: PROJECT, iterationId: ITERATION };
const BASE = `${PROJECT} - ${ITERATION}`;
const ONNX: Exported = {
  ...SUBJECT,
  target: { platform: 'ONNX', flavor: null },
  downloadUri: null,
  justEnded: false,
  earlier: null,
};
const LITE: Exported = { ...ONNX, target: { platform: 'TensorFlow', flavor: 'TensorFlowLite' } };

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
});

async function names(exported: Exported): Promise<string[]> {
  return (await findBackups(exported, world.run)).map(({ name }) => name);
}

test.each(['.ONNX', '.ONNX.zip', '.onnx', '.Onnx.ZIP'])(
  'a blob named %s can be the backup',
  async (ending) => {
    world.container.put(BASE + ending);
    expect(await names(ONNX)).toEqual([BASE + ending]);
  },
);

test.each([
  ['of another platform', `${BASE}.CoreML`],
  ['of another flavor', `${BASE}.ONNX.ONNX12`],
  ['with another suffix', `${BASE}.ONNX.bak`],
  ['with a number', `${BASE}.ONNX (1)`],
  ['of no platform', `${BASE}.zip`],
  ['in a folder', `backups/${BASE}.ONNX`],
  ['of a folder', `${BASE}.ONNX/model.zip`],
  ['of another iteration', `${BASE}0.ONNX`],
])('a blob %s is none', async (_what, name) => {
  world.container.put(name);
  expect(await names(ONNX)).toEqual([]);
});

test('a name with the flavor is surer than one without', async () => {
  const all = [
    '.TensorFlow',
    '.TensorFlow.TensorFlowLite.zip',
    '.tensorflow.tensorflowlite',
    '.TensorFlow.zip',
  ];
  for (const ending of [...all, '.TensorFlow.TensorFlowJs']) {
    world.container.put(BASE + ending);
  }
  expect((await names(LITE)).map((name) => name.slice(BASE.length))).toEqual([
    all[2],
    all[1],
    all[0],
    all[3],
  ]);
});

test('what is empty, or a copy that goes on or has failed, is not there yet', async () => {
  world.container.put(`${BASE}.ONNX`, '');
  world.container.put(`${BASE}.ONNX.zip`, 'bytes', 'pending');
  expect(await names(ONNX)).toEqual([]);
});

test('what was there before this run asked is not its backup, until it is written anew', async () => {
  const name = `${BASE}.ONNX`;
  const earlier = new Map([[name, world.container.put(name)]]);
  expect(await names({ ...ONNX, earlier })).toEqual([]);
  expect(await names({ ...ONNX, earlier: null })).toEqual([name]);
  world.container.put(name);
  expect(await names({ ...ONNX, earlier })).toEqual([name]);
});

test('backups are listed by what they begin with', async () => {
  world.container.put(`${BASE}.ONNX`);
  world.container.put('something else');
  expect(await listBackups(SUBJECT, world.run)).toMatchObject([{ name: `${BASE}.ONNX` }]);
  expect(world.container.requests).toEqual([`list ${BASE}.`]);
});

test('a login that is in trouble just now is waited for before backups are listed', async () => {
  world.container.put(`${BASE}.ONNX`);
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
  await expect(listBackups(SUBJECT, world.run)).rejects.toMatchObject({
    status: 'failed',
    message: expect.stringContaining('Storage Blob Data Reader') as unknown,
  });
});
