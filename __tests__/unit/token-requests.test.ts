import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getClient } from '@azure-rest/core-client';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { TokenRequests } from '../../src/token-requests.ts';

let server: Server;
let endpoint = '';
let answer: (response: ServerResponse) => void = () => undefined;

beforeEach(async () => {
  server = createServer((_request, response) => {
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

/** Sends as a credential does, through the policy. */
async function send({ policy }: TokenRequests, where = endpoint): Promise<void> {
  const client = getClient(where, {
    additionalPolicies: [{ policy, position: 'perCall' }],
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  await client.pathUnchecked('/token').get();
}

test('the latest answer is remembered, whatever the library makes of it', async () => {
  const requests = new TokenRequests(new AbortController().signal);
  expect(requests.latest).toBeUndefined();
  answer = (response) => response.writeHead(401).end('no');
  await send(requests);
  expect(requests.latest).toEqual({ status: 401, body: 'no' });
  answer = (response) => response.writeHead(200).end();
  await send(requests);
  expect(requests.latest).toEqual({ status: 200, body: '' });
});

test('so is a connection that did not come about', async () => {
  const requests = new TokenRequests(new AbortController().signal);
  await expect(send(requests, 'http://127.0.0.1:1')).rejects.toThrow('ECONNREFUSED');
  expect(requests.latest).toMatchObject({ connectionError: { code: 'ECONNREFUSED' } });
});

test('a request ends with the run', async () => {
  const cancel = new AbortController();
  answer = () => {
    cancel.abort();
  };
  await expect(send(new TokenRequests(cancel.signal))).rejects.toMatchObject({ name: 'AbortError' });
});
