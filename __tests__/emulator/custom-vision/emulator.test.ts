/** The whole emulator on real storage. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import type { Exchange } from '../../../emulator/custom-vision/http/exchange.ts';
import { startEmulator } from '../../../emulator/emulator.ts';
import type { Emulator, SeededProject } from '../../../emulator/emulator.ts';
import { BUILT_AZURITE } from '../../../trials/cheap-processes.ts';
import { png } from './pictures.ts';
import { bodyOfProject } from './project-body.ts';

const clock = new ManualClock();
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ clock, azuriteOptions: BUILT_AZURITE, behavior: { modelBytes: 300_000 } });
});
afterAll(async () => {
  await emulator.close();
});

async function api(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${emulator.endpoint}/customvision/v3.3/Training/projects/${path}`, {
    method,
    headers: { 'Training-Key': emulator.trainingKey, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return await response.json();
}

async function integrate({ project }: SeededProject, uris: object): Promise<unknown> {
  const body = bodyOfProject(project, 'v3.3');
  return await api('PATCH', project.id, { ...body, settings: { ...body.settings, ...uris } });
}

async function messages({ queue }: SeededProject): Promise<Record<string, unknown>[]> {
  const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) => JSON.parse(messageText) as Record<string, unknown>);
}

async function blobs({ container }: SeededProject): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  return names;
}

test('the seeded project is trained, exported, backed up and announced in real storage', async () => {
  const { seeded, projectId, service } = emulator;
  const { notificationQueueUri, exportModelContainerUri } = emulator;
  await integrate(seeded, { notificationQueueUri, exportModelContainerUri });
  expect(await blobs(seeded)).toEqual([
    expect.stringMatching(/^CustomVision-TestPermission\/[0-9a-f-]{36}$/),
  ]);
  const { id } = (await api('POST', `${projectId}/train`)) as { id: string };
  clock.advance(5000);
  await service.idle();
  await api('POST', `${projectId}/iterations/${id}/export?platform=ONNX`);
  clock.advance(3000);
  await service.idle();
  const sent = await messages(seeded);
  expect(sent.map(({ type }) => type)).toEqual(['ConnectionTest', 'Training', 'Export']);

  const name = `${projectId} - ${id}.ONNX`;
  expect(await blobs(seeded)).toContain(name);
  const backup = await seeded.container.getBlobClient(name).downloadToBuffer();
  const [done] = (await api('GET', `${projectId}/iterations/${id}/export`)) as { downloadUri: string }[];
  const copy = await fetch(done?.downloadUri ?? '');
  expect(backup.equals(Buffer.from(await copy.arrayBuffer()))).toBe(true);
  const sha256 = createHash('sha256').update(backup).digest('hex');
  expect(seeded.project.iterations[0]?.exports[0]?.package).toEqual({ bytes: backup.length, sha256 });
  const { modelUri } = sent[2]?.Content as { modelUri: string };
  expect(modelUri).toBe(`${emulator.exportModelContainerUri}/${encodeURIComponent(name)}`);
});

test('the printed URIs and key open the storage', async () => {
  const key = new StorageSharedKeyCredential(emulator.storageAccountName, emulator.storageAccountKey);
  const container = new ContainerClient(emulator.exportModelContainerUri, key);
  expect(await container.exists()).toBe(true);
});

test('projects have a queue and a container each, and may be integrated from the start', async () => {
  const plain = await emulator.addProject();
  const other = await emulator.addProject({ integrated: true, tags: [{ name: 'only', images: 1 }] });
  expect(plain.notificationQueueUri).not.toBe(other.notificationQueueUri);
  expect(plain.project.settings.notificationQueueUri).toBeNull();
  expect(other.project.settings).toMatchObject({
    notificationQueueUri: other.notificationQueueUri,
    exportModelContainerUri: other.exportModelContainerUri,
  });
  expect(other.project.tags.map(({ name }) => name)).toEqual(['only']);
});

test('a package of several blocks arrives whole', async () => {
  const { project, container } = await emulator.addProject({
    integrated: true,
    behavior: { modelBytes: 9_000_000 },
  });
  const iteration = emulator.service.trainings.add(project.id);
  const done = await emulator.service.exports.add(project.id, iteration.id, { platform: 'ONNX' });
  const backup = container.getBlobClient(`${project.id} - ${iteration.id}.ONNX`);
  const sha256 = createHash('sha256')
    .update(await backup.downloadToBuffer())
    .digest('hex');
  expect(done.package?.sha256).toBe(sha256);
});

test.each([
  ['malformed', 'not a url'],
  ['with a SAS', 'URI?sv=1&sig=abc'],
  ['of another account', 'https://account.example/queue'],
  ['of the account itself', 'URI/..'],
  ['of something that does not exist', 'URI-2'],
  ['of something in the queue', 'URI/messages'],
])('a URI %s is refused', async (_, template) => {
  const seeded = await emulator.addProject();
  const notificationQueueUri = template.replace('URI', seeded.notificationQueueUri);
  expect(await integrate(seeded, { notificationQueueUri })).toMatchObject({ code: 'BadRequestInvalidUri' });
  const exportModelContainerUri = template.replace('URI', seeded.exportModelContainerUri);
  expect(await integrate(seeded, { exportModelContainerUri })).toMatchObject({
    code: 'BadRequestInvalidUri',
  });
  expect(await messages(seeded)).toEqual([]);
});

test('a URI of another account on the same host is refused', async () => {
  const seeded = await emulator.addProject();
  const { pathname, origin } = new URL(seeded.notificationQueueUri);
  // As long as the real name, so that nothing but the name tells them apart.
  const account = 'x'.repeat(emulator.storageAccountName.length);
  const notificationQueueUri = `${origin}${pathname.replace(emulator.storageAccountName, account)}`;
  expect(await integrate(seeded, { notificationQueueUri })).toMatchObject({ code: 'BadRequestInvalidUri' });
});

test('localhost and a trailing slash are as good as the address itself', async () => {
  const seeded = await emulator.addProject();
  const notificationQueueUri = `${seeded.notificationQueueUri.replace('127.0.0.1', 'localhost')}/`;
  expect(await integrate(seeded, { notificationQueueUri })).toMatchObject({
    settings: { notificationQueueUri },
  });
  expect(await messages(seeded)).toMatchObject([{ type: 'ConnectionTest' }]);
});

test('a queue that vanishes costs the message, and nothing else', async () => {
  const seeded = await emulator.addProject({ integrated: true });
  const { id } = (await api('POST', `${seeded.projectId}/train`)) as { id: string };
  await seeded.queue.delete();
  clock.advance(5000);
  await emulator.service.idle();
  expect(await api('GET', `${seeded.projectId}/iterations/${id}`)).toMatchObject({ status: 'Completed' });
  expect(emulator.service.errors).toHaveLength(1);
});

test('requests to both services are in one log', async () => {
  const before = emulator.log.entries.length;
  await fetch(new URL('/twirp/nothing', emulator.resultsUrl), { method: 'POST', body: '{}' });
  await api('GET', emulator.projectId);
  const added = emulator.log.entries.slice(before);
  expect(added.map(({ service }) => service)).toEqual(['artifacts', 'training']);
});

test('uploaded images and relative links of exports are read back from real storage', async () => {
  const { project } = await emulator.addProject({ behavior: { downloadUris: 'relative' } });
  const headers = { 'Training-Key': emulator.trainingKey };
  const base = `${emulator.endpoint}/customvision/v3.4-preview/training/projects/${project.id}`;
  const picture = png('a');
  const upload = await fetch(`${base}/images`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/octet-stream' },
    body: new Uint8Array(picture),
  });
  expect(upload.status).toBe(200);
  const link = project.images.at(-1)?.file;
  const file = await fetch(`${base}/artifacts?path=/${link?.path ?? ''}`, { headers });
  expect(picture.equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
  const direct = await fetch(emulator.service.link(link?.path ?? ''));
  expect(picture.equals(Buffer.from(await direct.arrayBuffer()))).toBe(true);

  const iteration = emulator.service.trainings.add(project.id);
  const done = await emulator.service.exports.add(project.id, iteration.id, { platform: 'ONNX' });
  const model = await fetch(`${base}/artifacts?path=${done.path}`, { headers });
  const sha256 = createHash('sha256').update(Buffer.from(await model.arrayBuffer()));
  expect(sha256.digest('hex')).toBe(done.package?.sha256);
});

test('an emulator of a tier limits its callers, lists what it refused, and shows every exchange', async () => {
  const exchanges: Exchange[] = [];
  const small = await startEmulator({
    azuriteOptions: BUILT_AZURITE,
    azurite: emulator.azurite,
    clock: new ManualClock(),
    tier: 'F0',
    retryAfter: 'off',
    onExchange: (exchange) => exchanges.push(exchange),
  });
  try {
    const headers = { 'Training-Key': small.trainingKey };
    const url = `${small.endpoint}/customvision/v3.3/training/domains`;
    await fetch(`${url}?colour=red`, { headers });
    for (let sent = 0; sent < 10; sent += 1) await fetch(url, { headers });
    expect(small.refusals).toMatchObject([
      { query: 'colour=red', refused: expect.stringContaining('colour') },
    ]);
    expect(exchanges.map(({ status }) => status)).toEqual([400, ...Array<number>(9).fill(200), 429]);
    expect(exchanges.at(-1)?.responseHeaders).not.toHaveProperty('retry-after');
  } finally {
    await small.close();
  }
});

test('an Azurite that is handed over is left running', async () => {
  const { azurite } = emulator;
  const second = await startEmulator({ azurite });
  await Promise.all([second.close(), second.close()]);
  await second.close();
  expect(await emulator.seeded.container.exists()).toBe(true);
  await expect(fetch(second.endpoint)).rejects.toThrow();
});
