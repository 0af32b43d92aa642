import { expect, test } from '@jest/globals';
import { PeekTakeDive } from '../../bench/fan-in/peek-take-dive.ts';
import { notificationText } from '../../bench/notification-text.ts';
import { quickstartLoop } from '../../bench/waits/quickstart-loop.ts';
import { triggerBackOff, triggerPauseMs } from '../../bench/waits/trigger-back-off.ts';
import type { Place, Waiter } from '../../bench/waits/way.ts';
import { Deadline } from '../../src/time/clock.ts';
import type { Notification } from '../../src/wait/notification.ts';
import { FakeClock } from '../../trials/fakes/fake-clock.ts';
import { FakeQueue } from '../../trials/fakes/fake-queue.ts';
import { guid } from '../../trials/simulation/neighbours.ts';

function training(number: number): Notification {
  return { type: 'Training', projectId: guid(0xa0, number), iterationId: guid(0xa1, number) };
}

const OURS = training(1);
const isOurs = ({ projectId }: Notification): boolean => projectId === OURS.projectId;
const FOREIGN = notificationText(training(2));

/** A place whose training ends, and is told of, after so long. */
function place(endsAfterMs: number, deadlineMs = 3_600_000) {
  const clock = new FakeClock();
  const queue = new FakeQueue(clock);
  let ended = false;
  clock.after(endsAfterMs, () => {
    ended = true;
    queue.send(notificationText(OURS));
  });
  const began = clock.now();
  const here: Place = {
    queue,
    clock,
    deadline: new Deadline(clock, deadlineMs),
    signal: new AbortController().signal,
    random: () => 0.5,
  };
  let questions = 0;
  const ask = (): Promise<boolean> => {
    questions += 1;
    return Promise.resolve(ended);
  };
  return {
    here,
    clock,
    queue,
    wait: (waiter: Waiter) => waiter.wait(isOurs, ask),
    waitedMs: () => clock.now() - began,
    questions: () => questions,
  };
}

test('the quickstart asks every second', async () => {
  const { here, clock, wait, waitedMs, questions } = place(2_500);
  await wait(quickstartLoop(here));
  expect(clock.sleeps).toEqual([1_000, 1_000, 1_000]);
  expect(waitedMs()).toBe(3_000);
  expect(questions()).toBe(4);
});

test('the trigger backs off from 100 ms to a minute and asks only when a message came', async () => {
  const { here, clock, queue, wait, questions } = place(1_000);
  const waiter = triggerBackOff(here);
  await wait(waiter);
  expect(clock.sleeps).toEqual([100, 200, 300, 500]);
  expect(questions()).toBe(1);
  await waiter.close();
  expect(queue.ids).toEqual([]);
  expect(triggerPauseMs(30, 0.5)).toBe(60_000);
  expect([triggerPauseMs(3, 0), triggerPauseMs(3, 1)]).toEqual([260, 340]);
});

test('the diver takes up to its message in the view, and gives the others back', async () => {
  const { here, queue, wait } = place(5_000);
  queue.send(FOREIGN);
  await wait(new PeekTakeDive(here));
  expect(queue.writes).toEqual(['receive 2 for 30 s', 'delete m2', 'release m1']);
  expect(queue.ids).toEqual(['m1']);
});

test('behind a full view the diver receives everything, again and again, and gives everything back', async () => {
  const { here, queue, wait } = place(20_000);
  for (let number = 0; number < 40; number += 1) {
    queue.send(FOREIGN);
  }
  await wait(new PeekTakeDive(here));
  expect(queue.ids).toHaveLength(40);
  // Dives at about 0, 1, 3, 7 and 15 s found nothing, the one at 31 s its message.
  expect(queue.dequeueCountOf('m1')).toBe(6);
});

test('at the deadline the diver asks once more and gives up', async () => {
  const { here, queue, wait, waitedMs, questions } = place(60_000, 10_000);
  queue.send(FOREIGN);
  await wait(new PeekTakeDive(here));
  expect(waitedMs()).toBe(10_000);
  expect(questions()).toBe(1);
  expect(queue.writes).toEqual([]);
});
