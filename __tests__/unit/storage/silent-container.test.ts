import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnonymousCredential } from '@azure/storage-blob';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AzureContainer } from '../../../src/storage/container.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

let silent: Server;
let uri: string;

beforeAll(async () => {
  // It takes every request, and answers none.
  silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  uri = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/account/models`;
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

function containerOn(clock: FakeClock): AzureContainer {
  return new AzureContainer(
    parseStorageUri(uri, 'container'),
    () => Promise.resolve(new AnonymousCredential()),
    clock,
  );
}

test.each([
  ['list', (container: AzureContainer, signal: AbortSignal) => container.list('', 1, signal)],
] as const)('%s does not wait for longer than a minute for storage that is silent', async (_name, act) => {
  const clock = new FakeClock();
  await expect(act(containerOn(clock), new AbortController().signal)).rejects.toMatchObject({
    message: 'no answer within 60 s',
    code: 'ETIMEDOUT',
  });
  expect(clock.sleeps).toEqual([60_000]);
});

test('a cancel ends it with the reason', async () => {
  const clock = new FakeClock();
  clock.guards = (ms) => ms >= 60_000;
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  silent.once('request', () => {
    cancel.abort(reason);
  });
  await expect(containerOn(clock).list('', 1, cancel.signal)).rejects.toBe(reason);
});
