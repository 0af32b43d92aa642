import { getEventListeners } from 'node:events';
import { beforeEach, expect, test } from '@jest/globals';
import { Deadline, systemClock } from '../../../src/time/clock.ts';
import { Failure } from '../../../src/report/failure.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { Inbox } from '../../../src/wait/inbox.ts';
import type { Notification } from '../../../src/wait/notification.ts';
import type { Awaited } from '../../../src/wait/awaited.ts';
import { waitFor } from '../../../src/wait/wait.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import {
  type FakeWorld,
  fakeWorld,
  ITERATION,
  notificationText,
  OTHER_ITERATION,
} from '../../../trials/fakes/fake-services.ts';

const OURS = notificationText('Training');
const MINUTE_MS = 60_000;

let world = fakeWorld();
/** When the service was asked, in milliseconds since the wait began. */
let asked: number[] = [];
/** When the awaited thing ends, in milliseconds since the wait began. */
let endsAt = Infinity;

beforeEach(() => {
  start(fakeWorld());
});

function start(changed: FakeWorld): void {
  world = changed;
  asked = [];
  endsAt = Infinity;
}

function awaited(answer: () => string | undefined = () => undefined): Awaited<string> {
  const began = world.clock.now();
  return {
    what: 'the training',
    isOurs: (notification: Notification) =>
      notification.type === 'Training' && notification.iterationId === ITERATION,
    ask: async () => {
      await Promise.resolve();
      const waited = world.clock.now() - began;
      asked.push(waited);
      return waited >= endsAt ? 'ended' : answer();
    },
  };
}

async function wait(answer?: () => string | undefined): Promise<string> {
  return await waitFor(awaited(answer), world.run);
}

/** Asked times in seconds. */
function askedSeconds(): number[] {
  return asked.map((ms) => ms / 1_000);
}

test('a message wakes at the next look: the service is asked once, and its answer ends the wait', async () => {
  world.clock.after(20_000, () => world.queue.send(OURS));
  endsAt = 20_000;
  await expect(wait()).resolves.toBe('ended');
  expect(asked).toHaveLength(1);
  expect(asked[0]).toBeLessThan(20_600);
  expect(world.queue.writes).toEqual([]);
  expect(world.inbox.proven).toBe(true);
});

test('a message that is there before the wait begins is acted upon at once', async () => {
  world.queue.send(OURS);
  endsAt = 0;
  await wait();
  expect(asked).toEqual([0]);
  expect(world.clock.sleeps).toEqual([]);
});

test('messages of others wake nobody', async () => {
  world.queue.send(notificationText('Training', { iterationId: OTHER_ITERATION }));
  world.queue.send(notificationText('Export'));
  world.queue.send('work');
  endsAt = 0;
  await wait();
  expect(asked).toEqual([120_000]);
});

test('a message ahead of the state is followed up after 1, 2, 4, 8, 16 and 30 s', async () => {
  world.queue.send(OURS);
  endsAt = 100_000;
  await wait();
  expect(askedSeconds().slice(0, 7)).toEqual([0, 1, 2, 4, 8, 16, 30]);
});

test('a duplicate starts the follow-ups again, and a repeated sight of one message does not', async () => {
  world.queue.send(OURS);
  world.clock.after(5_000, () => world.queue.send(OURS));
  endsAt = 20_000;
  await wait();
  const second = asked.findIndex((ms) => ms >= 5_000);
  const heardAt = asked[second] ?? 0;
  expect(asked.slice(second, second + 5).map((ms) => ms - heardAt)).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
});

test('a forged flood of one message costs a bounded number of questions', async () => {
  world.queue.send(OURS);
  endsAt = 119_000;
  await wait();
  expect(asked.length).toBeLessThanOrEqual(10);
});

