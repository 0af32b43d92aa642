import { expect, test } from '@jest/globals';
import { AnonymousCredential, StorageSharedKeyCredential } from '@azure/storage-queue';
import { entraLoginSigns, isSignInError, signInFailure, storageCredential } from '../../src/credentials.ts';
import { parseStorageUri } from '../../src/storage-uri.ts';

const TOKEN = { getToken: () => Promise.resolve(null) };
const PLAIN = parseStorageUri('https://account.queue.core.windows.net/notes', 'queue');
const WITH_SAS = parseStorageUri('https://account.queue.core.windows.net/notes?sig=x', 'queue');

let logins = 0;
async function entra() {
  logins += 1;
  return await Promise.resolve(TOKEN);
}

test('a SAS in the URI comes first, though there is a key', async () => {
  expect(await storageCredential(WITH_SAS, 'a2V5', entra)).toBeInstanceOf(AnonymousCredential);
  expect(logins).toBe(0);
});

test('then the key, for the account that the URI names', async () => {
  const credential = await storageCredential(PLAIN, 'a2V5', entra);
  expect(credential).toBeInstanceOf(StorageSharedKeyCredential);
  expect(credential).toMatchObject({ accountName: 'account' });
  const emulated = parseStorageUri('http://127.0.0.1:10001/devstoreaccount1/notes', 'queue');
  expect(await storageCredential(emulated, 'a2V5', entra)).toMatchObject({ accountName: 'devstoreaccount1' });
  expect(logins).toBe(0);
});

test('and Entra ID where there is neither', async () => {
  expect(await storageCredential(PLAIN, null, entra)).toBe(TOKEN);
});

test.each([
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_CLIENT_ID',
  'IDENTITY_ENDPOINT',
  'MSI_ENDPOINT',
  'AZURE_TOKEN_CREDENTIALS',
])('the variable %s is a sign of a login, unless it is empty', (name) => {
  expect(entraLoginSigns({ [name]: 'x' }, false)).toBe(true);
  expect(entraLoginSigns({ [name]: '' }, false)).toBe(false);
});

test('so is a login by the Azure CLI, and nothing is none', () => {
  expect(entraLoginSigns({}, true)).toBe(true);
  expect(entraLoginSigns({ PATH: 'x' }, false)).toBe(false);
});

test.each([
  'CredentialUnavailableError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'AggregateAuthenticationError',
])('a %s means that no token could be had, and is explained', (name) => {
  const error = Object.assign(new Error('no login\n::error::x'), { name });
  expect(isSignInError(error)).toBe(true);
  const { status, message, cause } = signInFailure('read the queue', error);
  expect([status, cause]).toEqual(['failed', error]);
  expect(message).toContain('| no login\n| ::error::x\nNext: ');
});

test('other errors are none of the login', () => {
  expect([new Error('x'), { name: 'AuthenticationError' }, undefined].map(isSignInError)).toEqual([
    false,
    false,
    false,
  ]);
});
