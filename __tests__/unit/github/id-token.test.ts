import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { IdTokenError, presentedClaims, requestIdToken } from '../../../src/github/id-token.ts';
import { networkAdvice } from '../../../src/network/connection-errors.ts';
import { startProxy } from '../../../emulator/network/proxy.ts';

const CLAIMS = {
  iss: 'https://issuer',
  sub: 'repo:o/r:ref:refs/heads/main',
  aud: 'api://AzureADTokenExchange',
};
const TOKEN = `head.${Buffer.from(JSON.stringify(CLAIMS)).toString('base64url')}.signature`;
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8; api-version=2.0' };

let server: Server;
let requests: string[] = [];
let masked: string[] = [];
let port = 0;
let answer: (response: ServerResponse) => void;
let cancel = new AbortController();
let saved: NodeJS.ProcessEnv = {};

beforeEach(async () => {
  [requests, masked, cancel, saved] = [[], [], new AbortController(), process.env];
  answer = (response) => response.writeHead(200, JSON_TYPE).end(JSON.stringify({ value: TOKEN }));
  server = createServer(({ url, headers }, response) => {
    requests.push(`${url ?? ''} ${headers.authorization ?? ''}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterEach(async () => {
  jest.useRealTimers();
  process.env = saved;
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

/** @param variables those of a proxy, which are read from the process as well */
async function request(
  origin = `http://127.0.0.1:${port}`,
  variables: Record<string, string> = {},
): Promise<string> {
  const env = {
    ...variables,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/token?v=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'right',
  };
  process.env = { ...saved, ...variables };
  return await requestIdToken(
    env,
    cancel.signal,
    (secret) => masked.push(secret),
    'api://AzureADTokenExchange',
  );
}

async function refusal(...where: Parameters<typeof request>): Promise<IdTokenError> {
  const error = await request(...where).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(IdTokenError);
  return error as IdTokenError;
}

test('GitHub is asked for the audience of Entra ID, and the token is masked', async () => {
  expect(await request()).toBe(TOKEN);
  expect(requests).toEqual(['/token?v=2&audience=api%3A%2F%2FAzureADTokenExchange Bearer right']);
  expect(masked).toEqual([TOKEN]);
});

test('it is known what was presented', () => {
  expect(presentedClaims(TOKEN)).toEqual(CLAIMS);
});

test.each([
  [403, 'not allowed', '403 not allowed'],
  [503, '{"message":"busy"}', '503 {"message":"busy"}'],
  [200, '{}', '200 without a token'],
  [200, '{"value":""}', '200 without a token'],
  [204, '', '204'],
])('an answer %d %s is told with its status', async (status, body, said) => {
  const type = body.startsWith('{') ? JSON_TYPE : { 'content-type': 'text/plain' };
  answer = (response) => response.writeHead(status, type).end(body);
  const { httpStatus, message, cause } = await refusal();
  expect([httpStatus, message.trim(), cause]).toEqual([status, said, undefined]);
  // Whoever needs the token asks again.
  expect(requests).toHaveLength(1);
});

test('a redirect is not followed: the right to ask would go along', async () => {
  answer = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
  expect((await refusal()).httpStatus).toBe(302);
  expect(requests).toHaveLength(1);
});

test('a connection that did not come about has its code, which there is advice for', async () => {
  const error = await refusal('http://127.0.0.1:1');
  expect([error.httpStatus, error.cause]).toMatchObject([null, { code: 'ECONNREFUSED' }]);
  expect(error.message).toContain('ECONNREFUSED');
  expect(networkAdvice(error)).toBeDefined();
});

test('where nothing answers, the request ends, and says so', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  answer = () => {
    jest.advanceTimersByTime(10_000);
  };
  expect(await refusal()).toMatchObject({
    httpStatus: null,
    cause: { code: 'ETIMEDOUT' },
    message: 'no answer within 10 s',
  });
});

test('the request ends with the run', async () => {
  answer = () => {
    cancel.abort();
  };
  expect((await refusal()).httpStatus).toBeNull();
});

test('the proxy is the one that GitHub’s packages would take, and its refusal is told by its status', async () => {
  const proxy = await startProxy({ credentials: 'user:p@ss' });
  const host = `http://id-tokens.example:${port}`;
  const url = proxy.url.replace('://', '://user:p%40ss@');
  try {
    expect(await request(host, { http_proxy: url, HTTPS_PROXY: 'http://127.0.0.1:1' })).toBe(TOKEN);
    const refused = await refusal(host, { http_proxy: proxy.url });
    expect(refused).toMatchObject({ httpStatus: 407, proxy: { variable: 'http_proxy', url: proxy.url } });
    // GitHub's packages take none for loopback.
    expect(await request(undefined, { http_proxy: proxy.url, HTTPS_PROXY: proxy.url })).toBe(TOKEN);
    expect(proxy.requests.map(({ status }) => status)).toEqual([200, 407]);
  } finally {
    await proxy.close();
  }
});
