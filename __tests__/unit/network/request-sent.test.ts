import { channel } from 'node:diagnostics_channel';
import { type ClientRequest, createServer, get, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { nextRequestSent } from '../../../src/network/request-sent.ts';

let server: Server;
let port = 0;

beforeEach(async () => {
  server = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

type Found = Parameters<LookupFunction>[2];

/** A request whose host is looked up until the test says what was found. */
function requestTo(onFound: (found: Found) => void): ClientRequest {
  return get({
    host: 'service.example',
    port,
    agent: false,
    lookup: (_host, _options, found) => {
      onFound(found);
    },
  });
}

test('a request is on its way when its connection stands and it was written, not when it was made', async () => {
  let sent = false;
  const sending = nextRequestSent().then(() => {
    sent = true;
  });
  const looked = Promise.withResolvers<Found>();
  const request = requestTo(looked.resolve);
  const answered = new Promise((resolve) => {
    request.once('response', (response) => response.resume().once('end', resolve));
  });
  const found = await looked.promise;
  await turn();
  expect(sent).toBe(false);

  found(null, [{ address: '127.0.0.1', family: 4 }]);
  await sending;
  expect(request.socket?.bytesWritten).toBeGreaterThan(0);
  await answered;
});

test('a request that cannot be sent is waited for no longer', async () => {
  const sending = nextRequestSent();
  const looked = Promise.withResolvers<Found>();
  const request = requestTo(looked.resolve);
  const failed = new Promise((resolve) => request.once('error', resolve));
  const found = await looked.promise;
  await turn();
  found(new Error('no such host'), []);
  await expect(sending).resolves.toBeUndefined();
  expect(await failed).toMatchObject({ message: 'no such host' });
});

test('only the next request is listened for', async () => {
  const starts = channel('http.client.request.start');
  const sending = nextRequestSent();
  expect(starts.hasSubscribers).toBe(true);
  const answered = new Promise((resolve) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => response.resume().once('end', resolve));
  });
  await sending;
  expect(starts.hasSubscribers).toBe(false);
  await answered;
});

test('all who wait for the same request listen to it as one', async () => {
  const sending = Array.from({ length: 20 }, () => nextRequestSent());
  const request = get({ host: '127.0.0.1', port, agent: false });
  const listening = new Promise((resolve) => {
    request.once('socket', () => {
      setImmediate(() => {
        resolve(request.listenerCount('close'));
      });
    });
  });
  const answered = new Promise((resolve) => {
    request.once('response', (response) => response.resume().once('end', resolve));
  });
  await Promise.all(sending);
  expect(await listening).toBeLessThan(5);
  await answered;
  const another = nextRequestSent();
  expect(sending).not.toContain(another);
  get({ host: '127.0.0.1', port, agent: false }, (response) => response.resume());
  await another;
});