test('while the queue is silent the service is asked after 2 min and then after every further half of the time waited, at most 15 min apart', async () => {
  endsAt = 150 * MINUTE_MS;
  await wait();
  const minutes = asked.map((ms) => Math.round((ms / MINUTE_MS) * 100) / 100);
  expect(minutes.slice(0, 6)).toEqual([2, 3, 4.5, 6.75, 10.13, 15.19]);
  const gaps = asked.slice(1).map((ms, index) => ms - (asked[index] ?? 0));
  expect(Math.max(...gaps)).toBe(15 * MINUTE_MS);
});

test.each([
  [0, 96],
  [1, 144],
])('with the random number %d the first question comes after %d s', async (random, seconds) => {
  endsAt = 0;
  await waitFor(awaited(), { ...world.run, random: () => random });
  expect(askedSeconds()).toEqual([seconds]);
});

test('a wait that ended by asking leaves notifications unproven: the next one asks every minute', async () => {
  endsAt = 0;
  await wait();
  expect(world.inbox.proven).toBe(false);
  asked = [];
  endsAt = 5 * MINUTE_MS;
  await wait();
  expect(asked.map((ms) => ms / MINUTE_MS)).toEqual([1, 2, 3, 4, 5]);
});

test('queue trouble is warned of once and never ends the wait: the service is asked every minute', async () => {
  world.queue.trouble = () => new StorageError(503, 'ServerBusy');
  endsAt = 10 * MINUTE_MS;
  await wait();
  expect(asked.map((ms) => ms / MINUTE_MS)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(world.report.of('warning')).toHaveLength(1);
});

test('queue trouble that begins in the middle of a long silence is answered by asking within a minute', async () => {
  world.clock.after(31 * MINUTE_MS, () => {
    world.queue.trouble = () => new StorageError(500, 'InternalError');
  });
  endsAt = 31 * MINUTE_MS;
  await wait();
  expect(asked.at(-1)).toBeLessThan(32.2 * MINUTE_MS);
});

test('the pace is half a second at first, grows with the root of the time waited, and ends at 5 s', async () => {
  endsAt = 120 * MINUTE_MS;
  await wait();
  const sleeps = world.clock.sleeps.map(Math.round);
  expect(sleeps.slice(0, 3)).toEqual([500, 500, 500]);
  expect(Math.max(...sleeps)).toBe(5_000);
});

test('the sequence of sleeps after each failed look doubles until 30 s', async () => {
  world.queue.trouble = () => new StorageError(503, 'ServerBusy');
  endsAt = 150_000;
  await wait();
  // 500 ms at the factors 2, 4, 8, 16 and then the growing pace at 32, cut at 30 s and by the questions.
  expect(world.clock.sleeps.slice(0, 4).map(Math.round)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(Math.max(...world.clock.sleeps)).toBeLessThanOrEqual(30_000);
});

test('before a time-out is declared the service is asked once more, and may save the run', async () => {
  start(fakeWorld({}, 90_000));
  endsAt = 90_000;
  await expect(wait()).resolves.toBe('ended');
  expect(asked).toEqual([90_000]);
});

test('a time-out is told as one, at the deadline and not later', async () => {
  start(fakeWorld({}, 90_000));
  const failure: unknown = await wait().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ status: 'timed-out' });
  expect((failure as Failure).message).toContain('Next: ');
  expect(asked).toEqual([90_000]);
});

test.each([429, 500, 503, null])(
  'passing trouble of the service (%s) is warned of once and asked again',
  async (httpStatus) => {
    let times = 0;
    const answer = (): string | undefined => {
      times += 1;
      if (times <= 2) {
        throw new ServiceError({ operation: 'GetIteration', httpStatus, detail: 'busy' });
      }
      return 'ended';
    };
    await expect(wait(answer)).resolves.toBe('ended');
    expect(asked).toHaveLength(3);
    expect(world.report.of('warning')).toHaveLength(1);
  },
);

