/**
 * A role that may look at the queue but not receive from it: every notification is heard, and none is cleared away.
 */
import { beforeEach, expect, test } from '@jest/globals';
import type { Notification } from '../../../src/wait/notification.ts';
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
/** When the service was asked, in milliseconds since the wait began. */
let asked: number[];

const isOurs = (notification: Notification): boolean =>
  notification.type === 'Training' && notification.iterationId === ITERATION;

beforeEach(() => {
  world = fakeWorld();
  asked = [];
  refuse('AuthorizationPermissionMismatch');
});

function refuse(code: string): void {
  world.queue.trouble = (operation) => (operation === 'receive' ? new StorageError(403, code) : undefined);
}

async function wait(endsAfterMs: number): Promise<void> {
  const { clock, run } = world;
  const began = clock.now();
  await waitFor(
    {
      what: 'the training',
      isOurs,
      ask: async () => {
        await Promise.resolve();
        asked.push(clock.now() - began);
        return clock.now() - began >= endsAfterMs ? 'ended' : undefined;
      },
    },
    run,
  );
}

const receives = (): number => world.queue.writes.length;

test('a message of ours that cannot be cleared away is warned of once, and slows nothing', async () => {
  world.queue.send(OURS);
  world.clock.after(HOUR_MS, () => world.queue.send(OURS));
  await wait(HOUR_MS);
  expect(receives()).toBe(1);
  expect(world.inbox.pace.slowed).toBe(false);
  expect(world.inbox.doubtful).toBe(false);
  expect(world.report.of('warning')).toEqual([
    [
      'Notifications stay on the queue: This run may look at the notification queue but not receive from it: its notifications stay there until they expire.',
      '| 403 AuthorizationPermissionMismatch',
      'Next: give the identity of this workflow the role Storage Queue Data Message Processor on the account, or make the SAS with sp=rup.',
    ].join('\n'),
  ]);
  // Seven for the message that came early, then as in any quiet wait of an hour, and one for the end.
  expect(asked.length).toBeLessThanOrEqual(7 + 10 + 1);
  expect((asked.at(-1) ?? 0) - HOUR_MS).toBeLessThanOrEqual(6_000);
});

test('behind a crowd that cannot be put aside the service is asked as behind any crowd', async () => {
  for (let count = 0; count < 40; count += 1) {
    world.queue.send(FOREIGN, { insertedAt: world.clock.now() - 2 * HOUR_MS });
  }
  world.clock.after(HOUR_MS, () => world.queue.send(OURS));
  await wait(HOUR_MS);
  expect(receives()).toBe(1);
  expect(world.inbox.pace.slowed).toBe(false);
  expect((asked.at(-1) ?? 0) - HOUR_MS).toBeLessThanOrEqual(6 * MINUTE_MS);
  expect(world.report.of('warning').map((text) => text.slice(0, text.indexOf(':')))).toEqual([
    'Notifications stay on the queue',
    'Notification queue is crowded',
  ]);
});

test('the end of the run tries nothing more, and returns at once', async () => {
  world.queue.send(OURS);
  await wait(11_000);
  const before = world.queue.requests.length;
  await world.inbox.close(world.cancel.signal);
  expect(receives()).toBe(1);
  expect(world.queue.requests.length - before).toBe(1);
});

test.each(['AuthorizationFailure', 'AuthenticationFailed'])(
  'a receive that is refused as %s is trouble with the queue, and tried again',
  async (code) => {
    refuse(code);
    world.queue.send(OURS);
    world.clock.after(5 * MINUTE_MS, () => {
      world.queue.trouble = () => undefined;
    });
    await wait(10 * MINUTE_MS);
    expect(receives()).toBeGreaterThan(1);
    expect(world.queue.ids).toEqual([]);
  },
);
