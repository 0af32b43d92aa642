import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fetchSwagger, PUBLISHED_FILES } from '../../scripts/published-swagger.ts';
import { findSwagger } from '../contract/swagger.ts';

const CONTENT = '{"swagger":"2.0"}';
const FILES = PUBLISHED_FILES.map((file) => ({
  ...file,
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
}));

let folder: string;
let server: Server;
let from: string;
/** What the server answers a path with, in turn; the last answer stays. */
let answers: Record<string, [status: number, body: string][]>;
let requests: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swagger-'));
  requests = [];
  answers = {
    '/stable/v3.3/Training.json': [[200, CONTENT]],
    '/preview/v3.4-preview/Training.json': [[200, CONTENT]],
  };
  server = createServer((request, response) => {
    const url = request.url ?? '';
    requests.push(url);
    const left = answers[url] ?? [[404, '']];
    const [status, body] = (left.length > 1 ? left.shift() : left[0]) ?? [500, ''];
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

test('both files are saved where the contract tests find them', async () => {
  expect(await fetchSwagger({ from, folder, files: FILES })).toBe(true);
  expect(findSwagger({ CUSTOM_VISION_SWAGGER: folder })).toEqual({ folder });
  expect(await readFile(path.join(folder, 'training-v3.3.json'), 'utf8')).toBe(CONTENT);
});

test('files that are there are not fetched again, and one that was changed is', async () => {
  await fetchSwagger({ from, folder, files: FILES });
  expect(await fetchSwagger({ from, folder, files: FILES })).toBe(false);
  expect(requests).toHaveLength(2);
  await writeFile(path.join(folder, 'training-v3.3.json'), 'changed');
  expect(await fetchSwagger({ from, folder, files: FILES })).toBe(true);
  expect(requests).toHaveLength(3);
});

test('a file that is not the published one is refused by both checksums, and nothing is saved', async () => {
  answers['/preview/v3.4-preview/Training.json'] = [[200, 'other']];
  await expect(fetchSwagger({ from, folder, files: FILES })).rejects.toThrow(
    /preview\/v3\.4-preview\/Training\.json is not the file .* its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}\. Nothing was saved\.$/,
  );
  expect(await readdir(folder)).toEqual([]);
});

test('a file that is not found is named, and not asked for again', async () => {
  answers['/stable/v3.3/Training.json'] = [[404, '']];
  await expect(fetchSwagger({ from, folder, files: FILES, pauses: [0, 0] })).rejects.toThrow(
    `The server answered ${from}/stable/v3.3/Training.json with 404 Not Found. Nothing was saved.`,
  );
  expect(requests.filter((url) => url.includes('stable'))).toHaveLength(1);
});

test('a server that fails is asked again', async () => {
  answers['/stable/v3.3/Training.json'] = [
    [503, ''],
    [500, ''],
    [200, CONTENT],
  ];
  expect(await fetchSwagger({ from, folder, files: FILES, pauses: [0, 0] })).toBe(true);
});

test('where there is no network, the text says what else can be done', async () => {
  const nowhere = 'http://127.0.0.1:1';
  await expect(fetchSwagger({ from: nowhere, folder, files: FILES, pauses: [] })).rejects.toThrow(
    /could not be fetched: .+\. Nothing was saved\. .* CUSTOM_VISION_SWAGGER; behind a proxy,/,
  );
});

test('the command says what failed, and ends red', async () => {
  const script = path.join(import.meta.dirname, '..', '..', 'scripts', 'swagger.ts');
  const child = spawn(process.execPath, [script, '--from', `${from}/elsewhere`, '--to', folder]);
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(text).toMatch(/^The server answered http:.* with 404 Not Found\. Nothing was saved\.\n$/);
  expect(code).toBe(1);
});

test('the command refuses what was not published at the pinned commit', async () => {
  await expect(fetchSwagger({ from, folder, pauses: [] })).rejects.toThrow(
    '3173e420d5a9de29ccb810f99135bd90',
  );
});
