import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type IdTokenService, startIdTokenService } from '../../../emulator/github/id-tokens.ts';
import { isInTime, isSigned, type KeySet, readToken } from '../../../emulator/jwt.ts';
import type { RequestLogEntry } from '../../../emulator/request-log.ts';

const log: RequestLogEntry[] = [];
let service: IdTokenService;

beforeAll(async () => {
  service = await startIdTokenService({ onRequest: (entry) => log.push(entry) });
});
afterAll(async () => {
  await service.close();
});

async function asked(authorization = `Bearer ${service.requestToken}`, method = 'GET') {
  const answer = await fetch(`${service.requestUrl}&audience=api%3A%2F%2Fx`, {
    method,
    headers: { authorization },
  });
  const { value } = (await answer.json()) as { value?: string };
  return { status: answer.status, token: value ?? '' };
}

async function published(): Promise<KeySet> {
  return (await (await fetch(service.keysUrl)).json()) as KeySet;
}

test('a job gets a token of five minutes for the audience that it names, signed with a published key', async () => {
  const { status, token } = await asked();
  const claims = readToken(token)?.claims ?? {};
  expect(status).toBe(200);
  expect(claims).toMatchObject({
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'api://x',
    sub: 'repo:octocat/models:ref:refs/heads/main',
  });
  expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
  expect([isInTime(claims), isSigned(token, await published())]).toEqual([true, true]);
  expect(service.issued).toContain(token);
});

test('with a new key, tokens of the old one are still good, and others never were', async () => {
  const { token } = await asked();
  const before = await published();
  service.rotateKeys();
  const after = await published();
  const { token: later } = await asked();
  expect([isSigned(token, after), isSigned(later, after), isSigned(later, before)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(readToken(later)?.kid).not.toBe(readToken(token)?.kid);
});

test('nobody else gets one', async () => {
  expect(await asked('Bearer wrong')).toEqual({ status: 401, token: '' });
  expect((await asked(undefined, 'POST')).status).toBe(404);
});

test('it fails when it is told to', async () => {
  service.failing = 503;
  expect((await asked()).status).toBe(503);
  service.failing = undefined;
  expect((await asked()).status).toBe(200);
});

test('what was asked for is logged, without tokens', async () => {
  await asked();
  expect(log.at(-1)).toMatchObject({ service: 'id tokens', method: 'GET', status: 200 });
  expect(JSON.stringify(log)).not.toContain(service.requestToken);
});
