import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { IdToken, IdTokenError } from '../../src/id-token.ts';

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
