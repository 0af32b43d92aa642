import { expect, test } from '@jest/globals';
import { SignInError } from '../../../src/entra/sign-in-error.ts';
import { ForeignAnswer } from '../../../src/network/foreign-answer.ts';
import { patiently } from '../../../src/storage/retry.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';

const { signal } = new AbortController();
const QUEUE = parseStorageUri('https://account.queue.core.windows.net/notes', 'queue');
const CONTAINER = parseStorageUri('https://account.blob.core.windows.net/models', 'container');

/** Answers with these errors in turn, then with `done`. */
function answering(...errors: Error[]): { sent: () => number; request: () => Promise<string> } {
  let sent = 0;
  return {
    sent: () => sent,
    request: () => {
      sent += 1;
      const error = errors[sent - 1];
      return error === undefined ? Promise.resolve('done') : Promise.reject(error);
    },
  };
}

function noToken({ transient }: { transient: boolean }): SignInError {
  return new SignInError({ said: 'no token', code: undefined, transient, lines: [] }, undefined);
}

const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

test.each([
  ['503', new StorageError(503, 'ServerBusy')],
  ['429', new StorageError(429, 'TooManyRequests')],
  ['408', new StorageError(408, 'RequestTimeout')],
  ['a reset', reset],
  ['a token service in trouble', noToken({ transient: true })],
])('%s is asked again until an answer stands, with growing pauses', async (_name, error) => {
  const clock = new FakeClock();
  const { request, sent } = answering(error, error, error);
  expect(await patiently(QUEUE, request, { clock, signal })).toBe('done');
  expect(sent()).toBe(4);
  expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
});

test('the fourth trouble is thrown, though a fifth request would be answered', async () => {
  const clock = new FakeClock();
  const { request, sent } = answering(reset, reset, reset, reset);
  await expect(patiently(QUEUE, request, { clock, signal })).rejects.toMatchObject({
    cause: reset,
  });
  expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
  expect(sent()).toBe(4);
});

test.each([
  ['a refusal', new StorageError(403, 'AuthorizationFailure')],
  ['a missing queue', new StorageError(404, 'QueueNotFound')],
  ['an unknown host', Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })],
  ['an untrusted certificate', Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' })],
  ['a page in place of storage', new ForeignAnswer('account.queue.core.windows.net', 200, 'a page')],
  ['a login that is refused', noToken({ transient: false })],
])('%s is thrown at once', async (_name, error) => {
  const clock = new FakeClock();
  const { request, sent } = answering(error);
  await expect(patiently(QUEUE, request, { clock, signal })).rejects.toMatchObject({
    name: 'Failure',
    cause: error,
  });
  expect(sent()).toBe(1);
  expect(clock.sleeps).toEqual([]);
});

test('a cancel during a request is thrown with its reason, and nothing more is sent', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  let sent = 0;
  const request = (): Promise<never> => {
    sent += 1;
    cancel.abort(reason);
    return Promise.reject(reset);
  };
  await expect(patiently(QUEUE, request, { clock: new FakeClock(), signal: cancel.signal })).rejects.toBe(
    reason,
  );
  expect(sent).toBe(1);
});

test('of a client that asks again itself, only a login in trouble is left to be waited for', async () => {
  const clock = new FakeClock();
  const { request } = answering(noToken({ transient: true }));
  expect(await patiently(CONTAINER, request, { clock, signal })).toBe('done');
  expect(clock.sleeps).toEqual([1_000]);
  for (const error of [noToken({ transient: false }), reset, new StorageError(503, 'ServerBusy')]) {
    const refused = answering(error);
    await expect(patiently(CONTAINER, refused.request, { clock, signal })).rejects.toMatchObject({
      cause: error,
    });
    expect(refused.sent()).toBe(1);
  }
});
