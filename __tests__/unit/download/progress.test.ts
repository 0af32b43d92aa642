import { beforeEach, expect, test } from '@jest/globals';
import { Deadline } from '../../../src/time/clock.ts';
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
const FOREIGN = notificationText('Training', { iterationId: OTHER_ITERATION });
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let world: FakeWorld;

beforeEach(() => {
  world = fakeWorld();
});

/** Waits until the training has ended, and returns when each line that is not for debugging was written. */
async function linesOf(endsAfterMs: number, usualMs?: number): Promise<number[]> {
  const { clock, report, run } = world;
  const began = clock.now();
  const times: number[] = [];
  const info = report.info.bind(report);
  report.info = (text) => {
    times.push(clock.now() - began);
    info(text);
  };
  await waitFor(
    {
      what: 'the training',
      isOurs: (notification) => notification.type === 'Training' && notification.iterationId === ITERATION,
      ask: async () => {
        await Promise.resolve();
        return clock.now() - began >= endsAfterMs ? 'ended' : undefined;
      },
      usualMs,
    },
    { ...run, deadline: new Deadline(clock, 25 * HOUR_MS) },
  );
  return times;
}

test('a wait of six hours tells that it lives every minute for ten minutes, then every five', async () => {
  world.clock.after(6 * HOUR_MS, () => world.queue.send(OURS));
  const times = await linesOf(6 * HOUR_MS);
  const beats = world.report
    .of('info')
    .flatMap((line, index) => (line.startsWith('Still') ? times[index] : []));
  const due = [
    ...Array.from({ length: 10 }, (_one, index) => (index + 1) * MINUTE_MS),
    ...Array.from({ length: 70 }, (_one, index) => (index + 3) * 5 * MINUTE_MS),
  ];
  // The last one is due when the wait has ended.
  expect(beats).toHaveLength(due.length - 1);
  beats.forEach((at = 0, index) => {
    const lateMs = at - (due[index] ?? 0);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThanOrEqual(5_000);
  });
});

test('the first lines say what is waited for, how long it lasts already, and how long it may still take', async () => {
  world.clock.after(10 * MINUTE_MS, () => world.queue.send(OURS));
  await linesOf(10 * MINUTE_MS, 4 * MINUTE_MS);
  const lines = world.report.of('info');
  expect(lines.slice(0, 2)).toEqual([
    'Waiting for the training.',
    'Still waiting for the training: 1 min, likely 3 min more, as before.',
  ]);
  expect(lines[5]).toBe('Still waiting for the training: 5 min.');
  expect(lines.at(-1)).toBe('A notification arrived after 10 min.');
});

test('24 hours of waiting are under 300 lines, also where the queue comes and goes all the time', async () => {
  let looks = 0;
  world.queue.trouble = () => {
    looks += 1;
    return looks % 10 < 5 ? new StorageError(503, 'ServerBusy') : undefined;
  };
  await linesOf(24 * HOUR_MS);
  const { report } = world;
  expect(report.of('info').length).toBeLessThan(300);
  expect(report.of('warning')).toHaveLength(1);
  expect(report.of('info').filter((line) => line.includes('can be read again'))).toHaveLength(1);
});

test('in debug mode each look is one line: what is visible, what of it is ours, the oldest, the next look', async () => {
  const { clock, queue, report } = world;
  queue.send(FOREIGN, { insertedAt: clock.now() - HOUR_MS });
  queue.send(FOREIGN);
  clock.after(1_200, () => queue.send(OURS));
  await linesOf(2_000);
  expect(report.of('debug')).toEqual([
    'queue: next look in 500 ms; 2 visible, 0 ours, oldest 2026-11-22T11:00:00.000Z',
    'queue: next look in 500 ms; 2 visible, 0 ours, oldest 2026-11-22T11:00:00.000Z',
    'queue: next look in 500 ms; 2 visible, 0 ours, oldest 2026-11-22T11:00:00.000Z',
    // The service, asked at 1.5 s, says: not yet. It is asked again a second later.
    'queue: next look in 500 ms; 3 visible, 1 ours, oldest 2026-11-22T11:00:00.000Z',
    'queue: next look in 500 ms; 3 visible, 1 ours, oldest 2026-11-22T11:00:00.000Z',
  ]);
  expect(queue.requests.filter((request) => request === 'peek')).toHaveLength(6);
});

test('in debug mode an empty queue, a full view and a refused look are told as well', async () => {
  const { clock, queue, report } = world;
  clock.after(600, () => {
    for (let count = 0; count < 40; count += 1) {
      queue.send('work');
    }
  });
  clock.after(1_100, () => {
    queue.trouble = () => new StorageError(503, 'ServerBusy');
  });
  await linesOf(1_500);
  expect(report.of('debug').slice(0, 4)).toEqual([
    'queue: next look in 500 ms; 0 visible, 0 ours',
    'queue: next look in 500 ms; 0 visible, 0 ours',
    'queue: next look in 500 ms; 32 visible or more, 0 ours, oldest 2026-11-22T12:00:00.600Z',
    'queue: next look in 1000 ms; | 503 ServerBusy',
  ]);
});

test('a flood of messages is one line, and not one for each', async () => {
  for (let second = 1; second <= 600; second += 1) {
    world.clock.after(second * 1_000, () => world.queue.send(OURS));
  }
  await linesOf(10 * MINUTE_MS);
  const arrivals = world.report.of('info').filter((line) => line.startsWith('A notification arrived'));
  expect(arrivals).toEqual(['A notification arrived after 1 s.']);
});
