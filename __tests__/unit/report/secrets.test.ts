import { expect, test } from '@jest/globals';
import { formsOf, secretsIn, withoutSecrets } from '../../../src/report/secrets.ts';

test.each([
  ['a SAS as the portal gives it', 'https://a.example/q?sv=1&sig=a%2Fb%3D&se=2', ['a%2Fb%3D', 'a/b=']],
  ['one that needs no decoding', 'https://a.example/q?sig=abc', ['abc']],
  ['one given decoded', 'https://a.example/q?sv=1&sig=a/b+c=', ['a/b+c=']],
  ['one in capitals', 'https://a.example/q?SIG=abc', ['abc']],
  ['one that is no percent-encoding', 'https://a.example/q?sig=a%zz', ['a%zz']],
  ['several', '?sig=a&x=1 https://b.example?sig=b', ['a', 'b']],
  ['an account key', 'AccountName=a;AccountKey=k/ey==;EndpointSuffix=x', ['k/ey==']],
  ['an empty one', 'https://a.example/q?sig=&x', []],
  ['none', 'https://a.example/q?sv=1&design=2', []],
  ['nothing', '', []],
])('of %s the signature or key is secret, as given and decoded', (_what, text, expected) => {
  expect(secretsIn(text)).toEqual(expected);
});

test.each([
  ['https://a.example/q?sv=1&sig=s3cret&se=2', 'https://a.example/q?sv=1&sig=***&se=2'],
  ['AccountName=a;AccountKey=s3cret==;EndpointSuffix=x', 'AccountName=a;AccountKey=***;EndpointSuffix=x'],
  ['design=blue', 'design=blue'],
  ['by http://user:p%40ss@proxy.example:3128/ now', 'by http://user:***@proxy.example:3128/ now'],
  ['https://a.example:443/a@b', 'https://a.example:443/a@b'],
])('%j is shown as %j', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});

test('a token that somebody quotes is left out, whole or cut off', () => {
  const token = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl';
  expect(withoutSecrets(`Bearer ${token}, twice: "${token.slice(0, 50)}"`)).toBe('Bearer ***, twice: "***"');
  expect(withoutSecrets('eyJ is how they begin, eyJhbGciOi too')).toBe(
    'eyJ is how they begin, eyJhbGciOi too',
  );
});

test('what is made of a secret never is a plain URI, and short pieces are left alone', () => {
  expect(formsOf('abc')).toEqual(['abc']);
  for (const form of formsOf('kQ7/+z9f00dfeed==')) {
    expect('https://account.blob.core.windows.net/models/a%20-%20b.ONNX').not.toContain(form);
    expect(form.length).toBeGreaterThanOrEqual(10);
  }
});

test.each([
  ['beginnings of tokens', 'eyJ'],
  ['percent-encoding', '%25'],
  ['names of signatures', 'sig'],
  ['beginnings of URLs', '://a:'],
  ['signatures', 'sig=a'],
])('of twice as many %s the search takes about twice as long', (_what, piece) => {
  const took = (count: number): number => {
    const text = piece.repeat(count);
    const began = performance.now();
    withoutSecrets(text);
    return performance.now() - began;
  };
  took(1_000);
  // Ten times as much would take a hundred times as long, if it were quadratic; a busy machine is allowed for.
  expect(took(20_000)).toBeLessThan(60 * took(2_000) + 500);
});
