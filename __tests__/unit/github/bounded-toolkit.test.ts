import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withBoundedAnswers } from '../../../src/github/bounded-toolkit.ts';

const MEBIBYTE = 1_024 * 1_024;
/** Sent again and again: to fill tens of them anew for each answer takes a second. */
const PART = Buffer.alloc(MEBIBYTE, ' ');

let server: Server;
let host = '';
let length = 0;

beforeEach(async () => {
  server = createServer((asked, answer) => {
    asked.resume();
    answer.on('error', () => undefined);
    answer.setHeader('content-length', length);
    for (let sent = 0; sent < length; sent += PART.length) answer.write(PART);
    answer.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** As the toolkit reads an answer: all of it, and a connection that closes is not noticed. */
async function read(method: string): Promise<number> {
  const asked = request(`http://${host}/`, { method });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return (await buffer(answer).catch(() => new Promise<Buffer>(() => undefined))).length;
}

test.each(['POST', 'PUT'])('what is too long of an answer to %s ends the call', async (method) => {
  length = 64 * MEBIBYTE;
  await expect(withBoundedAnswers(host, () => read(method))).rejects.toMatchObject({
    name: 'ForeignAnswer',
    message: `something else answered for ${host}: 200, more than 4 MiB`,
  });
});

test.each([
  ['an answer of usual length', 3 * MEBIBYTE, () => host],
  ['a long one of another host, such as a model', 8 * MEBIBYTE, () => 'results.example'],
  ['a long one where there is no host', 8 * MEBIBYTE, () => undefined],
])('%s is left alone', async (_what, bytes, of) => {
  length = bytes;
  expect(await withBoundedAnswers(of(), () => read('GET'))).toBe(bytes);
});

test('after the call nothing is bounded any more, and what it throws is thrown', async () => {
  const error = new Error('no');
  await expect(withBoundedAnswers(host, () => Promise.reject(error))).rejects.toBe(error);
  length = 8 * MEBIBYTE;
  expect(await read('GET')).toBe(length);
});
