import { expect, test } from '@jest/globals';
import { leaksInText, type Secrets } from '../../trials/leaks.ts';

const KEY = 'aGVsbG8/d29ybGQ+Zm9vYmFy/2Jheg==';
const SECRETS: Secrets = [['key', KEY]];

test.each([
  ['as it is', KEY],
  ['percent-encoded', encodeURIComponent(KEY)],
  [
    'percent-encoded in lower case',
    encodeURIComponent(KEY)
      .replaceAll('%2F', '%2f')
      .replaceAll('%3F', '%3f')
      .replaceAll('%2B', '%2b')
      .replaceAll('%3D', '%3d'),
  ],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(KEY))],
  ['in base64', Buffer.from(KEY).toString('base64')],
  ['in base64 behind one byte', Buffer.from(`:${KEY}`).toString('base64')],
  ['in base64 behind two bytes', Buffer.from(`::${KEY}`).toString('base64')],
  [
    'in the base64 of a URL',
    Buffer.from(`https://host/?sig=${encodeURIComponent(KEY)}&se=2`).toString('base64url'),
  ],
])('a secret is found %s', (_name, form) => {
  const leaks = leaksInText(`before ${form} after`, 'the log', SECRETS);
  expect(leaks.length).toBeGreaterThan(0);
  expect(leaks.join()).not.toContain(KEY);
});

test('a secret that was given percent-encoded is found decoded', () => {
  const encoded: Secrets = [['signature', encodeURIComponent(KEY)]];
  expect(leaksInText(KEY, 'the log', encoded)).not.toEqual([]);
});

test('what is no secret is none', () => {
  expect(leaksInText(`${KEY.slice(1)} *** ${KEY.toLowerCase()}`, 'the log', SECRETS)).toEqual([]);
});
