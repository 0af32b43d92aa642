import { expect, test } from '@jest/globals';
import { ManualClock, SystemClock } from '../../../emulator/custom-vision/resource/clock.ts';

test('a manual clock runs what falls due in the order of time, each at its own time', () => {
  const clock = new ManualClock(1000);
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, clock.now()]);
  clock.schedule(300, note('late'));
  clock.schedule(100, () => {
    note('early')();
    clock.schedule(50, note('follow-up'));
  });
  clock.schedule(900, note('not yet'));
  clock.advance(500);
  expect(seen).toEqual([
    ['early', 1100],
    ['follow-up', 1150],
    ['late', 1300],
  ]);
  expect(clock.now()).toBe(1500);
});

test('what was cancelled or scheduled after the end never runs', () => {
  const clock = new ManualClock();
  let runs = 0;
  const cancel = clock.schedule(10, () => (runs += 1));
  cancel();
  clock.schedule(10, () => (runs += 1));
  clock.close();
  clock.schedule(10, () => (runs += 1));
  clock.advance(100);
  expect(runs).toBe(0);
});

test('the system clock runs an appointment, and leaves no timer behind when it is closed', async () => {
  const clock = new SystemClock();
  await new Promise<void>((resolve) => {
    clock.schedule(1, resolve);
  });
  const before = timers();
  clock.schedule(60_000, () => undefined);
  const cancel = clock.schedule(60_000, () => undefined);
  expect(timers()).toBe(before + 2);
  cancel();
  clock.close();
  clock.schedule(60_000, () => undefined);
  expect(timers()).toBe(before);
});

test('after an infinite delay neither clock runs anything', async () => {
  let runs = 0;
  const [manual, system] = [new ManualClock(), new SystemClock()];
  for (const clock of [manual, system]) clock.schedule(Infinity, () => (runs += 1));
  manual.advance(1e12);
  await new Promise<void>((resolve) => {
    system.schedule(20, resolve);
  });
  expect(runs).toBe(0);
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

test('manual time tells when the next thing falls due', () => {
  const clock = new ManualClock(1_000);
  expect(clock.next).toBeUndefined();
  clock.schedule(200, () => undefined);
  const cancel = clock.schedule(100, () => undefined);
  expect(clock.next).toBe(1_100);
  cancel();
  expect(clock.next).toBe(1_200);
});
