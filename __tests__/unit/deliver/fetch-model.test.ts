import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fetchModel, type FetchedModel } from '../../../src/deliver/fetch-model.ts';
import { noAnswer, ServiceError } from '../../../src/custom-vision/service-error.ts';
import type { Exported } from '../../../src/deliver/backup.ts';
import type { Download } from '../../../src/custom-vision/download-link.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import { CONTAINER_URI, fakeWorld, ITERATION, PROJECT } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer } from '../../../trials/fakes/fake-training-api.ts';
import { zipOf } from '../../../trials/fakes/zip-bytes.ts';

const NAME = `${PROJECT} - ${ITERATION}.ONNX`;
const URI = `${CONTAINER_URI}/${encodeURIComponent(NAME)}`;
const LINK = 'https://service.example/model?sig=s3cret';
const FRESH = 'https://service.example/model?sig=s3cret2';
const OWN = Buffer.from('the model of the service itself');
const ASKED: Exported = {
  projectId: PROJECT,
  iterationId: ITERATION,
  target: { platform: 'ONNX', flavor: null },
  downloadUri: LINK,
  justEnded: true,
  earlier: new Map(),
};
const LONG_DONE: Exported = { ...ASKED, justEnded: false, earlier: null };

let folder = '';
let world = fakeWorld();
/** What was opened: the link, and from which byte on. */
let opened: [string, number][] = [];
/** What is behind the link; an error is what opening it throws. */
let own: (from: number) => Download;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fetch-'));
  world = fakeWorld();
  world.clock.guards = (ms) => ms >= 60_000;
  opened = [];
  own = answering(OWN);
  exportsAre(null);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function answering(bytes: Buffer, md5: Buffer | null = null): (from: number) => Download {
  return (from) => {
    if (from >= bytes.length && from > 0) {
      throw refused(416);
    }
    return { stream: Readable.from([bytes.subarray(from)]), length: bytes.length - from, md5, from };
  };
}

function refused(httpStatus: number): ServiceError {
  return new ServiceError({ operation: 'download', httpStatus, detail: '' });
}

function refusing(error: Error): () => never {
  return () => {
    throw error;
  };
}

/** From now on the service lists an export of ONNX for each of these flavors, with links signed anew. */
function exportsAre(...flavors: (string | null)[]): void {
  world.api.on(
    'GetExports',
    flavors.map((flavor) => ({ platform: 'ONNX', status: 'Done', flavor, downloadUri: FRESH })),
  );
}

async function fetch(exported: Exported = ASKED): Promise<FetchedModel & { readonly content: string }> {
  const openDownload = async (uri: string, _signal: AbortSignal, from = 0): Promise<Download> => {
    await Promise.resolve();
    opened.push([uri, from]);
    return own(from);
  };
  const fetched = await fetchModel(exported, path.join(folder, 'model.zip'), { ...world.run, openDownload });
  return { ...fetched, content: readFileSync(fetched.path, 'latin1') };
}

function slept(): number[] {
  return world.clock.sleeps.filter((ms) => ms < 60_000);
}

test('a backup that holds what the link leads to is taken, with its percent-encoded URL', async () => {
  world.container.put(NAME, OWN);
  expect(await fetch()).toMatchObject({ content: OWN.toString(), modelUri: URI });
  expect(opened).toEqual([[LINK, 0]]);
  expect(world.api.requests).toEqual([]);
});

test('only the last 64 KiB are compared, and the length', async () => {
  const bytes = Buffer.alloc(200_000, 7);
  world.container.put(NAME, bytes);
  own = answering(bytes);
  expect(await fetch()).toMatchObject({ modelUri: URI });
  expect(opened).toEqual([[LINK, 200_000 - 65_536]]);
});

test('an answer with the whole file, where a part was asked for, is compared as well', async () => {
  const bytes = Buffer.alloc(200_000, 7);
  world.container.put(NAME, bytes);
  own = () => answering(bytes)(0);
  expect(await fetch()).toMatchObject({ modelUri: URI });
  own = () => answering(Buffer.concat([bytes, bytes]))(0);
  expect(await fetch()).toMatchObject({ modelUri: null, bytes: 400_000 });
});

