import { expect, test } from '@jest/globals';
import { causes, errorCode, isOfCertificate, networkAdvice } from '../../../src/network/connection-errors.ts';

function withCode(code: unknown, options?: ErrorOptions): Error {
  return Object.assign(new Error('x', options), { code });
}

test('the code of an error is read where it is a text', () => {
  expect(errorCode(withCode('ENOTFOUND'))).toBe('ENOTFOUND');
  // Errors of Node's own are of another realm in a vm context: what counts is the member, not the class.
  expect(errorCode({ code: 'ENOTDIR' })).toBe('ENOTDIR');
  expect([withCode(7), new Error('x'), null, 'x'].map(errorCode)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'EPROTO',
])('%s is explained with what to do, however deep it is wrapped', (code) => {
  const error = withCode(code);
  expect(networkAdvice(error)).toMatch(/^(the|nothing) .+: (check|give|run again)\b/);
  const wrapped = new Error('outer', { cause: withCode('REQUEST_SEND_ERROR', { cause: error }) });
  expect(networkAdvice(wrapped)).toBe(networkAdvice(error));
});

test('what is no trouble of the network has no such advice', () => {
  expect(networkAdvice(withCode('QueueNotFound'))).toBeUndefined();
  expect(networkAdvice('text')).toBeUndefined();
});

test('a certificate stays as it is, a connection need not', () => {
  expect(isOfCertificate(withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'))).toBe(true);
  expect(isOfCertificate(new Error('x', { cause: withCode('ERR_TLS_CERT_ALTNAME_INVALID') }))).toBe(true);
  expect(isOfCertificate(withCode('CERT_HAS_EXPIRED'))).toBe(true);
  expect(isOfCertificate(withCode('CERT_NOT_YET_VALID'))).toBe(true);
  expect(isOfCertificate(withCode('ECONNRESET'))).toBe(false);
  expect(isOfCertificate(undefined)).toBe(false);
});

test('the causes of an error are those that it joins as well, the outermost first', () => {
  const [first, second] = [withCode('ENETUNREACH'), withCode('ECONNREFUSED')];
  const joined = new AggregateError([first, second], 'all failed');
  const outer = new Error('outer', { cause: joined });
  expect(causes(outer)).toEqual([outer, joined, first, second]);
  expect(networkAdvice(outer)).toBe(networkAdvice(second));
  expect(causes('no error')).toEqual([]);
});
