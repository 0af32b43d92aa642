import { expect, test } from '@jest/globals';
import { AnonymousCredential, StorageSharedKeyCredential } from '@azure/storage-queue';
import { entraLogin } from '../../../src/entra/login.ts';
import { hasEarlierLogin } from '../../../src/entra/earlier-login.ts';
import { needsEntra } from '../../../src/inputs/credential-checks.ts';
import { storageCredential } from '../../../src/storage/client.ts';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';

/** Where no Azure CLI is logged in. */
const NO_CLI = { AZURE_CONFIG_DIR: '/nowhere' };
const TOKEN = { getToken: () => Promise.resolve(null) };
const PLAIN = parseStorageUri('https://account.queue.core.windows.net/notes', 'queue');
const WITH_SAS = parseStorageUri('https://account.queue.core.windows.net/notes?sig=x', 'queue');

test('a SAS in the URI comes first, though there is a key', async () => {
  expect(await storageCredential(WITH_SAS, 'a2V5', TOKEN)).toBeInstanceOf(AnonymousCredential);
});

test('then the key, for the account that the URI names', async () => {
  const credential = await storageCredential(PLAIN, 'a2V5', TOKEN);
  expect(credential).toBeInstanceOf(StorageSharedKeyCredential);
  expect(credential).toMatchObject({ accountName: 'account' });
  const emulated = parseStorageUri('http://127.0.0.1:10001/devstoreaccount1/notes', 'queue');
  expect(await storageCredential(emulated, 'a2V5', TOKEN)).toMatchObject({ accountName: 'devstoreaccount1' });
});

test('and Entra ID where there is neither', async () => {
  expect(await storageCredential(PLAIN, null, TOKEN)).toBe(TOKEN);
});

test.each([
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_CLIENT_ID',
  'IDENTITY_ENDPOINT',
  'MSI_ENDPOINT',
  'AZURE_TOKEN_CREDENTIALS',
])('the variable %s is a sign of a login, unless it is empty', (name) => {
  expect(hasEarlierLogin({ ...NO_CLI, [name]: 'x' })).toBe(true);
  expect(hasEarlierLogin({ ...NO_CLI, [name]: '' })).toBe(false);
});

test('nothing is none', () => {
  expect(hasEarlierLogin({ ...NO_CLI, PATH: 'x' })).toBe(false);
});

test.each([
  ['nothing', {}, true],
  ['both keys', { trainingKey: 'k', storageAccountKey: 'a' }, false],
  ['the training key', { trainingKey: 'k' }, true],
  ['the account key', { storageAccountKey: 'a' }, true],
  ['the training key and both signatures', { trainingKey: 'k', queue: WITH_SAS, container: WITH_SAS }, false],
  ['the training key and one signature', { trainingKey: 'k', queue: WITH_SAS }, true],
])('with %s given, Entra ID is needed: %s', (_what, changes, needed) => {
  expect(needsEntra(fakeInputs(changes))).toBe(needed);
});

const IDS = {
  clientId: '64b822c5-8082-4b36-a426-27225f4aa18c',
  tenantId: '64b822c5-8082-4b36-a426-27225f4aa18d',
};

test('a login that is not possible at all is explained, and nothing is asked', async () => {
  const masked: string[] = [];
  const clock = new FakeClock();
  clock.guards = (ms) => ms >= 30_000;
  const { credential } = entraLogin(
    fakeInputs(IDS),
    // Only TLS is good enough for tokens: the library refuses to ask.
    { AZURE_AUTHORITY_HOST: 'http://127.0.0.1:1' },
    { clock, signal: new AbortController().signal, mask: (secret) => masked.push(secret) },
  );
  const error = await credential.getToken('scope').catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SignInError);
  expect((error as SignInError).message).toContain('https');
  expect(masked).toEqual([]);
});
