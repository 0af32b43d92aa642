import { AggregateAuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { expect, test } from '@jest/globals';
import {
  identityAdvice,
  identitySecrets,
  identityStatus,
  isTransientAnswer,
  type ManagedIdentity,
  managedIdentity,
} from '../../../src/entra/managed-identity.ts';

const APP_SERVICE = { IDENTITY_ENDPOINT: 'http://localhost:42356/msi/token', IDENTITY_HEADER: 'secret' };
const ARC = {
  IDENTITY_ENDPOINT: 'http://localhost:40342/metadata/identity/oauth2/token',
  IMDS_ENDPOINT: 'http://localhost:40342',
};
const CHOSEN = { AZURE_TOKEN_CREDENTIALS: ' managedIdentityCredential ' };

const SYSTEM: ManagedIdentity = { endpoint: 'http://169.254.169.254', env: {} };

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

test('what its endpoints want for a secret is secret', () => {
  expect(identitySecrets({ IDENTITY_HEADER: 'one', MSI_SECRET: 'another' })).toEqual(['one', 'another']);
  expect(identitySecrets({ IDENTITY_HEADER: '' })).toEqual([]);
});

/** As the library has it: a chain of which one part was asked. */
function chainError(cause: unknown): Error {
  return new AggregateAuthenticationError(
    [
      new CredentialUnavailableError('EnvironmentCredential is unavailable.'),
      new CredentialUnavailableError('ManagedIdentityCredential: Authentication failed.', { cause }),
    ],
    'ChainedTokenCredential authentication failed.',
  );
}

test('the status of an answer is found wherever the library keeps it', () => {
  const answered = Object.assign(new Error('x'), { errorCode: 'x', status: 400 });
  expect(identityStatus(chainError(answered))).toBe(400);
  expect(identityStatus(answered)).toBe(400);
});

test.each<[string, unknown]>([
  ['no connection', chainError(Object.assign(new Error('x'), { errorCode: 'network_error' }))],
  ['an answer without a token', new AggregateAuthenticationError([new Error('no token')], 'failed')],
  ['a status that is no number', Object.assign(new Error('x'), { status: '400', errors: 'none' })],
  ['what is no error', 'failed'],
])('%s has no status', (_what, error) => {
  expect(identityStatus(error)).toBeUndefined();
});

test.each([
  [undefined, true],
  [429, true],
  [410, true],
  [500, true],
  [503, true],
  [400, false],
  [401, false],
  [404, false],
])('%s passes: %s', (status, passes) => {
  expect(isTransientAnswer(status)).toBe(passes);
  expect(identityAdvice(status, SYSTEM).includes('run again later')).toBe(passes && status !== undefined);
});

test.each([undefined, 404])('after %s the next step says what has to be there', (status) => {
  const next = identityAdvice(status, SYSTEM);
  expect(next).toContain('the job reaches http://169.254.169.254');
  expect(next).toContain('elsewhere give client-id and tenant-id, or training-key');
});

test('an identity that there is not is told by what was asked for', () => {
  expect(identityAdvice(400, SYSTEM)).toMatch(/^turn on the system-assigned managed identity/);
  expect(identityAdvice(400, { ...SYSTEM, env: { AZURE_CLIENT_ID: 'a\nb' } })).toContain(
    'client id "a\\x0ab" (AZURE_CLIENT_ID)',
  );
});

test('a header that is refused is named where there is one', () => {
  expect(identityAdvice(401, { ...SYSTEM, env: { IDENTITY_HEADER: 'secret' } })).toMatch(
    /^hand IDENTITY_ENDPOINT and IDENTITY_HEADER/,
  );
  expect(identityAdvice(401, SYSTEM)).not.toContain('IDENTITY_HEADER');
});

test('a proxy in between is what is to be changed, whatever was answered', () => {
  const env = { HTTPS_PROXY: 'http://p:1' };
  for (const status of [400, 502, undefined]) {
    expect(identityAdvice(status, { ...SYSTEM, env })).toMatch(
      /^name 169\.254\.169\.254 in NO_PROXY: .*http:\/\/p:1 \(HTTPS_PROXY\)/,
    );
  }
  const exempt = { ...env, NO_PROXY: '169.254.169.254' };
  expect(identityAdvice(400, { ...SYSTEM, env: exempt })).not.toContain('NO_PROXY');
});

test('the advice is about the identity and the proxy that the environment names', () => {
  const env = { ...APP_SERVICE, AZURE_CLIENT_ID: 'id' };
  expect(managedIdentity(env)).toEqual({ endpoint: 'http://localhost:42356', env });
});
