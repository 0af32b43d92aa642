import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fetchModel, type FetchedModel } from '../../../src/deliver/fetch-model.ts';
import { noAnswer } from '../../../src/custom-vision/service-error.ts';
import { type Exported, findBackup } from '../../../src/deliver/backup.ts';
import type { Download } from '../../../src/custom-vision/download-link.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import { CONTAINER_URI, fakeWorld, ITERATION, PROJECT } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer } from '../../../trials/fakes/fake-training-api.ts';

const NAME = `${PROJECT} - ${ITERATION}.ONNX`;
const LINK = 'https://service.example/model?sig=s3cret';
const EXPORTED: Exported = {
  projectId: PROJECT,
  iterationId: ITERATION,
  target: { platform: 'ONNX', flavor: null },
  downloadUri: LINK,
  undisturbed: true,
  justEnded: true,
  alone: true,
  onlyPlatform: true,
  earlier: new Map(),
};

let folder = '';
let world = fakeWorld();
let opened: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'collect-'));
  world = fakeWorld();
  world.clock.guards = (ms) => ms >= 60_000;
  opened = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function collect(
  exported: Exported = EXPORTED,
  openDownload: () => Promise<Download> = () => Promise.reject(new Error('not expected')),
): Promise<FetchedModel> {
  const run = {
    ...world.run,
    openDownload: (uri: string) => {
      opened.push(uri);
      return openDownload();
    },
  };
  const backup = await findBackup(exported, run);
  return await fetchModel(backup, exported, path.join(folder, 'model.zip'), run);
}

test('the backup is saved to the file, and its URL is percent-encoded', async () => {
  world.container.put(NAME, 'the model');
  const collected = await collect();
  expect(collected.path).toBe(path.join(folder, 'model.zip'));
  expect(collected.modelUri).toBe(`${CONTAINER_URI}/${encodeURIComponent(NAME)}`);
  expect(readFileSync(collected.path, 'utf8')).toBe('the model');
  expect(opened).toEqual([]);
});

test('a backup that is overwritten between being found and being opened is taken as it is now', async () => {
  world.container.put(NAME, 'the old bytes');
  let overwritten = false;
  world.container.meanwhile = (request) => {
    if (request.startsWith('open ') && !overwritten) {
      overwritten = true;
      world.container.put(NAME, 'new');
    }
  };
  const collected = await collect();
  expect(readFileSync(collected.path, 'utf8')).toBe('new');
});

test('a backup that is overwritten while it is read is started over once, with what is there now', async () => {
  world.container.put(NAME, 'the old bytes');
  let overwritten = false;
  world.container.stream = (bytes) => {
    if (overwritten) {
      return Readable.from([bytes]);
    }
    overwritten = true;
    world.container.put(NAME, 'the new bytes');
    return Readable.from(
      (function* () {
        yield bytes.subarray(0, 4);
        throw new StorageError(412, 'ConditionNotMet');
      })(),
    );
  };
  const collected = await collect();
  expect(readFileSync(collected.path, 'utf8')).toBe('the new bytes');
});

test('without a backup the bytes come from the export itself, and there is no URL', async () => {
  const download = (): Promise<Download> =>
    Promise.resolve({ stream: Readable.from([Buffer.from('by link')]), length: 7, md5: null });
  const collected = await collect(EXPORTED, download);
  expect(collected.modelUri).toBeNull();
  expect(readFileSync(collected.path, 'utf8')).toBe('by link');
  expect(opened).toEqual([LINK]);
});

test.each([404, 503, null])(
  'a link that answers %s ends the run without telling the link',
  async (httpStatus) => {
    const failure = await collect(EXPORTED, () => Promise.reject(lostAnswer(httpStatus))).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ name: 'Failure' });
    expect((failure as Error).message).toContain('Next: ');
    expect((failure as Error).message).not.toContain('s3cret');
    expect(opened).toHaveLength(httpStatus === 404 ? 1 : 2);
  },
);

test('a link that is refused is blamed on neither key nor endpoint', async () => {
  const failure = await collect(EXPORTED, () => Promise.reject(lostAnswer(403))).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ title: 'Model not fetched', status: 'failed' });
  expect((failure as Error).message).toContain('by its download link. It answered:\n| 403\nNext: run again');
});

test('neither a backup nor a link is an error that names the role', async () => {
  await expect(collect({ ...EXPORTED, downloadUri: null })).rejects.toMatchObject({
    status: 'export-failed',
    message: expect.stringContaining('Storage Blob Data Contributor') as unknown,
  });
});

test.each([
  ['is refused', false, 1],
  ['stays in trouble', true, 2],
])('a login for the download path that %s is explained as one', async (_what, transient, attempts) => {
  const lines = ['Entra ID gave none.', 'Next: x.'];
  const cause = new SignInError({ said: 'no', code: undefined, transient, lines }, undefined);
  const open = (): Promise<Download> => Promise.reject(noAnswer('download', undefined, cause));
  await expect(collect({ ...EXPORTED, undisturbed: false, alone: false }, open)).rejects.toMatchObject({
    title: 'No login to Azure',
    message: [
      'Could not fetch the export to ONNX by its download link: there is no token for it.',
      ...lines,
    ].join('\n'),
  });
  expect(opened).toHaveLength(attempts);
});
