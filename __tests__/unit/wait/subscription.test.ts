import { expect, test } from '@jest/globals';
import type { Heard } from '../../../src/wait/subscription.ts';
import { Subscription } from '../../../src/wait/subscription.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { ITERATION, OTHER_ITERATION, PROJECT } from '../../../trials/fakes/fake-services.ts';

const NEVER = new AbortController().signal;
const trained = (iterationId: string): Heard => ({
  type: 'Training',
  projectId: PROJECT,
  iterationId,
  insertedAt: 0,
});

function subscription(): Subscription {
  return new Subscription(
    (notification) => notification.type === 'Training' && notification.iterationId === ITERATION,
    0,
  );
}

test('holds what is its own, once, in order', () => {
  const ours = subscription();
  const [first, second] = [trained(ITERATION), { ...trained(ITERATION), insertedAt: 1 }];
  ours.deliver(first);
  ours.deliver(trained(OTHER_ITERATION));
  ours.deliver(second);
  expect(ours.take()).toEqual([first, second]);
  expect(ours.take()).toEqual([]);
});

test('what arrives ends the sleep, and the next sleep is a whole one', async () => {
  const [ours, clock] = [subscription(), new FakeClock()];
  const began = clock.now();
  clock.after(300, () => {
    ours.deliver(trained(ITERATION));
  });
  await ours.sleep(5_000, clock, NEVER);
  expect(clock.now() - began).toBe(300);
  expect(ours.take()).toHaveLength(1);
  await ours.sleep(5_000, clock, NEVER);
  expect(clock.now() - began).toBe(5_300);
});

test('what arrived before the sleep ends it at once', async () => {
  const [ours, clock] = [subscription(), new FakeClock()];
  const began = clock.now();
  ours.deliver(trained(ITERATION));
  await ours.sleep(5_000, clock, NEVER);
  expect(clock.now()).toBe(began);
});

test('what is not its own does not end the sleep', async () => {
  const [ours, clock] = [subscription(), new FakeClock()];
  const began = clock.now();
  clock.after(300, () => {
    ours.deliver(trained(OTHER_ITERATION));
  });
  await ours.sleep(5_000, clock, NEVER);
  expect(clock.now() - began).toBe(5_000);
});

test('a cancelled run ends the sleep with its reason', async () => {
  const [ours, clock, cancel, reason] = [
    subscription(),
    new FakeClock(),
    new AbortController(),
    new Error('cancelled'),
  ];
  clock.after(300, () => {
    cancel.abort(reason);
  });
  await expect(ours.sleep(5_000, clock, cancel.signal)).rejects.toBe(reason);
});
