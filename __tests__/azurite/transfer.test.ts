import { createHash, randomFillSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';
import { fetchModel, type FetchedModel } from '../../src/deliver/fetch-model.ts';
import { AzureContainer, type Blob } from '../../src/storage/container.ts';
import type { Download } from '../../src/custom-vision/download-link.ts';
import { parseStorageUri } from '../../src/storage/uri.ts';
import { fakeInputs } from '../../trials/fakes/fake-inputs.ts';
import { fakeWorld, ITERATION, PROJECT } from '../../trials/fakes/fake-services.ts';
import { BreakingProxy } from './breaking-proxy.ts';

const NAME = `${PROJECT} - ${ITERATION}.ONNX`;
const BYTES = 10_000_000;
/** Where a connection is broken, so that there is something more to ask for. */
const BREAK = 3_000_000;
/** Not all that was sent is received before a connection breaks. */
const SOME = expect.any(Number) as unknown;

let azurite: Azurite;
let proxy: BreakingProxy;
let container: ContainerClient;
let folder = '';
let world = fakeWorld();
/** From where on the blob is asked for, each time. */
let offsets: number[] = [];
/** Runs before each request for bytes. */
let meanwhile: (request: number) => Promise<unknown> = () => Promise.resolve();

beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await BreakingProxy.start(Number(new URL(azurite.blobEndpoint).port));
  const credential = new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
  container = new BlobServiceClient(azurite.blobEndpoint, credential).getContainerClient('models');
  await container.create();
});

afterAll(async () => {
  await proxy.close();
  await azurite.stop();
});

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'transfer-'));
  world = fakeWorld();
  // Nothing is silent.
  world.clock.guards = (ms) => ms >= 60_000;
  offsets = [];
  meanwhile = () => Promise.resolve();
  proxy.broken = 0;
  proxy.breakAfter = Infinity;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

class WatchedContainer extends AzureContainer {
  override async open(blob: Blob, offset: number, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
    offsets.push(offset);
    await meanwhile(offsets.length);
    return await super.open(blob, offset, signal);
  }
}

async function put(bytes: Buffer, md5: Buffer = createHash('md5').update(bytes).digest()): Promise<void> {
  const blob = container.getBlockBlobClient(NAME);
  await blob.uploadData(bytes);
  await blob.setHTTPHeaders({ blobContentMD5: md5 });
}

function random(): Buffer {
  return randomFillSync(Buffer.alloc(BYTES));
}

async function collect(byLink?: Buffer): Promise<FetchedModel> {
  const uri = new URL(`${azurite.blobEndpoint}/models`);
  uri.port = String(proxy.port);
  const inputs = fakeInputs({ container: parseStorageUri(uri.href, 'container') });
  const credential = new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
  const openDownload = (): Promise<Download> =>
    Promise.resolve({ stream: Readable.from([byLink]), length: null, md5: null });
  const run = {
    ...world.run,
    container: new WatchedContainer(inputs.container, () => Promise.resolve(credential)),
    openDownload,
  };
  const exported = {
    projectId: PROJECT,
    iterationId: ITERATION,
    target: { platform: 'ONNX', flavor: null },
    downloadUri: byLink === undefined ? null : 'https://service.example/model',
    justEnded: true,
    earlier: new Map<string, string>(),
  } as const;
  world.api.on('GetExports', [{ platform: 'ONNX', flavor: null, status: 'Done', downloadUri: null }]);
  return await fetchModel(exported, path.join(folder, 'models', 'model.zip'), run);
}

