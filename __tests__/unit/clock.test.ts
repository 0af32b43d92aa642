import { getEventListeners } from 'node:events';
import { expect, test } from '@jest/globals';
import { Deadline, formatDuration, systemClock } from '../../src/clock.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

test('an aborted sleep rejects with the reason, and leaves no listener and no timer', async () => {
  const cancel = new AbortController();
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const reason = new Error('cancelled');
  // Longer than Node's longest timer, which would end at once.
  const sleep = systemClock.sleep(2 ** 32, cancel.signal).catch((error: unknown) => error);
  expect(getEventListeners(cancel.signal, 'abort')).toHaveLength(1);
  cancel.abort(reason);
  expect(await sleep).toBe(reason);
  expect(getEventListeners(cancel.signal, 'abort')).toHaveLength(0);
  expect(timers()).toBe(before);
});

test('a sleep on an aborted signal does not begin', async () => {
  const reason = new Error('cancelled before');
  await expect(systemClock.sleep(0, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('a sleep that ends leaves no listener', async () => {
  const { signal } = new AbortController();
  await systemClock.sleep(1, signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('the clock does not go back', () => {
  const first = systemClock.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(first);
});

test('a deadline counts down to nothing and stays there', () => {
  const clock = new FakeClock();
  const deadline = new Deadline(clock, 1_000);
  clock.advance(999);
  expect([deadline.remainingMs(), deadline.passed]).toEqual([1, false]);
  clock.advance(1);
  expect([deadline.remainingMs(), deadline.passed]).toEqual([0, true]);
  clock.advance(1_000);
  expect(deadline.remainingMs()).toBe(0);
});

test.each([
  [0, '0 s'],
  [499, '0 s'],
  [3_000, '3 s'],
  [59_600, '1 min'],
  [89_000, '1 min'],
  [59.6 * 60_000, '1 h'],
  [65 * 60_000, '1 h 5 min'],
  [120 * 60_000, '2 h'],
])('%d ms are written as %j', (ms, expected) => {
  expect(formatDuration(ms)).toBe(expected);
});
