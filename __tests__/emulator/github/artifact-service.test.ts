import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

import { DefaultArtifactClient } from '@actions/artifact';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ZipFile } from 'yazl';

import { startAzurite, type Azurite } from '../../../emulator/azurite.ts';
import { startArtifactService, type ArtifactService } from '../../../emulator/github/artifacts/service.ts';
import type { RequestLogEntry } from '../../../emulator/request-log.ts';
import { BUILT_AZURITE } from '../../../trials/cheap-processes.ts';

const VARIABLES = [
  'ACTIONS_RESULTS_URL',
  'ACTIONS_RUNTIME_TOKEN',
  'GITHUB_SERVER_URL',
  'GITHUB_WORKSPACE',
] as const;
const PARENT = VARIABLES.map((name) => [name, process.env[name]] as const);
const client = new DefaultArtifactClient();

let azurite: Azurite;
let service: ArtifactService;
let folder: string;
let requests: RequestLogEntry[];

beforeAll(async () => {
  azurite = await startAzurite(BUILT_AZURITE);
  // The client talks a lot on stdout.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterAll(async () => {
  jest.restoreAllMocks();
  for (const [name, value] of PARENT) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  await azurite.stop();
});

beforeEach(async () => {
  requests = [];
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-test-'));
  service = await startArtifactService({ azurite, onRequest: (entry) => requests.push(entry) });
  process.env.ACTIONS_RESULTS_URL = service.resultsUrl;
  process.env.GITHUB_SERVER_URL = 'https://github.com';
  process.env.GITHUB_WORKSPACE = folder;
  actAs(service.runtimeToken);
});

afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

