import { expect, test } from '@jest/globals';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { storageAnswer, storageFailure } from '../../../src/storage/refusals.ts';
import { parseStorageUri, type StorageKind } from '../../../src/storage/uri.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';

const QUEUE = parseStorageUri('https://account.queue.core.windows.net/notes', 'queue');
const CONTAINER = parseStorageUri('https://account.blob.core.windows.net/models', 'container');
const QUEUE_SAS = parseStorageUri('https://account.queue.core.windows.net/notes?sv=1&sig=s3cret', 'queue');
const CONTAINER_SAS = parseStorageUri(
  'https://account.blob.core.windows.net/models?sv=1&sig=s3cret',
  'container',
);

function told(kind: StorageKind, error: unknown, sas = false): string {
  const [queue, container] = sas ? [QUEUE_SAS, CONTAINER_SAS] : [QUEUE, CONTAINER];
  return storageFailure(kind === 'queue' ? queue : container, error).message;
}

test('a failure says what could not be done to which object, what was answered, and the next step', () => {
  expect(told('queue', new StorageError(404, 'QueueNotFound')).split('\n')).toEqual([
    'Could not read the queue https://account.queue.core.windows.net/notes (notification-queue-uri). Storage answered:',
    '| 404 QueueNotFound',
    'Next: correct notification-queue-uri, or create it: az storage queue create --account-name account --name notes --auth-mode key (where the account accepts no keys, --auth-mode login: for that even its owner needs the role Storage Queue Data Contributor).',
  ]);
});

test.each<[StorageKind, number, string, boolean, string]>([
  [
    'container',
    404,
    'ContainerNotFound',
    false,
    'az storage container create --account-name account --name models --auth-mode key (where the account accepts no keys, --auth-mode login: for that even its owner needs the role Storage Blob Data Contributor).',
  ],
  ['queue', 409, 'QueueBeingDeleted', false, 'being deleted'],
  ['container', 409, 'ContainerBeingDeleted', false, 'being deleted'],
  ['queue', 403, 'AuthenticationFailed', false, 'check storage-account-key'],
  ['queue', 403, 'AuthenticationFailed', true, 'check the SAS in notification-queue-uri'],
  ['container', 403, 'AuthenticationFailed', true, 'check the SAS in export-model-container-uri'],
  ['queue', 403, 'AuthorizationPermissionMismatch', false, 'Storage Queue Data Message Processor'],
  ['container', 403, 'AuthorizationPermissionMismatch', false, 'Storage Blob Data Reader'],
  ['queue', 403, 'AuthorizationPermissionMismatch', true, 'sp=rup'],
  ['container', 403, 'AuthorizationPermissionMismatch', true, 'sp=rl'],
  ['container', 403, 'AuthorizationFailure', false, 'firewall'],
  ['queue', 403, 'AuthorizationSourceIPMismatch', true, 'IP address'],
  ['queue', 401, 'InvalidAuthenticationInfo', false, 'tenant'],
  ['queue', 403, 'KeyBasedAuthenticationNotPermitted', false, 'does not accept keys'],
  ['container', 401, 'NoAuthenticationInformation', false, 'storage-account-key'],
  ['queue', 400, 'SomethingNew', false, 'Azure Storage documentation'],
])('%s: %i %s (SAS: %s) gives a next step', (kind, status, code, sas, words) => {
  const message = told(kind, new StorageError(status, code), sas);
  expect(message).toContain(`| ${status} ${code}`);
  expect(message).toMatch(/\nNext: .+\.$/);
  expect(message).toContain(words);
  expect(message).not.toContain('s3cret');
});

test('a host that is not known is explained as one', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  expect(told('queue', error)).toContain('host name is not known');
  expect(told('queue', new Error('wrapped', { cause: error }))).toContain('host name is not known');
});

test('where no answer arrived, that is said, and nothing was refused', () => {
  const error = Object.assign(new Error('connect EHOSTUNREACH'), { code: 'EHOSTUNREACH' });
  const { title, message } = storageFailure(QUEUE, error);
  expect(title).toBe('Storage out of reach');
  expect(message).toContain(
    '. No answer arrived:\n| EHOSTUNREACH: connect EHOSTUNREACH\nNext: check the host in',
  );
  expect(storageFailure(QUEUE, new StorageError(503, 'ServerBusy')).title).toBe('Storage refused');
});

test('an answer is one safe line, whatever was thrown', () => {
  expect(storageAnswer(new StorageError(503, 'ServerBusy'))).toBe('| 503 ServerBusy');
  expect(storageAnswer(Object.assign(new Error('x'), { statusCode: 500 }))).toBe('| 500');
  expect(storageAnswer(new Error('a\n::error::b ?sig=s3cret'))).toBe('| a\\x0a::error::b ?sig=***');
  expect(storageAnswer('a string')).toBe('| a string');
  expect(storageAnswer(undefined)).toBe('| undefined');
});

test('without a token, the login is what is explained', () => {
  const error = new SignInError(
    {
      said: 'Entra ID gave no token: no',
      code: undefined,
      transient: false,
      lines: ['It says:', '| no', 'Next: x.'],
    },
    undefined,
  );
  expect(told('queue', error).split('\n')).toEqual([
    'Could not read the queue https://account.queue.core.windows.net/notes: there is no token for it.',
    'It says:',
    '| no',
    'Next: x.',
  ]);
  expect(storageAnswer(error)).toBe('| Entra ID gave no token: no');
});
