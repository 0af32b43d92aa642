import { expect, test } from '@jest/globals';
import { parseStorageUri as parse, sameResource, type StorageUri } from '../../../src/storage/uri.ts';
import { parseServiceUrl } from '../../../src/network/service-url.ts';

/** As whatever the host looks like. */
function parseStorageUri(text: string): StorageUri {
  return parse(text, text.includes('blob') ? 'container' : 'queue');
}

test.each([
  [
    'host style',
    'https://account.queue.core.windows.net/notes',
    { plain: 'https://account.queue.core.windows.net/notes', account: 'account', name: 'notes' },
  ],
  [
    'capitals in the host, a default port and a trailing slash',
    'https://ACCOUNT.queue.core.windows.net:443/notes/',
    { plain: 'https://account.queue.core.windows.net/notes', account: 'account', name: 'notes' },
  ],
  [
    'a zone, a private link or a custom domain',
    'https://account.z12.blob.storage.azure.net/a-b-1',
    { plain: 'https://account.z12.blob.storage.azure.net/a-b-1', account: 'account', name: 'a-b-1' },
  ],
  [
    'path style on 127.0.0.1',
    'http://127.0.0.1:10001/devstoreaccount1/notes',
    { plain: 'http://127.0.0.1:10001/devstoreaccount1/notes', account: 'devstoreaccount1', name: 'notes' },
  ],
  [
    'path style on localhost',
    'http://localhost:10001/devstoreaccount1/notes/',
    { plain: 'http://localhost:10001/devstoreaccount1/notes', account: 'devstoreaccount1', name: 'notes' },
  ],
  [
    'path style on [::1]',
    'http://[::1]:10001/devstoreaccount1/notes',
    { plain: 'http://[::1]:10001/devstoreaccount1/notes', account: 'devstoreaccount1', name: 'notes' },
  ],
  [
    'path style on another IP address',
    'https://10.1.2.3/account/notes',
    { plain: 'https://10.1.2.3/account/notes', account: 'account', name: 'notes' },
  ],
])('%s is taken apart', (_what, text, expected) => {
  expect(parseStorageUri(text)).toEqual({
    ...expected,
    kind: text.includes('blob') ? 'container' : 'queue',
    sas: null,
  });
});

test('a SAS is kept apart as it is, and is not in what may be shown', () => {
  const { plain, sas } = parseStorageUri(
    'https://account.queue.core.windows.net/notes?sv=1&se=2&sig=a%2Bb%3D',
  );
  expect(plain).toBe('https://account.queue.core.windows.net/notes');
  expect(sas).toBe('sv=1&se=2&sig=a%2Bb%3D');
});

test('an empty query is none', () => {
  expect(parseStorageUri('https://account.queue.core.windows.net/notes?').sas).toBeNull();
});