test.each([401, 403, 404, 400])('an answer %i ends the wait', async (httpStatus) => {
  const refusal = new ServiceError({ operation: 'GetIteration', httpStatus, detail: 'no' });
  await expect(
    wait(() => {
      throw refusal;
    }),
  ).rejects.toBe(refusal);
  expect(asked).toHaveLength(1);
});

test('an abort during a pause rejects with its reason, without another look or question', async () => {
  const reason = new Error('cancelled');
  world.clock.after(10_200, () => {
    world.cancel.abort(reason);
  });
  await expect(wait()).rejects.toBe(reason);
  expect(world.clock.now() - (world.run.deadline.at - 330 * MINUTE_MS)).toBe(10_200);
  expect(asked).toEqual([]);
});

test('an abort on the real clock rejects at once and leaves no timer and no listener behind', async () => {
  const reason = new Error('cancelled');
  const { signal } = world.cancel;
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const deadline = new Deadline(systemClock, MINUTE_MS);
  const inbox = new Inbox(world.queue, systemClock, world.report);
  const waiting = waitFor(awaited(), { ...world.run, inbox, clock: systemClock, deadline });
  const ended = waiting.catch((error: unknown) => error);
  for (let turn = 0; turn < 100 && timers() === before; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  expect(timers()).toBe(before + 1);
  world.cancel.abort(reason);
  expect(await ended).toBe(reason);
  expect(timers()).toBe(before);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a wait that ends leaves no listener on the signal', async () => {
  world.queue.send(OURS);
  endsAt = 2_000;
  await wait();
  expect(getEventListeners(world.cancel.signal, 'abort')).toEqual([]);
});

test('ours is cleared 10 s after it was heard while the wait goes on', async () => {
  const id = world.queue.send(OURS);
  endsAt = 16_000;
  await wait();
  expect(world.queue.writes).toEqual(['receive 1 for 5 s', `delete ${id}`]);
});

test('two runs that wait for the same iteration both hear its one message', async () => {
  const other = fakeWorld();
  const both = { ...other.run, clock: world.clock, deadline: world.run.deadline };
  const second = new Inbox(world.queue, world.clock, other.report);
  world.queue.send(OURS);
  endsAt = 0;
  await wait();
  await waitFor(awaited(), { ...both, inbox: second });
  expect(asked).toEqual([0, 0]);
});

test('behind a crowd that is not ours the service is asked after 30 s, and then after a tenth of the time waited', async () => {
  start(fakeWorld({}, 20 * MINUTE_MS));
  endsAt = 10 * MINUTE_MS;
  for (let count = 0; count < 32; count += 1) {
    world.queue.send('{"job":1}');
  }
  expect(await wait()).toBe('ended');
  const pauses = askedSeconds().map((at, index, all) => at - (all[index - 1] ?? 0));
  expect(askedSeconds()[0]).toBe(30);
  for (const [index, pause] of pauses.entries()) {
    const at = askedSeconds()[index] ?? 0;
    expect(pause).toBeGreaterThanOrEqual(30);
    expect(pause).toBeLessThanOrEqual(Math.max(30, at / 10) + 6);
  }
});

test('without reconciliation silence is no reason to ask: only the message, or the deadline', async () => {
  start(fakeWorld({}, 60 * MINUTE_MS));
  const waiting = { ...world.run, reconcileMs: null };
  await expect(waitFor(awaited(), waiting)).rejects.toMatchObject({ status: 'timed-out' });
  expect(askedSeconds()).toEqual([3_600]);
});

test('without reconciliation a queue in trouble is a reason to ask all the same', async () => {
  start(fakeWorld({}, 10 * MINUTE_MS));
  endsAt = 3 * MINUTE_MS;
  world.queue.trouble = () => new StorageError(503, 'ServerBusy');
  expect(await waitFor(awaited(), { ...world.run, reconcileMs: null })).toBe('ended');
  expect(askedSeconds().length).toBeGreaterThan(1);
});
