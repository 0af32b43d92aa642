import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { IdToken, IdTokenError } from '../../../src/github/id-token.ts';
import { networkAdvice } from '../../../src/network/connection-errors.ts';

const CLAIMS = {
  iss: 'https://issuer',
  sub: 'repo:o/r:ref:refs/heads/main',
  aud: 'api://AzureADTokenExchange',
};
const TOKEN = `head.${Buffer.from(JSON.stringify(CLAIMS)).toString('base64url')}.signature`;

let server: Server;
let requests: string[] = [];
let status = 200;
let printed = '';
let saved: NodeJS.ProcessEnv = {};

beforeEach(async () => {
  [requests, status, printed] = [[], 200, ''];
  server = createServer(({ url, headers }, response) => {
    requests.push(`${url ?? ''} ${headers.authorization ?? ''}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ value: TOKEN }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  saved = { ...process.env };
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?v=2`;
  process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = 'right';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = saved;
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

test('one login asks GitHub once, for the audience of Entra ID, and the token is masked', async () => {
  const idToken = new IdToken();
  expect(idToken.presented).toBeUndefined();
  expect([await idToken.get(), await idToken.get()]).toEqual([TOKEN, TOKEN]);
  expect(requests).toEqual(['/token?v=2&audience=api%3A%2F%2FAzureADTokenExchange Bearer right']);
  expect(printed).toContain(`::add-mask::${TOKEN}`);
  expect(printed.replace(/^::add-mask::.*$/gm, '')).not.toContain(TOKEN);
});

test('it is known what was presented', async () => {
  const idToken = new IdToken();
  await idToken.get();
  expect(idToken.presented).toEqual(CLAIMS);
});

test('a refusal is told with its status', async () => {
  status = 403;
  const error = await new IdToken().get().catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(IdTokenError);
  expect((error as IdTokenError).httpStatus).toBe(403);
});

test('no answer has no status', async () => {
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = 'http://127.0.0.1:1/token?v=2';
  const error = await new IdToken().get().catch((cause: unknown) => cause);
  expect((error as IdTokenError).httpStatus).toBeUndefined();
  expect((error as IdTokenError).message).toContain('ECONNREFUSED');
});

test('a connection that did not come about has its code, though the toolkit tells it in words only', async () => {
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = 'http://127.0.0.1:1/token?v=2';
  await expect(new IdToken().get()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test.each([
  ['getaddrinfo ENOTFOUND token.example', 'ENOTFOUND'],
  ['getaddrinfo EAI_AGAIN token.example', 'EAI_AGAIN'],
  ['read ECONNRESET', 'ECONNRESET'],
  ['socket hang up', 'ECONNRESET'],
  ['connect ETIMEDOUT 192.0.2.1:443', 'ETIMEDOUT'],
  ['Request timeout: /token', 'ETIMEDOUT'],
  ['write EPROTO 1:error', 'EPROTO'],
  ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['self-signed certificate in certificate chain', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['unable to get local issuer certificate', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ['Response json body do not have ID Token field', undefined],
])('%s has the code %s, which there is advice for', (said, code) => {
  const error = new IdTokenError(
    new Error(
      `Failed to get ID Token. \n \n        Error Code : undefined\n \n        Error Message: ${said}`,
    ),
  );
  expect(error.code).toBe(code);
  expect(networkAdvice(error) === undefined).toBe(code === undefined);
});

test('what an answer says is no trouble with the connection', () => {
  expect(new IdTokenError(new Error('Error Code : 503\nError Message: ECONNREFUSED')).code).toBeUndefined();
});

test('it is known whether GitHub has yet to answer', async () => {
  const idToken = new IdToken();
  expect(idToken.awaited).toBe(false);
  const token = idToken.get();
  expect(idToken.awaited).toBe(true);
  await token;
  expect(idToken.awaited).toBe(false);
});
