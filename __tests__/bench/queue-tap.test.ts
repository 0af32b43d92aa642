import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type QueueTap, startQueueTap } from '../../bench/fan-in/queue-tap.ts';

let server: Server;
let tap: QueueTap;
/** What the storage answers next, and what it was sent. */
let status: number;
let answer: string;
let sent: string[];

beforeEach(async () => {
  [status, answer, sent] = [200, '', []];
  server = createServer((request, response) => {
    sent.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    request.resume().once('end', () => response.writeHead(status, { 'x-ms-version': '1' }).end(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  tap = await startQueueTap(`http://127.0.0.1:${(server.address() as AddressInfo).port}/account`);
});

afterEach(async () => {
  await tap.close();
  server.closeAllConnections();
  server.close();
});

async function call(method: string, path: string, body?: string): Promise<Response> {
  const headers = { authorization: 'SharedKey it' };
  return await fetch(`${tap.endpoint}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}

test('requests and answers pass as they are', async () => {
  status = 404;
  answer = '<Error/>';
  const response = await call('GET', '/jobs/messages?peekonly=true');
  expect(sent).toEqual(['GET /account/jobs/messages?peekonly=true SharedKey it']);
  expect([response.status, response.headers.get('x-ms-version'), await response.text()]).toEqual([
    404,
    '1',
    '<Error/>',
  ]);
});

test('a receive counts for each message it has given, a peek for none', async () => {
  answer = '<List><MessageId>one</MessageId><MessageId>two</MessageId></List>';
  await call('GET', '/jobs/messages?numofmessages=32&peekonly=true');
  expect(tap.traffic('jobs')).toMatchObject({ calls: 1, received: new Map() });
  await call('GET', '/jobs/messages?numofmessages=32');
  answer = '<List><MessageId>two</MessageId></List>';
  await call('GET', '/jobs/messages?numofmessages=1');
  expect(tap.traffic('jobs').received).toEqual(
    new Map([
      ['one', 1],
      ['two', 2],
    ]),
  );
  expect(tap.traffic('jobs').calls).toBe(3);
});

test('a delete counts only if it was carried out', async () => {
  status = 404;
  await call('DELETE', '/jobs/messages/one?popreceipt=x');
  status = 204;
  await call('DELETE', '/jobs/messages/two?popreceipt=x');
  expect(tap.traffic('jobs')).toMatchObject({ calls: 2, deleted: new Set(['two']) });
});

test('what is put there is no call of a waiting run, and is known by its text', async () => {
  status = 201;
  await call(
    'POST',
    '/jobs/messages',
    '<M><MessageText>{&quot;a&quot;:&quot;&amp;lt;&quot;}</MessageText></M>',
  );
  await call('GET', '/other?comp=metadata');
  expect(tap.traffic('jobs').calls).toBe(0);
  expect([...tap.traffic('jobs').putAt.keys()]).toEqual(['{"a":"&lt;"}']);
  expect(tap.traffic('other').calls).toBe(0);
});