const LONG = Buffer.alloc(100_000, 7);
const ENDS_OTHERWISE = Buffer.concat([LONG.subarray(1), Buffer.from('x')]);
test.each([
  ['another end', ENDS_OTHERWISE, null],
  ['one byte more', Buffer.concat([LONG, Buffer.from('x')]), null],
  ['one byte less', LONG.subarray(1), null],
  ['much less', LONG.subarray(0, 20_000), null],
  ['another MD5', LONG, createHash('md5').update('x').digest()],
])('a backup whose own copy has %s is not taken', async (_what, copy, md5) => {
  world.container.put(NAME, LONG);
  // A full answer is judged by its MD5 as well: it is told for the part alone.
  own = (from) => answering(copy, from === 0 ? null : md5)(from);
  expect(await fetch()).toMatchObject({ modelUri: null, bytes: copy.length });
});

test.each([
  ['that has just ended is waited for', ASKED, [500, 1_000, 2_000, 4_000, 8_000]],
  ['that was done long ago is waited for shortly', LONG_DONE, [1_000, 2_000]],
])('the backup of an export %s, then its link is taken', async (_what, exported, pauses) => {
  expect(await fetch(exported)).toMatchObject({ content: OWN.toString(), modelUri: null });
  expect(slept()).toEqual(pauses);
  world.clock.after(pauses.reduce((sum, ms) => sum + ms) - 1, () => world.container.put(NAME, OWN));
  expect(await fetch(exported)).toMatchObject({ modelUri: URI });
});

test('bytes of another export are refused once, and the late ones are taken', async () => {
  world.container.put(NAME, 'those of another flavor');
  world.clock.after(3_000, () => world.container.put(NAME, OWN));
  expect(await fetch(LONG_DONE)).toMatchObject({ content: OWN.toString(), modelUri: URI });
  expect(world.container.requests.filter((request) => request.startsWith('open '))).toHaveLength(2);
});

test('a blob that is overwritten while it is read is looked for again', async () => {
  world.container.put(NAME, 'the old bytes');
  world.container.meanwhile = (request) => {
    if (request.startsWith('open ') && world.container.bytesOf(NAME)?.equals(OWN) === false) {
      world.container.put(NAME, OWN);
    }
  };
  expect(await fetch()).toMatchObject({ content: OWN.toString(), modelUri: URI });
});

test.each([404, 409, 412])('a blob that is not there yet (%i) is looked for again', async (status) => {
  world.container.put(NAME, OWN);
  let first = true;
  world.container.meanwhile = (request) => {
    if (request.startsWith('open ') && first) {
      first = false;
      throw new StorageError(status, status === 409 ? 'PendingCopyOperation' : 'Other');
    }
  };
  expect(await fetch()).toMatchObject({ modelUri: URI });
  expect(world.report.of('warning')).toEqual([]);
});

test.each([
  ['archived', 'open ', new StorageError(409, 'BlobArchived')],
  ['encrypted', 'open ', new StorageError(409, 'BlobUsesCustomerSpecifiedEncryption')],
  ['refused', 'open ', new StorageError(403, 'AuthorizationPermissionMismatch')],
  ['not listed', 'list ', new StorageError(403, 'AuthorizationFailure')],
])('a backup that is %s leaves the link, told once', async (_what, request, error) => {
  world.container.put(NAME, OWN);
  world.container.meanwhile = (asked) => {
    if (asked.startsWith(request)) {
      throw error;
    }
  };
  expect(await fetch()).toMatchObject({ content: OWN.toString(), modelUri: null });
  expect(world.report.of('warning')).toHaveLength(1);
  expect(world.report.log).toContain(`| ${error.statusCode} ${error.code}`);
  expect(slept()).toEqual([]);
});

test('bytes that break off on their way are tried once more, and then left', async () => {
  world.container.put(NAME, OWN);
  world.container.stream = (bytes) => Readable.from([bytes, Buffer.from('too many')]);
  expect(await fetch()).toMatchObject({ content: OWN.toString(), modelUri: null });
  expect(world.report.of('warning')).toHaveLength(1);
});

test('a package that is packed anew is taken where nothing else can have written it', async () => {
  const repacked = await zipOf({ 'model.onnx': 'x' });
  world.container.put(NAME, repacked);
  expect(await fetch()).toMatchObject({ content: repacked.toString('latin1'), modelUri: URI });
  expect(world.report.log.match(/differs from the service’s own copy/g)).toHaveLength(1);
});

