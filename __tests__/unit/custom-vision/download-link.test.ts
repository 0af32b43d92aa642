import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openLink } from '../../../src/custom-vision/download-link.ts';

const NEVER = new AbortController().signal;

let server: Server;
let origin = '';
let seen: { url: string; headers: IncomingHttpHeaders }[] = [];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  answer = (response) => response.end('bytes');
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    answer(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

test('a link is opened as it is, without any credentials of ours', async () => {
  answer = (response) => {
    response.writeHead(200, { 'content-length': '5', 'content-md5': Buffer.from('0123').toString('base64') });
    response.end('bytes');
  };
  const { stream, length, md5 } = await openLink(`${origin}/a%20b/c.zip?sv=1&sig=a%2Bb%3D`, {
    signal: NEVER,
    proxy: undefined,
  });
  expect(await text(stream)).toBe('bytes');
  expect([length, md5]).toEqual([5, Buffer.from('0123')]);
  expect(seen.map(({ url }) => url)).toEqual(['/a%20b/c.zip?sv=1&sig=a%2Bb%3D']);
  expect(seen[0]?.headers).not.toHaveProperty('training-key');
  expect(seen[0]?.headers).not.toHaveProperty('authorization');
});

test('a length or an MD5 that is not told is unknown', async () => {
  answer = (response) => {
    response.write('by');
    response.end('tes');
  };
  const { stream, length, md5 } = await openLink(`${origin}/x`, { signal: NEVER, proxy: undefined });
  expect(await text(stream)).toBe('bytes');
  expect([length, md5]).toEqual([null, null]);
});

test.each([204, 206, 302, 307, 403, 404, 500, 503])('an answer %i is an error, sent once', async (status) => {
  answer = (response) => response.writeHead(status, { location: `${origin}/elsewhere` }).end();
  await expect(openLink(`${origin}/x`, { signal: NEVER, proxy: undefined })).rejects.toMatchObject({
    operation: 'download',
    httpStatus: status,
  });
  expect(seen).toHaveLength(1);
});

test('a connection that is reset is no answer', async () => {
  answer = (response) => response.destroy();
  await expect(openLink(`${origin}/x`, { signal: NEVER, proxy: undefined })).rejects.toMatchObject({
    httpStatus: null,
  });
  expect(seen).toHaveLength(1);
});

test.each(['http://service.example/x', 'ftp://127.0.0.1/x', 'https://me:pw@service.example/x', 'x'])(
  'the link %s is not opened',
  async (uri) => {
    await expect(openLink(uri, { signal: NEVER, proxy: undefined })).rejects.toThrow(Error);
  },
);

test('an abort ends it with its reason', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  answer = () => {
    cancel.abort(reason);
  };
  await expect(openLink(`${origin}/x`, { signal: cancel.signal, proxy: undefined })).rejects.toBe(reason);
});
