import { getEventListeners } from 'node:events';
import { expect, test } from '@jest/globals';
import { Deadline, formatDuration, systemClock } from '../../../src/time/clock.ts';
import { withGrace } from '../../../src/time/limits.ts';
import { withinDeadline } from '../../../src/time/limits.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

test('an aborted sleep rejects with the reason, and leaves no listener and no timer', async () => {
  const cancel = new AbortController();
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

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

test('a step that ends within the deadline gives its result, and leaves no timer and no listener', async () => {
  const { signal } = new AbortController();
  const before = timers();
  const within = { clock: systemClock, deadline: new Deadline(systemClock, 3_600_000), signal };
  expect(
    await withinDeadline(
      () => Promise.resolve('done'),
      () => new Error('late'),
      within,
    ),
  ).toBe('done');
  const trouble = new Error('trouble');
  await expect(
    withinDeadline(
      () => Promise.reject(trouble),
      () => new Error('late'),
      within,
    ),
  ).rejects.toBe(trouble);
  expect(timers()).toBe(before);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

/** A step that ends only by its signal, and then with its reason. */
async function endless(signal: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

test('a step that goes on at the deadline is aborted with the reason', async () => {
  const late = new Error('late');
  const clock = new FakeClock();
  const within = { clock, deadline: new Deadline(clock, 5_000), signal: new AbortController().signal };
  await expect(withinDeadline(endless, () => late, within)).rejects.toBe(late);
  expect(clock.sleeps).toEqual([5_000]);
});

test('a step is aborted by a cancel as well, with its reason, and no timer is left', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const before = timers();
  const within = {
    clock: systemClock,
    deadline: new Deadline(systemClock, 3_600_000),
    signal: cancel.signal,
  };
  const step = withinDeadline(endless, () => new Error('late'), within).catch((error: unknown) => error);
  cancel.abort(reason);
  expect(await step).toBe(reason);
  expect(timers()).toBe(before);
});

test('a step with a grace that ends by itself leaves neither timer nor listener', async () => {
  const { signal } = new AbortController();
  const before = timers();
  expect(await withGrace(() => Promise.resolve('done'), 800, systemClock, signal)).toBe('done');
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  expect(timers()).toBe(before);
});

test('what a step brings within its grace counts, though the run is cancelled', async () => {
  const cancel = new AbortController();
  const before = timers();
  const answer = Promise.withResolvers<string>();
  const step = withGrace(
    (signal) => Promise.race([answer.promise, endless(signal)]),
    3_600_000,
    systemClock,
    cancel.signal,
  );
  cancel.abort(new Error('cancelled'));
  answer.resolve('answer');
  expect(await step).toBe('answer');
  expect(timers()).toBe(before);
});

test('a step is aborted with the reason when its grace is over, and not before', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const clock = new FakeClock();
  const aborted: boolean[] = [];
  const step = withGrace(
    (signal) => {
      cancel.abort(reason);
      aborted.push(signal.aborted);
      return endless(signal);
    },
    800,
    clock,
    cancel.signal,
  );
  await expect(step).rejects.toBe(reason);
  expect(aborted).toEqual([false]);
  expect(clock.sleeps).toEqual([800]);
});

test('a step is not taken by a run that is cancelled already', async () => {
  const reason = new Error('cancelled');
  let taken = false;
  const step = (): Promise<void> => {
    taken = true;
    return Promise.resolve();
  };
  await expect(withGrace(step, 800, new FakeClock(), AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(taken).toBe(false);
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
