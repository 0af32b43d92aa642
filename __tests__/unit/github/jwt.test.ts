import { expect, test } from '@jest/globals';
import { claimsOf, timeOf } from '../../../src/github/jwt.ts';

function token(claims: unknown): string {
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

test('claims are read as they stand, times in milliseconds', () => {
  const text = token({ sub: 'me', exp: 1_800_000_000 });
  expect(claimsOf(text)).toEqual({ sub: 'me', exp: 1_800_000_000 });
  expect([timeOf(text, 'exp'), timeOf(text, 'nbf')]).toEqual([1_800_000_000_000, undefined]);
});

test.each([undefined, '', 'token', 'a.b.c', token(null), token('text'), token([1])])(
  '%j tells nothing of its times',
  (text) => {
    expect(timeOf(text, 'exp')).toBeUndefined();
  },
);