test.each([
  [
    'another flavor is listed by then',
    ASKED,
    () => {
      exportsAre(null, 'ONNX12');
    },
  ],
  ['it is no package', ASKED, () => world.container.put(NAME, 'PK\x03\x04 junk')],
  ['this run did not ask for it', LONG_DONE, () => undefined],
])('a package with other bytes is not taken where %s', async (_why, exported, change) => {
  world.container.put(NAME, await zipOf({ 'model.onnx': 'x' }));
  change();
  expect(await fetch(exported)).toMatchObject({ content: OWN.toString(), modelUri: null });
});

test.each([
  ['is out of reach', () => lostAnswer(null)],
  ['is dead', () => refused(403)],
])(
  'a link that %s proves nothing: the backup is taken where no other flavor is listed',
  async (_what, error) => {
    own = refusing(error());
    world.container.put(NAME, 'the only one');
    expect(await fetch(LONG_DONE)).toMatchObject({ content: 'the only one', modelUri: URI });
    expect(opened).toEqual([
      [LINK, 0],
      [FRESH, 0],
    ]);

    exportsAre(null, 'ONNX12');
    await expect(fetch()).rejects.toMatchObject({
      status: 'export-failed',
      message: expect.stringContaining('may be that of another flavor') as unknown,
    });
  },
);

test('without a link it is the same, and a link that is given later is used', async () => {
  const exported = { ...LONG_DONE, downloadUri: null };
  world.container.put(NAME, OWN);
  expect(await fetch(exported)).toMatchObject({ modelUri: URI });
  expect(opened).toEqual([[FRESH, 0]]);
});

test('a page in place of the own copy proves nothing', async () => {
  own = () => ({ stream: Readable.from([Buffer.from('<html>Sign in')]), length: null, md5: null });
  world.container.put(NAME, 'the only one');
  expect(await fetch()).toMatchObject({ content: 'the only one', modelUri: URI });
});

test.each([404, 503, null])(
  'a link that answers %s is asked for anew, and is not told',
  async (httpStatus) => {
    own = refusing(lostAnswer(httpStatus));
    const failure = (await fetch(LONG_DONE).catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ name: 'Failure', title: 'Model not fetched', status: 'failed' });
    expect(failure.message).toContain('Next: ');
    expect(failure.message).not.toContain('s3cret');
    expect(opened).toEqual([
      [LINK, 0],
      [FRESH, 0],
    ]);
    expect(existsSync(path.join(folder, 'model.zip'))).toBe(false);
  },
);

test('a dead link that is signed anew serves', async () => {
  const works = answering(OWN);
  own = (from) => (opened.at(-1)?.[0] === LINK ? refusing(refused(403))() : works(from));
  expect(await fetch(LONG_DONE)).toMatchObject({ content: OWN.toString(), modelUri: null });
});

test('a link that stays dead is no reason to run again for ever', async () => {
  own = refusing(refused(404));
  await expect(fetch(LONG_DONE)).rejects.toThrow(/when-unchanged: retrain/);
});

test('neither a backup nor a link is an error that names the role', async () => {
  world.api.on('GetExports', []);
  await expect(fetch({ ...LONG_DONE, downloadUri: null })).rejects.toMatchObject({
    status: 'export-failed',
    message: expect.stringContaining('Storage Blob Data Contributor') as unknown,
  });
});

test.each([false, true])(
  'a login for the download path is explained as one (passing: %s)',
  async (transient) => {
    const lines = ['Entra ID gave none.', 'Next: x.'];
    const cause = new SignInError({ said: 'no', code: undefined, transient, lines }, undefined);
    own = refusing(noAnswer('download', undefined, cause));
    await expect(fetch(LONG_DONE)).rejects.toMatchObject({
      title: 'No login to Azure',
      message: [
        'Could not fetch the export to ONNX by its download link: there is no token for it.',
        ...lines,
      ].join('\n'),
    });
  },
);

test('an abort ends the search with its reason', async () => {
  const reason = new Error('cancelled');
  world.clock.after(700, () => {
    world.cancel.abort(reason);
  });
  await expect(fetch()).rejects.toBe(reason);
});
