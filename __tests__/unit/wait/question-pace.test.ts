/**
 * What keeps a wait from asking too often: the service's own wish, a flood of messages, other waits of the run.
 */
import { beforeEach, expect, test } from '@jest/globals';
import { Deadline } from '../../../src/time/clock.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import type { Notification } from '../../../src/wait/notification.ts';
import { waitFor } from '../../../src/wait/wait.ts';
import {
  type FakeWorld,
  fakeWorld,
  ITERATION,
  notificationText,
} from '../../../trials/fakes/fake-services.ts';

let world: FakeWorld;
let began: number;
/** When the service was asked, in seconds since the wait began. */
let asked: number[];

beforeEach(() => {
  world = fakeWorld();
  began = world.clock.now();
  asked = [];
});

const isOurs = (notification: Notification): boolean =>
  notification.type === 'Training' && notification.iterationId === ITERATION;

/** A wait that ends after so many seconds; a question before that may be refused. */
async function wait(endsAfterS: number, refuse = (): void => undefined): Promise<unknown> {
  return await waitFor(
    {
      what: 'the training',
      isOurs,
      ask: async () => {
        await Promise.resolve();
        const seconds = (world.clock.now() - began) / 1_000;
        asked.push(seconds);
        if (seconds >= endsAfterS) {
          return 'ended';
        }
        refuse();
        return undefined;
      },
    },
    world.run,
  );
}

/** Refuses once, and says when to come again. */
function busyOnce(retryAfterMs: number): () => void {
  let refused = false;
  return () => {
    if (!refused) {
      refused = true;
      throw new ServiceError({ operation: 'GetIteration', httpStatus: 429, detail: 'busy', retryAfterMs });
    }
  };
}

test('a service that says when to come again is not asked before, neither for a message nor to follow one up', async () => {
  world.queue.send(notificationText('Training'));
  world.clock.after(20_000, () => world.queue.send(notificationText('Training')));
  await wait(30, busyOnce(45_000));
  expect(asked).toEqual([0, expect.closeTo(45, 0)]);
});

test('what it says is believed for two minutes at most, and never beyond the deadline', async () => {
  world.queue.send(notificationText('Training'));
  await wait(1, busyOnce(86_400_000));
  expect(asked).toEqual([0, expect.closeTo(120, 0)]);

  world = fakeWorld();
  world = { ...world, run: { ...world.run, deadline: new Deadline(world.clock, 60_000) } };
  [began, asked] = [world.clock.now(), []];
  world.queue.send(notificationText('Training'));
  await expect(wait(Infinity, busyOnce(86_400_000))).rejects.toMatchObject({ status: 'timed-out' });
  expect(asked).toEqual([0, 60]);
});

test('a thousand forged messages, one after the other, do not make a thousand questions', async () => {
  for (let sent = 0; sent < 1_000; sent += 1) {
    world.clock.after(sent * 600, () => world.queue.send(notificationText('Training')));
  }
  await wait(600);
  expect(asked.length).toBeGreaterThan(50);
  expect(asked.length).toBeLessThan(130);
  const pauses = asked.map((at, index) => at - (asked[index - 1] ?? at));
  expect(Math.max(...pauses)).toBeLessThan(14);
});

test('side by side, waits write one debug line for each look, and one warning for a service in trouble', async () => {
  const { clock, queue, run } = world;
  queue.send(notificationText('Training'));
  const trouble = busyOnce(0);
  await Promise.all([
    wait(30, trouble),
    wait(30, () => {
      trouble();
    }),
  ]);
  const looks = queue.requests.filter((request) => request === 'peek').length;
  expect(world.report.of('debug').filter((line) => line.includes('next look in'))).toHaveLength(looks - 1);

  const refused = new ServiceError({ operation: 'GetIteration', httpStatus: 503, detail: 'busy' });
  const late = { ...run, deadline: new Deadline(clock, 300_000) };
  const each = Array.from({ length: 3 }, () =>
    waitFor({ what: 'an export', isOurs: () => false, ask: () => Promise.reject(refused) }, late),
  );
  await Promise.allSettled(each);
  expect(world.report.of('warning')).toHaveLength(1);
});
