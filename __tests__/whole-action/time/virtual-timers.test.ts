import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { VirtualTimers } from './virtual-timers.ts';

const START = 1_000_000;

function timersWith(): { timers: VirtualTimers; fired: string[]; note: (name: string) => () => void } {
  const timers = new VirtualTimers(START);
  const fired: string[] = [];
  const note = (name: string) => (): void => {
    fired.push(`${name} at ${timers.now - START}`);
  };
  return { timers, fired, note };
}

test('timers fire in the order of their times, each at its own, and those that they start as well', async () => {
  const { timers, fired, note } = timersWith();
  timers.start(note('late'), 300, [], false);
  timers.start(
    () => {
      note('early')();
      timers.start(note('from the early one'), 50, [], false);
    },
    100,
    [],
    false,
  );
  timers.start(note('too late'), 301, [], false);
  await timers.advanceTo(START + 300, nextTurn);

  expect(fired).toEqual(['early at 100', 'from the early one at 150', 'late at 300']);
  expect(timers.now).toBe(START + 300);
});

test('an interval fires again and again, until it is cleared by its id', async () => {
  const { timers, fired, note } = timersWith();
  const interval = timers.start(note('tick'), 100, [], true);
  await timers.advanceTo(START + 250, nextTurn);
  timers.cancel(Number(interval));
  await timers.advanceTo(START + 1_000, nextTurn);

  expect(fired).toEqual(['tick at 100', 'tick at 200']);
});

test('only what is not unreferenced keeps an action waiting, and the first of all is the first of both', () => {
  const { timers, note } = timersWith();
  expect([timers.first, timers.firstHeld]).toEqual([undefined, undefined]);
  const limit = timers.start(note('limit'), 100, [], false).unref();
  timers.start(note('pause'), 500, [], false);

  expect([timers.first, timers.firstHeld]).toEqual([START + 100, START + 500]);
  expect(limit.ref().hasRef()).toBe(true);
  expect(timers.firstHeld).toBe(START + 100);
});

test.each([0, -1, undefined, Number.NaN])('a delay of %p is one millisecond, as Node has it', (delay) => {
  const { timers, note } = timersWith();
  timers.start(note('soon'), delay, [], false);

  expect(timers.first).toBe(START + 1);
});