describe('driven by the real client', () => {
  test('the links to blobs lead where jobs are to reach them', async () => {
    await service.close();
    service = await startArtifactService({ azurite, reachedBy: (url) => `${url}&by=proxy` });
    const name = 'model.zip';
    await service.addArtifact({ name, bytes: Buffer.from('model') });
    expect(await call('GetSignedArtifactURL', { ...ids(), name })).toMatchObject({
      signed_url: expect.stringMatching(/&by=proxy$/),
    });
    const made = await call('CreateArtifact', {
      ...ids(),
      name: 'other',
      version: 7,
      mime_type: 'application/zip',
    });
    expect(made).toMatchObject({ signed_upload_url: expect.stringMatching(/&by=proxy$/) });
  });

  test('a zip goes up as it is, and comes down unpacked in another job', async () => {
    const bytes = await modelZip();
    const uploaded = await uploadRaw('model.zip', bytes);
    expect(uploaded).toEqual({ id: 1000, size: bytes.length, digest: sha256(bytes) });

    actAs(service.tokenFor({ jobId: 'deploy' }));
    const { artifact } = await client.getArtifact('model.zip');
    expect(artifact).toMatchObject({ id: 1000, size: bytes.length, digest: `sha256:${sha256(bytes)}` });
    expect(artifact.createdAt).toEqual(service.artifacts()[0]?.createdAt);

    const target = path.join(folder, 'down');
    const { digestMismatch } = await client.downloadArtifact(artifact.id, {
      path: target,
      expectedHash: `sha256:${sha256(bytes)}`,
    });
    expect(digestMismatch).toBe(false);
    expect((await readdir(target)).sort()).toEqual(['labels.txt', 'model.onnx']);
    expect(await readFile(path.join(target, 'labels.txt'), 'utf8')).toBe('cat\r\ndog\r\n');
  });

  test('files are packed into an archive that comes down as files', async () => {
    const file = path.join(folder, 'notes.txt');
    await writeFile(file, 'hello');
    const { id } = await client.uploadArtifact('notes', [file], folder, { retentionDays: 3 });
    expect(service.artifacts()[0]).toMatchObject({ name: 'notes', mimeType: 'application/zip', id });
    const days = (Number(service.artifacts()[0]?.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(3);

    await client.downloadArtifact(id ?? 0, { path: path.join(folder, 'down') });
    expect(await readFile(path.join(folder, 'down', 'notes.txt'), 'utf8')).toBe('hello');
  });

  test('a file that is no zip comes down under its own name', async () => {
    const { id } = await uploadRaw('modèle.txt', Buffer.from('no zip'));
    expect(service.artifacts()[0]?.mimeType).toBe('text/plain');
    await client.downloadArtifact(id ?? 0, { path: path.join(folder, 'down') });
    expect(await readFile(path.join(folder, 'down', 'modèle.txt'), 'utf8')).toBe('no zip');
  });

  test('a name is taken once in a run, whichever job took it, and again after deletion', async () => {
    await uploadRaw('model.zip', Buffer.from('one'));
    actAs(service.tokenFor({ jobId: 'second-job' }));
    await expect(uploadRaw('model.zip', Buffer.from('two'))).rejects.toThrow(
      /\(409\).*an artifact with this name already exists on the workflow run/,
    );
    expect(await client.deleteArtifact('model.zip')).toEqual({ id: 1000 });
    await uploadRaw('model.zip', Buffer.from('two'));
    expect((await service.read('model.zip')).toString()).toBe('two');
    expect(service.artifacts()).toHaveLength(1);
  });

  test('another run sees nothing of it and may use the same name', async () => {
    await uploadRaw('model.zip', Buffer.from('one'));
    actAs(service.tokenFor({ runId: 'second-run' }));
    expect(await client.listArtifacts()).toEqual({ artifacts: [] });
    const { id } = await uploadRaw('model.zip', Buffer.from('two'));
    expect((await service.read(id ?? 0)).toString()).toBe('two');
    expect((await service.read('model.zip')).toString()).toBe('one');
  });

  test('an upload that was never finalized is not listed, yet holds its name', async () => {
    await service.addArtifact({ name: 'model.zip', bytes: Buffer.from('half'), finalized: false });
    expect(await client.listArtifacts()).toEqual({ artifacts: [] });
    await expect(client.getArtifact('model.zip')).rejects.toThrow('Artifact not found');
    await expect(uploadRaw('model.zip', Buffer.from('all'))).rejects.toThrow('(409)');
  });

  test('an artifact put there by the test is listed with the time it was given', async () => {
    const createdAt = new Date('2026-01-02T03:04:05.678Z');
    const job = { jobId: 'earlier-attempt' };
    await service.addArtifact({ name: 'model.zip', bytes: Buffer.from('old'), createdAt, job });
    const { artifact } = await client.getArtifact('model.zip');
    expect(artifact).toEqual({
      name: 'model.zip',
      id: 1000,
      size: 3,
      createdAt,
      digest: `sha256:${sha256(Buffer.from('old'))}`,
    });
    await client.deleteArtifact('model.zip');
    expect(service.artifacts()).toEqual([]);
  });

  test('one of several artifacts is found by its name and by its id', async () => {
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await uploadRaw(name, Buffer.from(`this is ${name}`));
    const { artifacts } = await client.listArtifacts();
    expect(artifacts.map(({ name }) => name)).toEqual(['a.txt', 'b.txt', 'c.txt']);
    const { artifact } = await client.getArtifact('b.txt');
    expect(artifact.name).toBe('b.txt');
    await client.downloadArtifact(artifact.id, { path: path.join(folder, 'down') });
    expect(await readFile(path.join(folder, 'down', 'b.txt'), 'utf8')).toBe('this is b.txt');
  });

  test('a file of several blocks arrives whole', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, 'custom vision ');
    await uploadRaw('large.bin', bytes);
    expect(sha256(await service.read('large.bin'))).toBe(sha256(bytes));
  });

  test('a token of somebody else is refused at once', async () => {
    actAs(`${service.runtimeToken.slice(0, -4)}AAAA`);
    await expect(client.listArtifacts()).rejects.toThrow('(401)');
    expect(requests).toHaveLength(1);
  });

  test('every request is reported', async () => {
    await uploadRaw('model.zip', Buffer.from('one'));
    const route = '/twirp/github.actions.results.api.v1.ArtifactService';
    expect(requests).toEqual([
      { ...requestTo(`${route}/CreateArtifact`), time: expect.any(String) },
      { ...requestTo(`${route}/FinalizeArtifact`), time: expect.any(String) },
    ]);
  });
});