/** The files that there are, partial ones included. */
function files(): string[] {
  const models = path.join(folder, 'models');
  return existsSync(models) ? readdirSync(models) : [];
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('a blob is fetched as it is', async () => {
  const bytes = random();
  await put(bytes);
  const { path: file, sha256: digest } = await collect();
  expect(digest).toBe(sha256(bytes));
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(offsets).toEqual([0]);
  expect(files()).toEqual(['model.zip']);
});

test('a blob that is overwritten midway is started over, with what is there now', async () => {
  const bytes = random();
  await put(random());
  proxy.breakAfter = BREAK;
  meanwhile = async (request) => (request === 2 ? put(bytes) : undefined);
  const { path: file, modelUri } = await collect();
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(offsets).toEqual([0, SOME, 0]);
  expect(modelUri).toContain(encodeURIComponent(NAME));
  expect(world.report.log).toContain('looking again.\n| 412 ConditionNotMet');
});

test('a blob that is overwritten again and again is given up, and nothing partial is left', async () => {
  await put(random());
  meanwhile = async () => put(random());
  await expect(collect()).rejects.toMatchObject({
    name: 'Failure',
    title: 'No model',
  });
  expect(world.report.log).toContain('| 412 ConditionNotMet');
  expect(files()).toEqual([]);
});

test('a blob whose connection breaks is asked for again from where it broke', async () => {
  const bytes = random();
  await put(bytes);
  proxy.breakAfter = BREAK;
  const { path: file, sha256: digest } = await collect();
  expect(proxy.broken).toBe(1);
  expect(digest).toBe(sha256(bytes));
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(offsets).toEqual([0, SOME]);
  expect(offsets[1]).toBeGreaterThan(0);
  expect(offsets[1]).toBeLessThanOrEqual(BREAK);
  expect(world.report.log).not.toContain('starting over');
});

test('bytes with another MD5 than the blob has are given up after a second try', async () => {
  await put(random(), Buffer.alloc(16, 1));
  await expect(collect()).rejects.toMatchObject({
    name: 'Failure',
    title: 'No model',
  });
  expect(world.report.of('warning')).toHaveLength(1);
  expect(world.report.log).toContain('another MD5 than announced');
  expect(offsets).toEqual([0, 0]);
  expect(files()).toEqual([]);
});

test('a blob that is deleted midway is fetched by its link', async () => {
  await put(random());
  proxy.breakAfter = BREAK;
  meanwhile = async (request) => (request === 2 ? container.getBlobClient(NAME).delete() : undefined);
  const { path: file, modelUri } = await collect(Buffer.from('by link'));
  expect(readFileSync(file, 'utf8')).toBe('by link');
  expect(modelUri).toBeNull();
  expect(world.report.log).toContain('by its download link');
});

test('a blob that is deleted midway and has no link is an error, and nothing partial is left', async () => {
  await put(random());
  proxy.breakAfter = BREAK;
  meanwhile = async (request) => (request === 2 ? container.getBlobClient(NAME).delete() : undefined);
  await expect(collect()).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringContaining('Next: ') as unknown,
  });
  expect(files()).toEqual([]);
});

test('a cancelled run leaves nothing partial', async () => {
  await put(random());
  const reason = new Error('cancelled');
  proxy.breakAfter = BREAK;
  meanwhile = (request) => {
    if (request === 2) {
      world.cancel.abort(reason);
    }
    return Promise.resolve();
  };
  await expect(collect()).rejects.toBe(reason);
  expect(files()).toEqual([]);
});

test('an empty blob is not there yet, and the target of a copy is there', async () => {
  await put(Buffer.alloc(0));
  await expect(collect()).rejects.toMatchObject({ title: 'No model' });
  const bytes = random();
  const other = container.getBlockBlobClient('another blob');
  await other.uploadData(bytes);
  const copying = await container.getBlobClient(NAME).beginCopyFromURL(other.url);
  await copying.pollUntilDone();
  expect(await collect()).toMatchObject({ sha256: sha256(bytes) });
});

test('the ETag of a blob in a list is the one that its bytes are read with', async () => {
  await put(random());
  const uri = parseStorageUri(`${azurite.blobEndpoint}/models`, 'container');
  const credential = new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
  const own = new AzureContainer(uri, () => Promise.resolve(credential));
  const [listed] = await own.list(NAME, 10, new AbortController().signal);
  expect(listed?.etag).toBe((await container.getBlobClient(NAME).getProperties()).etag);
});
