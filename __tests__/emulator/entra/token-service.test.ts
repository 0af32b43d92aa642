import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type Entra, EXCHANGE_AUDIENCE, startEntra } from '../../../emulator/entra/entra.ts';
import { readToken } from '../../../emulator/jwt.ts';
import { ask, type TlsAnswer } from './tls-client.ts';

const SCOPE = 'https://storage.azure.com/.default';

type Form = Readonly<Record<string, string | undefined>>;

let entra: Entra;

beforeAll(async () => {
  entra = await startEntra();
});
afterEach(() => {
  const { issuer, subject, audience } = {
    issuer: entra.idTokens.issuer,
    subject: 'repo:octocat/models:ref:refs/heads/main',
    audience: EXCHANGE_AUDIENCE,
  };
  entra.application.federated = [{ issuer, subject, audience }];
  entra.idTokens.lifetimeSeconds = 300;
  Object.assign(entra.tokens, { lifetimeSeconds: 3_600, refusing: undefined, state: 'up' });
});
afterAll(async () => {
  await entra.close();
});

/** A token request as a client sends it; `undefined` leaves a member out. */
async function asked(changes: Form = {}, tenantId = entra.tenantId): Promise<TlsAnswer> {
  const form: Form = {
    grant_type: 'client_credentials',
    client_id: entra.application.clientId,
    scope: SCOPE,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: entra.idTokens.issue(EXCHANGE_AUDIENCE),
    ...changes,
  };
  const given = Object.entries(form).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return await ask(`${entra.authorityHost}/${tenantId}/oauth2/v2.0/token`, {
    ca: entra.authority.ca,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(given).toString(),
  });
}

async function tokenGiven(): Promise<string> {
  const { status, body } = await asked();
  expect(status).toBe(200);
  return (JSON.parse(body) as { access_token: string }).access_token;
}

test('an application that shows who it is gets a token for the audience, of the life that was set', async () => {
  entra.tokens.lifetimeSeconds = 2;
  const { body } = await asked();
  const { access_token: token, ...rest } = JSON.parse(body) as Record<string, unknown>;
  expect(rest).toEqual({ token_type: 'Bearer', expires_in: 2, ext_expires_in: 2 });
  const claims = readToken(String(token))?.claims;
  expect(claims).toMatchObject({
    aud: 'https://storage.azure.com',
    iss: `https://sts.windows.net/${entra.tenantId}/`,
    appid: entra.application.clientId,
    oid: entra.application.objectId,
  });
  expect(Number(claims?.exp) - Number(claims?.iat)).toBe(2);
});

test('a token is good for its holder, its audience and its time, and unchanged', async () => {
  const token = await tokenGiven();
  const { tokens, application } = entra;
  expect(tokens.holderOf(token, 'https://storage.azure.com')).toBe(application.objectId);
  expect(tokens.holderOf(token, 'https://cognitiveservices.azure.com')).toBeUndefined();
  const [head = '', payload = '', signature = ''] = token.split('.');
  const forged = Buffer.from(payload, 'base64url').toString().replace(application.objectId, randomUUID());
  expect(
    tokens.holderOf(
      `${head}.${Buffer.from(forged).toString('base64url')}.${signature}`,
      'https://storage.azure.com',
    ),
  ).toBeUndefined();
  expect(tokens.holderOf('no token', 'https://storage.azure.com')).toBeUndefined();
  tokens.rotateKeys();
  expect(tokens.holderOf(token, 'https://storage.azure.com')).toBe(application.objectId);
  // Five minutes are allowed for clocks that differ.
  tokens.lifetimeSeconds = -290;
  expect(tokens.holderOf(await tokenGiven(), 'https://storage.azure.com')).toBe(application.objectId);
  tokens.lifetimeSeconds = -302;
  expect(tokens.holderOf(await tokenGiven(), 'https://storage.azure.com')).toBeUndefined();
});

test('GitHub may change its key: it is looked up again', async () => {
  await tokenGiven();
  entra.idTokens.rotateKeys();
  await tokenGiven();
});

test.each<[string, string, () => Form]>([
  ['an application that is not known', '700016', () => ({ client_id: randomUUID() })],
  ['a secret that is wrong', '7000215', () => ({ client_secret: 'x', client_assertion: undefined })],
  ['no assertion', '700027', () => ({ client_assertion: undefined })],
  ['an assertion of another type', '700027', () => ({ client_assertion_type: 'x' })],
  ['an assertion that is signed by nobody', '700027', () => ({ client_assertion: tampered() })],
  ['another audience', '700212', () => ({ client_assertion: entra.idTokens.issue('api://other') })],
])('%s is refused with AADSTS%s', async (_what, code, changes) => {
  expectRefusal(await asked(changes()), code);
});

test('an issuer, a subject and a time that do not fit are refused', async () => {
  const [federated] = entra.application.federated;
  entra.application.federated = federated === undefined ? [] : [{ ...federated, issuer: 'https://other' }];
  expectRefusal(await asked(), '700211');
  entra.application.federated =
    federated === undefined ? [] : [{ ...federated, subject: 'repo:Octocat/models' }];
  expectRefusal(await asked(), '700213');
  entra.idTokens.lifetimeSeconds = -1;
  expectRefusal(await asked(), '700024');
});

test('a tenant that there is not is refused, and so is everything while that is ordered', async () => {
  expectRefusal(await asked({}, randomUUID()), '90002');
  entra.tokens.refusing = '53003';
  expectRefusal(await asked(), '53003');
});

test('a service that is down answers 503', async () => {
  entra.tokens.state = 'down';
  expect((await asked()).status).toBe(503);
});

test('discovery names the endpoints, and the keys are published', async () => {
  const { authorityHost, tenantId, authority } = entra;
  const get = async (path: string): Promise<Record<string, unknown>> =>
    JSON.parse((await ask(`${authorityHost}/${path}`, { ca: authority.ca })).body) as Record<string, unknown>;
  const configuration = await get(`${tenantId}/v2.0/.well-known/openid-configuration`);
  expect(configuration.token_endpoint).toBe(`${authorityHost}/${tenantId}/oauth2/v2.0/token`);
  const { keys } = (await get(new URL(String(configuration.jwks_uri)).pathname.slice(1))) as {
    keys: { kid: string }[];
  };
  expect(keys.map(({ kid }) => kid)).toContain(readToken(await tokenGiven())?.kid);
  const instance = await get('common/discovery/instance?api-version=1.1');
  expect(instance.tenant_discovery_endpoint).toBe(
    `${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`,
  );
});

function tampered(): string {
  const [head = '', payload = '', signature = ''] = entra.idTokens.issue(EXCHANGE_AUDIENCE).split('.');
  const claims = Buffer.from(payload, 'base64url').toString().replace('octocat', 'mona');
  return `${head}.${Buffer.from(claims).toString('base64url')}.${signature}`;
}

function expectRefusal({ status, body }: TlsAnswer, code: string): void {
  const { error_description: description, error_codes: codes } = JSON.parse(body) as Record<string, unknown>;
  expect([400, 401]).toContain(status);
  expect(codes).toEqual([Number(code)]);
  expect(description).toMatch(new RegExp(`^AADSTS${code}: .+ Trace ID: .+ Correlation ID: .+ Timestamp: `));
}
