import { expect, test } from '@jest/globals';
import type { Notification } from '../../../src/wait/notification.ts';
import { OwnMessages, Subscription } from '../../../src/wait/own-messages.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import {
  ITERATION,
  notificationText,
  OTHER_ITERATION,
  PROJECT,
} from '../../../trials/fakes/fake-services.ts';

const NEVER = new AbortController().signal;
const trained = (iterationId: string): Notification => ({
  type: 'Training',
  projectId: PROJECT,
  iterationId,
});

function subscription(): Subscription {
  return new Subscription(
    (notification) => notification.type === 'Training' && notification.iterationId === ITERATION,
    0,
  );
}

test('tells once that something of its own has arrived, however much it was', () => {
  const ours = subscription();
  ours.deliver(trained(OTHER_ITERATION));
  expect(ours.take()).toBe(false);
  ours.deliver(trained(ITERATION));
  ours.deliver(trained(OTHER_ITERATION));
  ours.deliver(trained(ITERATION));
  expect(ours.take()).toBe(true);
  expect(ours.take()).toBe(false);
});

test('what arrives ends the sleep, and the next sleep is a whole one', async () => {
  const [ours, clock] = [subscription(), new FakeClock()];
  const began = clock.now();
  clock.after(300, () => {
    ours.deliver(trained(ITERATION));
  });
  await ours.sleep(5_000, clock, NEVER);
  expect(clock.now() - began).toBe(300);
  expect(ours.take()).toBe(true);
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

test('a message whose text somebody changes is read again, and a text that is known already in another message', () => {
  const messages = new OwnMessages(new FakeClock());
  messages.claim(({ type }) => type === 'Training');
  const stamps = { insertedAt: 0, expiresAt: 1, dequeueCount: 1 };
  const seen = (id: string, text: string): number => {
    messages.hear([{ id, text, ...stamps }]);
    return messages.notifications.length;
  };

  expect(seen('one', '{"job":1}')).toBe(0);
  expect(seen('one', notificationText('Training'))).toBe(1);
  expect(seen('one', notificationText('Training'))).toBe(1);
  expect(seen('other', notificationText('Training'))).toBe(2);
});
