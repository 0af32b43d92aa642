import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Application } from '../../../emulator/entra/directory.ts';
import { type Entra, startEntra } from '../../../emulator/entra/entra.ts';
import { ManagedIdentityEndpoint } from '../../../emulator/entra/managed-identity.ts';

const RESOURCE = 'https://storage.azure.com';
const APP_SERVICE = '/msi/token';
const IMDS = '/metadata/identity/oauth2/token';
const VERSIONS = { [APP_SERVICE]: '2019-08-01', [IMDS]: '2018-02-01' };
type Path = keyof typeof VERSIONS;

let entra: Entra;
let endpoint: ManagedIdentityEndpoint;
let origin = '';
let identity: Application;

beforeAll(async () => {
  entra = await startEntra();
  identity = entra.directory.register();
  endpoint = new ManagedIdentityEndpoint(entra.tokens);
  endpoint.userAssigned.push(identity);
  endpoint.systemAssigned = entra.application;
  origin = await endpoint.listen();
});
afterAll(async () => {
  await endpoint.close();
  await entra.close();
});

/** A request as a client sends it; `undefined` leaves a parameter out. */
async function asked(
  path: Path,
  query: Readonly<Record<string, string | undefined>> = {},
  headers: Readonly<Record<string, string>> = path === APP_SERVICE
    ? { 'X-IDENTITY-HEADER': endpoint.identityHeader }
    : { Metadata: 'true' },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const all: Record<string, string | undefined> = {
    'api-version': VERSIONS[path],
    resource: RESOURCE,
    ...query,
  };
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const answer = await fetch(`${origin}${path}?${new URLSearchParams(given).toString()}`, { headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

test.each([APP_SERVICE, IMDS] as const)('%s gives tokens of the token service', async (path) => {
  const { status, body } = await asked(path);
  expect([status, body.token_type, body.resource]).toEqual([200, 'Bearer', RESOURCE]);
  expect(entra.tokens.holderOf(String(body.access_token), RESOURCE)).toBe(entra.application.objectId);
  expect(body.expires_on).toMatch(/^\d{10}$/);
  const chosen = await asked(path, { client_id: identity.clientId });
  expect(entra.tokens.holderOf(String(chosen.body.access_token), RESOURCE)).toBe(identity.objectId);
});

test.each<[string, Path, Record<string, string | undefined>, Record<string, string> | undefined, number]>([
  ['another header', APP_SERVICE, {}, { 'X-IDENTITY-HEADER': 'x' }, 401],
  ['no header', IMDS, {}, {}, 400],
  ['another version', APP_SERVICE, { 'api-version': '2017-09-01' }, undefined, 400],
  ['no version', IMDS, { 'api-version': undefined }, undefined, 400],
  ['no resource', IMDS, { resource: undefined }, undefined, 400],
  ['an identity that there is not', APP_SERVICE, { client_id: randomUUID() }, undefined, 400],
])('%s is refused at %s', async (_what, path, query, headers, status) => {
  expect((await asked(path, query, headers)).status).toBe(status);
});

test('each refuses in its own form', async () => {
  const unknown = { client_id: randomUUID() };
  expect((await asked(IMDS, unknown)).body).toEqual({
    error: 'invalid_request',
    error_description: 'Identity not found',
  });
  expect(Object.keys((await asked(APP_SERVICE, unknown)).body)).toEqual([
    'statusCode',
    'message',
    'correlationId',
  ]);
});

test('it fails for as long as it is told to, and keeps what it answered', async () => {
  endpoint.statuses.length = 0;
  endpoint.failing = 429;
  expect((await asked(IMDS)).status).toBe(429);
  endpoint.failing = undefined;
  expect((await asked(IMDS)).status).toBe(200);
  expect(endpoint.statuses).toEqual([429, 200]);
});

test('there is nothing else', async () => {
  expect((await fetch(`${origin}/metadata/instance`)).status).toBe(404);
  expect((await fetch(`${origin}${IMDS}`, { method: 'POST' })).status).toBe(404);
});