describe('refusals that the real client gives no occasion for', () => {
  const name = 'model.zip';

  test('no token, a foreign run, a foreign job', async () => {
    expect(await call('ListArtifacts', ids(), '')).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await call('ListArtifacts', { ...ids(), workflow_run_backend_id: 'x' })).toMatchObject({
      status: 403,
      code: 'permission_denied',
    });
    expect(await call('ListArtifacts', { ...ids(), workflow_job_run_backend_id: 'x' })).toMatchObject({
      status: 403,
    });
    expect(await call('ListArtifacts', {})).toMatchObject({ status: 400, code: 'invalid_argument' });
  });

  test('another version, an unknown member, a value of another type, a bad name', async () => {
    const good = { ...ids(), name, version: 7, mime_type: 'application/zip' };
    for (const bad of [
      { version: 6 },
      { mimeType: 'application/zip' },
      { version: '7' },
      { name: 'a/b' },
      { name: 'a\nb' },
      { name: '' },
      { mime_type: { value: 'application/zip' } },
      { mime_type: undefined },
      { expires_at: '2026-02-30' },
      { expires_at: '2020-01-01T00:00:00Z' },
    ]) {
      expect(await call('CreateArtifact', { ...good, ...bad })).toMatchObject({ status: 400 });
    }
    expect(service.artifacts()).toEqual([]);
    expect(await call('CreateArtifact', good)).toMatchObject({ status: 200, ok: true });
  });

  test('a wrong size, a wrong hash, no hash, nothing uploaded', async () => {
    const bytes = Buffer.from('model');
    const hash = `sha256:${sha256(bytes)}`;
    const finalize = (change: object): Promise<unknown> =>
      call('FinalizeArtifact', { ...ids(), name, size: '5', hash, ...change });
    await call('CreateArtifact', { ...ids(), name, version: 7, mime_type: 'application/zip' });
    expect(await finalize({})).toMatchObject({ status: 412, code: 'failed_precondition' });

    await service.addArtifact({ name: 'other', bytes, finalized: false });
    const refused = { status: 400, code: 'invalid_argument' };
    expect(await finalize({ name: 'other', size: '6' })).toMatchObject(refused);
    expect(await finalize({ name: 'other', hash: `sha256:${'0'.repeat(64)}` })).toMatchObject(refused);
    expect(await finalize({ name: 'other', hash: undefined })).toMatchObject(refused);
    expect(await finalize({ name: 'other', size: 5 })).toMatchObject({ code: 'malformed' });
    expect(await finalize({ name: 'unheard of' })).toMatchObject({ status: 404, code: 'not_found' });
    const asAnotherJob = await call(
      'FinalizeArtifact',
      { ...ids(), workflow_job_run_backend_id: 'another', name: 'other', size: '5', hash },
      service.tokenFor({ jobId: 'another' }),
    );
    expect(asAnotherJob).toMatchObject({ status: 404 });
    expect(await finalize({ name: 'other' })).toMatchObject({ ok: true, artifact_id: '1001' });
    expect(await finalize({ name: 'other' })).toMatchObject({ ok: true, artifact_id: '1001' });
  });

  test('a wrong size only, where the bytes are not read back', async () => {
    await service.close();
    service = await startArtifactService({ azurite, readsBack: false });
    const finalize = (change: object): Promise<unknown> =>
      call('FinalizeArtifact', { ...ids(), name, size: '5', hash: `sha256:${'0'.repeat(64)}`, ...change });
    await call('CreateArtifact', { ...ids(), name, version: 7, mime_type: 'application/zip' });
    expect(await finalize({})).toMatchObject({ status: 412, code: 'failed_precondition' });
    await service.addArtifact({ name: 'other', bytes: Buffer.from('model'), finalized: false });
    expect(await finalize({ name: 'other', size: '6' })).toMatchObject({ status: 400 });
    expect(await finalize({ name: 'other' })).toMatchObject({ ok: true });
  });

  test('an unknown method, another HTTP method, another content type', async () => {
    expect(await call('MigrateArtifact', ids())).toMatchObject({ status: 404, code: 'bad_route' });
    const url = `${service.resultsUrl}twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts`;
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${service.runtimeToken}` };
    const body = JSON.stringify(ids());
    expect((await fetch(url, { method: 'PUT', headers, body })).status).toBe(404);
    const asText = { ...headers, 'Content-Type': 'text/plain' };
    expect((await fetch(url, { method: 'POST', headers: asText, body })).status).toBe(404);
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
  });

  test('an upload URL cannot read, a download URL cannot write, and the container is private', async () => {
    const created = await call('CreateArtifact', {
      ...ids(),
      name,
      version: 7,
      mime_type: 'application/zip',
    });
    const uploadUrl = String(created.signed_upload_url);
    const put = { method: 'PUT', body: 'model', headers: { 'x-ms-blob-type': 'BlockBlob' } };
    expect((await fetch(uploadUrl, put)).status).toBe(201);
    expect((await fetch(uploadUrl)).status).toBe(403);
    const hash = `sha256:${sha256(Buffer.from('model'))}`;
    await call('FinalizeArtifact', { ...ids(), name, size: '5', hash });
    const signed = await call('GetSignedArtifactURL', { ...ids(), name });
    const downloadUrl = new URL(String(signed.signed_url));
    const downloaded = await fetch(downloadUrl);
    expect(await downloaded.text()).toBe('model');
    expect(downloaded.headers.get('content-type')).toBe('application/zip');
    expect((await fetch(downloadUrl, put)).status).toBe(403);
    expect((await fetch(downloadUrl.origin + downloadUrl.pathname)).status).toBeGreaterThanOrEqual(403);
  });

  test('an outage lasts as long as ordered and does nothing', async () => {
    service.failNext('CreateArtifact', 2, 503);
    const request = { ...ids(), name, version: 7, mime_type: 'application/zip' };
    expect(await call('CreateArtifact', request)).toMatchObject({ status: 503, code: 'unavailable' });
    expect(await call('ListArtifacts', ids())).toMatchObject({ status: 200 });
    expect(await call('CreateArtifact', request)).toMatchObject({ status: 503 });
    expect(service.artifacts()).toEqual([]);
    expect(await call('CreateArtifact', request)).toMatchObject({ status: 200 });
  });
});

describe('a service that is broken until it is mended', () => {
  const create = { name: 'model.zip', version: 7, mime_type: 'application/zip' };

  test('it takes no token any more', async () => {
    service.breakDown('unauthenticated');
    await expect(client.listArtifacts()).rejects.toThrow('(401) Unauthorized: the bearer token');
    service.breakDown(undefined);
    expect(await client.listArtifacts()).toEqual({ artifacts: [] });
  });

  test('storage that is used up: the real client knows it by its words, and lists all the same', async () => {
    service.breakDown('quota');
    await expect(uploadRaw('model.zip', Buffer.from('model'))).rejects.toThrow(
      'Artifact storage quota has been hit. Unable to upload any new artifacts.',
    );
    expect(await client.listArtifacts()).toEqual({ artifacts: [] });
    expect(service.artifacts()).toEqual([]);
  });

  test('the server of nektos/act refuses an upload that names a MIME type, and no other', async () => {
    service.breakDown('no-mime-type');
    expect((await post('CreateArtifact', { ...ids(), ...create })).status).toBe(500);
    expect(await call('ListArtifacts', ids())).toMatchObject({ status: 200 });
    expect(service.artifacts()).toEqual([]);
  });

  test('a page to sign in at, and a host that is closed', async () => {
    service.breakDown('sign-in-page');
    const page = await post('ListArtifacts', ids());
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(await page.text()).toContain('Sign in');
    service.breakDown('closed');
    await expect(post('ListArtifacts', ids())).rejects.toThrow('fetch failed');
    expect(requests.map(({ status }) => status)).toEqual([200, null]);
  });
});

function actAs(token: string): void {
  process.env.ACTIONS_RUNTIME_TOKEN = token;
}

function ids(): { workflow_run_backend_id: string; workflow_job_run_backend_id: string } {
  return { workflow_run_backend_id: service.job.runId, workflow_job_run_backend_id: service.job.jobId };
}

async function call(
  method: string,
  body: object,
  token = service.runtimeToken,
): Promise<Record<string, unknown>> {
  const response = await post(method, body, token);
  return { status: response.status, ...((await response.json()) as object) };
}

async function post(method: string, body: object, token = service.runtimeToken): Promise<Response> {
  const url = `${service.resultsUrl}twirp/github.actions.results.api.v1.ArtifactService/${method}`;
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  return await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

function requestTo(route: string): Omit<RequestLogEntry, 'time'> {
  return { service: 'artifacts', method: 'POST', path: route, query: '', status: 200 };
}

async function uploadRaw(name: string, bytes: Uint8Array): Promise<{ id?: number; digest?: string }> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return client.uploadArtifact(name, [file], folder, { skipArchive: true });
}

async function modelZip(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.alloc(2000, 'onnx'), 'model.onnx');
  zip.addBuffer(Buffer.from('cat\r\ndog\r\n'), 'labels.txt');
  zip.end();
  return buffer(zip.outputStream);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
