import { AggregateAuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { expect, test } from '@jest/globals';
import {
  identitySecrets,
  identityTrouble,
  type ManagedIdentity,
  managedIdentity,
} from '../../../src/entra/managed-identity.ts';
import { noAnswerInTime } from '../../../src/network/connection-errors.ts';

const APP_SERVICE = { IDENTITY_ENDPOINT: 'http://localhost:42356/msi/token', IDENTITY_HEADER: 'secret' };
const ARC = {
  IDENTITY_ENDPOINT: 'http://localhost:40342/metadata/identity/oauth2/token',
  IMDS_ENDPOINT: 'http://localhost:40342',
};
const CHOSEN = { AZURE_TOKEN_CREDENTIALS: ' managedIdentityCredential ' };

const SYSTEM: ManagedIdentity = {
  endpoint: 'http://169.254.169.254',
  wantsHeader: false,
  clientId: undefined,
  proxy: undefined,
};

test.each<[string, Record<string, string>, string | undefined]>([
  ['chosen, the machine', CHOSEN, 'http://169.254.169.254'],
  ['chosen with others', { AZURE_TOKEN_CREDENTIALS: 'prod' }, 'http://169.254.169.254'],
  ['chosen, elsewhere', { ...CHOSEN, AZURE_POD_IDENTITY_AUTHORITY_HOST: 'http://h:1' }, 'http://h:1'],
  ['chosen, the service', { ...CHOSEN, ...APP_SERVICE }, 'http://localhost:42356'],
  ['by the variables of App Service', APP_SERVICE, 'http://localhost:42356'],
  ['by those of Azure Arc', ARC, 'http://localhost:40342'],
  ['by older ones', { MSI_ENDPOINT: 'http://localhost:1/token' }, 'http://localhost:1'],
  // The library does not take it without the header.
  ['by half of the variables', { IDENTITY_ENDPOINT: 'http://localhost:1' }, undefined],
  ['by nothing', {}, undefined],
  ['not where another is chosen', { ...APP_SERVICE, AZURE_TOKEN_CREDENTIALS: 'dev' }, undefined],
  [
    'not where a token in a file is presented',
    { ...CHOSEN, AZURE_FEDERATED_TOKEN_FILE: '/token' },
    undefined,
  ],
  ['not at what is no URL', { ...APP_SERVICE, IDENTITY_ENDPOINT: 'localhost' }, undefined],
])('asked for %s', (_how, env, endpoint) => {
  expect(managedIdentity(env)?.endpoint).toBe(endpoint);
});

test('it is known which identity is meant, and whether a proxy is in between', () => {
  expect(managedIdentity(CHOSEN)).toEqual(SYSTEM);
  expect(managedIdentity({ ...APP_SERVICE, AZURE_CLIENT_ID: 'id', HTTPS_PROXY: 'http://p:1' })).toEqual({
    endpoint: 'http://localhost:42356',
    wantsHeader: true,
    clientId: 'id',
    proxy: { variable: 'HTTPS_PROXY', url: 'http://p:1' },
  });
  const { proxy } =
    managedIdentity({ ...CHOSEN, HTTPS_PROXY: 'http://p:1', NO_PROXY: '169.254.169.254' }) ?? {};
  expect(proxy).toBeUndefined();
});

test('what its endpoints want for a secret is secret', () => {
  expect(identitySecrets({ IDENTITY_HEADER: 'one', MSI_SECRET: 'another' })).toEqual(['one', 'another']);
  expect(identitySecrets({ IDENTITY_HEADER: '' })).toEqual([]);
});

/** As the library has it: a chain of which one part was asked. */
function chainError(facts: object, message = ''): Error {
  return new AggregateAuthenticationError(
    [
      new CredentialUnavailableError('EnvironmentCredential is unavailable.'),
      new CredentialUnavailableError('ManagedIdentityCredential: Authentication failed.', {
        cause: Object.assign(new Error(message), facts),
      }),
    ],
    'ChainedTokenCredential authentication failed.',
  );
}

function answered(status: number, description = 'words'): Error {
  return chainError(
    { errorCode: 'x', status },
    `x: Error(s): N - Timestamp: N - Description: ${description} - Correlation ID: N - Trace ID: N`,
  );
}

test.each([
  [429, true],
  [410, true],
  [500, true],
  [503, true],
  [400, false],
  [401, false],
  [404, false],
])('%d passes: %s', (status, passes) => {
  const { said, transient, advice } = identityTrouble(answered(status), SYSTEM);
  expect([said, transient]).toEqual([`${status} words`, passes]);
  expect(advice.at(-1)?.includes('run again later')).toBe(passes);
});

test('no connection passes, and nobody who answers in time', () => {
  const none = identityTrouble(chainError({ errorCode: 'network_error' }), SYSTEM);
  expect([none.said, none.transient]).toEqual([
    'no connection, or an answer that no such endpoint gives',
    true,
  ]);
  const late = identityTrouble(noAnswerInTime('no answer within 30 s'), SYSTEM);
  expect([late.said, late.transient]).toEqual(['no answer within 30 s', true]);
  for (const { advice } of [none, late]) {
    expect(advice).toEqual([expect.stringContaining('the job reaches http://169.254.169.254')]);
  }
});

test.each<[string, unknown]>([
  ['an answer without a token', new AggregateAuthenticationError([new Error('no token')], 'failed')],
  ['anything else of the library', chainError({ errorCode: 'some_other' })],
  ['what is no error', 'failed'],
])('%s is told in the words that there are, and is no trouble that passes', (_what, error) => {
  const { said, transient, advice } = identityTrouble(error, SYSTEM);
  expect([said.includes('failed'), transient]).toEqual([true, false]);
  expect(advice).toEqual([expect.stringContaining('or give client-id and tenant-id')]);
});

test('words that are not in the form of the library are told whole', () => {
  expect(identityTrouble(chainError({ errorCode: 'x', status: 400 }, 'other words'), SYSTEM).said).toBe(
    '400 other words',
  );
});

test('an identity that there is not is told by what was asked for', () => {
  expect(identityTrouble(answered(400), SYSTEM).advice[0]).toContain('no system-assigned managed identity');
  const chosen = { ...SYSTEM, clientId: 'a\nb' };
  expect(identityTrouble(answered(400), chosen).advice[0]).toContain('client id "a\\x0ab" (AZURE_CLIENT_ID)');
  // What Entra ID itself refuses such an identity is something else.
  expect(identityTrouble(answered(400, 'AADSTS53003: x'), chosen).advice).toHaveLength(1);
});

test('a header that is refused is named where there is one', () => {
  expect(identityTrouble(answered(401), { ...SYSTEM, wantsHeader: true }).advice[0]).toContain(
    'IDENTITY_HEADER is not',
  );
  expect(identityTrouble(answered(401), SYSTEM).advice.join()).not.toContain('IDENTITY_HEADER');
});

test('a proxy in between is what is to be changed, whatever was answered', () => {
  const proxy = { variable: 'HTTPS_PROXY', url: 'http://p:1' };
  for (const error of [answered(400), answered(502), chainError({ errorCode: 'network_error' })]) {
    expect(identityTrouble(error, { ...SYSTEM, proxy }).advice).toEqual([
      expect.stringMatching(/^Next: name 169\.254\.169\.254 in NO_PROXY: .*http:\/\/p:1 \(HTTPS_PROXY\)/),
    ]);
  }
});