test.each([
  ['no path', 'https://account.queue.core.windows.net', 'names nothing'],
  ['an empty path', 'https://account.queue.core.windows.net/', 'names nothing'],
  ['an empty segment', 'https://account.queue.core.windows.net//notes', 'names nothing'],
  ['an account alone', 'http://127.0.0.1:10001/devstoreaccount1', 'names nothing'],
  ['too many segments', 'https://account.queue.core.windows.net/notes/messages', 'too many segments'],
  ['too many segments in path style', 'http://127.0.0.1/a/notes/messages', 'too many segments'],
  ['a name in capitals', 'https://account.queue.core.windows.net/Notes', 'no valid name'],
  ['a name of two letters', 'https://account.queue.core.windows.net/ab', 'no valid name'],
  ['a name of 64 letters', `https://account.queue.core.windows.net/${'a'.repeat(64)}`, 'no valid name'],
  ['a double hyphen', 'https://account.queue.core.windows.net/a--b', 'no valid name'],
  ['a hyphen at the end', 'https://account.queue.core.windows.net/abc-', 'no valid name'],
  ['a name with a space', 'https://account.queue.core.windows.net/a%20b', 'no valid name'],
  ['a SAS without sig', 'https://account.queue.core.windows.net/notes?sv=1&sp=r', 'no sig'],
  ['a SAS with an empty sig', 'https://account.queue.core.windows.net/notes?sig=', 'no sig'],
  ['a user name', 'https://me@account.queue.core.windows.net/notes', 'user name'],
  ['a password', 'https://:secret@account.queue.core.windows.net/notes', 'user name or password'],
  ['a fragment', 'https://account.queue.core.windows.net/notes#x', 'fragment'],
  [
    'the name of a private endpoint',
    'https://account.privatelink.queue.core.windows.net/notes',
    'privatelink',
  ],
  ['http elsewhere than on loopback', 'http://account.queue.core.windows.net/notes', 'https://'],
  ['http on another IP address', 'http://10.1.2.3/account/notes', 'https://'],
  ['a host that only begins like loopback', 'http://127.0.0.1.evil.example/account/notes', 'https://'],
  ['another scheme', 'ftp://127.0.0.1/account/notes', 'https://'],
  ['no URL', 'account/notes', 'no URL'],
  [
    'a connection string',
    'AccountName=a;AccountKey=s3cret;EndpointSuffix=core.windows.net',
    'connection string',
  ],
  ['a SAS that may not process', 'https://account.queue.core.windows.net/notes?sp=r&sig=x', 'sp=rup'],
  ['a SAS that may not list', 'https://account.blob.core.windows.net/models?sp=rw&sig=x', 'sp=rl'],
])('%s is refused', (_what, text, words) => {
  expect(() => parseStorageUri(text)).toThrow(words);
});

test('the words of a refusal hold nothing of the query', () => {
  let words = '';
  try {
    parseStorageUri('https://account.queue.core.windows.net/N?sig=s3cret');
  } catch (error) {
    words = String(error);
  }
  expect(words).toContain('no valid name');
  expect(words).not.toContain('s3cret');
});

test('names of 3 and of 63 letters are valid', () => {
  for (const name of ['abc', 'a'.repeat(63), '1-2-3']) {
    expect(parseStorageUri(`https://account.blob.core.windows.net/${name}`).name).toBe(name);
  }
});

test.each([
  ['https://a.example/q', 'https://a.example/q', true],
  ['https://A.Example/q/', 'https://a.example:443/q', true],
  ['https://a.example/q?sig=1', 'https://a.example/q?sig=2', true],
  ['https://a.example/q', 'https://a.example/Q', false],
  ['https://a.example/q', 'https://a.example/q2', false],
  ['https://a.example/q', 'https://b.example/q', false],
  ['http://127.0.0.1:1/a/q', 'http://127.0.0.1:2/a/q', false],
  ['no url', 'no url', true],
  ['no url', 'https://a.example/q', false],
])('%s and %s are the same resource: %s', (one, other, same) => {
  expect(sameResource(one, other)).toBe(same);
  expect(sameResource(other, one)).toBe(same);
});

test('http is for what cannot leave the machine', () => {
  for (const host of ['localhost', '127.0.0.1', '127.8.9.10', '[::1]']) {
    expect(parseServiceUrl(`http://${host}:5000/`).port).toBe('5000');
  }
  for (const host of ['128.0.0.1', 'localhost.example', '[::2]', '0.0.0.0']) {
    expect(() => parseServiceUrl(`http://${host}:5000/`)).toThrow('https://');
  }
});

test('other spellings of a loopback address are read as one', () => {
  expect(parseServiceUrl('http://127.1:5000').hostname).toBe('127.0.0.1');
});

test('the two services cannot be taken for each other', () => {
  expect(() => parse('https://account.blob.core.windows.net/notes', 'queue')).toThrow('blob service');
  expect(() => parse('https://account.queue.core.windows.net/models', 'container')).toThrow('queue service');
  expect(parse('http://127.0.0.1:1/account/notes', 'queue').name).toBe('notes');
});

test('a SAS with all letters, or by a stored policy, is accepted', () => {
  for (const query of ['sp=raup&sig=x', 'sp=rup&sig=x', 'si=policy&sig=x']) {
    expect(parse(`https://account.queue.core.windows.net/notes?${query}`, 'queue').sas).toBe(query);
  }
});
