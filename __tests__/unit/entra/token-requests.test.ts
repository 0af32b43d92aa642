import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getClient } from '@azure-rest/core-client';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type TokenAnswer, tokenRequests } from '../../../src/entra/token-requests.ts';

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

/** Of a login at this host. */
function requestsTo(authorityHost: string, signal = new AbortController().signal): Watched {
  const policy = tokenRequests(signal, authorityHost, {}, (answer) => {
    watched.latest = answer;
  });
  const watched: Watched = { policy, latest: undefined };
  return watched;
}

type Policy = ReturnType<typeof tokenRequests>;
type Request = Parameters<Policy['sendRequest']>[0];
type Answer = Awaited<ReturnType<Policy['sendRequest']>>;

interface Watched {
  readonly policy: Policy;
  latest: TokenAnswer | undefined;
}

/** Sends as a credential does, through the policy. */
async function send({ policy }: Watched, where = endpoint): Promise<void> {
  const client = getClient(where, {
    additionalPolicies: [{ policy, position: 'perCall' }],
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  await client.pathUnchecked('/token').get();
}

test('the latest answer is remembered, whatever the library makes of it', async () => {
  const requests = requestsTo(endpoint);
  expect(requests.latest).toBeUndefined();
  answer = (response) => response.writeHead(401).end('no');
  await send(requests);
  expect(requests.latest).toEqual({ status: 401, body: 'no' });
  answer = (response) => response.writeHead(200).end();
  await send(requests);
  expect(requests.latest).toEqual({ status: 200, body: '' });
});

test('so is a connection that did not come about', async () => {
  const requests = requestsTo('http://127.0.0.1:1/');
  await expect(send(requests, 'http://127.0.0.1:1')).rejects.toThrow('ECONNREFUSED');
  expect(requests.latest).toMatchObject({ connectionError: { code: 'ECONNREFUSED' } });
});

test('a request ends with the run', async () => {
  const cancel = new AbortController();
  answer = () => {
    cancel.abort();
  };
  await expect(send(requestsTo(endpoint, cancel.signal))).rejects.toMatchObject({ name: 'AbortError' });
});

test('a request that nothing answers is remembered as that, and not as one that was aborted', async () => {
  const requests = requestsTo('https://login.example');
  const aborted = Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
  const request = { url: 'https://login.example/tenant/oauth2/v2.0/token' } as Request;
  await expect(requests.policy.sendRequest(request, () => Promise.reject(aborted))).rejects.toBe(aborted);
  expect(request.timeout).toBe(10_000);
  expect(requests.latest).toMatchObject({
    connectionError: { message: 'no answer within 10 s', code: 'ETIMEDOUT', cause: aborted },
  });
});

test('the host that the library asks in place of the one for China is Entra ID as well', async () => {
  const requests = requestsTo('https://login.chinacloudapi.cn');
  const request = { url: 'https://login.partner.microsoftonline.cn/tenant' } as Request;
  const down = new Error('down');
  await expect(requests.policy.sendRequest(request, () => Promise.reject(down))).rejects.toBe(down);
  expect(requests.latest).toMatchObject({ connectionError: down });
});

test.each([
  ['the machine', 'http://169.254.169.254/metadata/identity/oauth2/token?resource=x'],
  ['a host of a longer name', 'https://login.example.org/tenant'],
])('what %s is asked is not taken for an answer of Entra ID, and keeps its own time', async (_who, url) => {
  const cancel = new AbortController();
  const requests = requestsTo('https://login.example', cancel.signal);
  const request = { url, timeout: 1_000 } as Request;
  const unreachable = Object.assign(new Error('connect EHOSTUNREACH'), { code: 'EHOSTUNREACH' });
  await expect(requests.policy.sendRequest(request, () => Promise.reject(unreachable))).rejects.toBe(
    unreachable,
  );
  const answered = { status: 400, bodyAsText: 'no' } as Answer;
  await requests.policy.sendRequest(request, () => Promise.resolve(answered));
  expect(requests.latest).toBeUndefined();
  expect(request.timeout).toBe(1_000);
  cancel.abort();
  expect(request.abortSignal?.aborted).toBe(true);
});
