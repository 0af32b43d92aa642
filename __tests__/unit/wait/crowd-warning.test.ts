import { beforeEach, expect, test } from '@jest/globals';
import { Inbox } from '../../../src/wait/inbox.ts';
import type { NotificationQueue } from '../../../src/storage/queue.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { FakeQueue, StorageError } from '../../../trials/fakes/fake-queue.ts';
import { ITERATION } from '../../../trials/fakes/fake-services.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';

const NEVER = new AbortController().signal;
const MINUTE_MS = 60_000;

let clock: FakeClock;
let queue: FakeQueue;
let report: RecordedReport;
let inbox: Inbox;

beforeEach(() => {
  clock = new FakeClock();
  queue = new FakeQueue(clock);
  report = new RecordedReport();
  inbox = new Inbox(queue, clock, report);
  inbox.expect((notification) => notification.type === 'Training' && notification.iterationId === ITERATION);
});

/** Work, the oldest an hour and a half old. */
function sendWork(count: number): void {
  for (let index = 0; index < count; index += 1) {
    queue.send('{"job":1}', { insertedAt: clock.now() - (index === 0 ? 90 : 5) * MINUTE_MS });
  }
}

async function lookFor(minutes: number): Promise<void> {
  for (let looks = 0; looks <= minutes * 4; looks += 1) {
    await inbox.look(NEVER);
    clock.advance(MINUTE_MS / 4);
  }
}

const counts = (): number => queue.requests.filter((request) => request === 'count').length;

test('a crowd is named once, with how many messages there are, the oldest date and what to do', async () => {
  sendWork(57);
  await lookFor(30);
  expect(report.of('warning')).toEqual([
    [
      'Notification queue is crowded: About 57 messages stand on the notification queue, the oldest in front since 2026-11-22T10:30:00.000Z (1 h 31 min). Nothing behind the first 32 can be seen; the run goes on and asks the service itself from time to time.',
      'Next: let their consumer take them, or give the training resource a queue of its own.',
    ].join('\n'),
  ]);
  expect(counts()).toBe(1);
});

test('a crowd that passes within a minute is not named, and nothing is counted', async () => {
  sendWork(40);
  await lookFor(0.5);
  queue.ids.forEach((id) => {
    queue.take(id);
  });
  await lookFor(5);
  expect(report.of('warning')).toEqual([]);
  expect(counts()).toBe(0);
});

test.each([
  ['a SAS without r on the queue', new StorageError(403, 'AuthorizationPermissionMismatch')],
  ['a queue that is busy', new StorageError(503, 'ServerBusy')],
])('%s: the warning says what the view has shown, and the run minds nothing', async (_name, refused) => {
  sendWork(57);
  queue.trouble = (operation) => (operation === 'count' ? refused : undefined);
  await lookFor(10);
  expect(report.of('warning')).toHaveLength(1);
  expect(report.log).toContain('At least 32 messages stand on the notification queue');
  expect(counts()).toBe(1);
  expect(inbox.pace.slowed).toBe(false);
  expect(inbox.doubtful).toBe(false);
});

test('a count that is behind the view is not believed', async () => {
  sendWork(40);
  const doubting: NotificationQueue = Object.assign(queue, { count: () => Promise.resolve(3) });
  inbox = new Inbox(doubting, clock, report);
  await lookFor(2);
  expect(report.log).toContain('At least 32 messages');
});

test('a cancel while the messages are counted ends the look with its reason, and without a warning', async () => {
  sendWork(40);
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  await lookFor(0.5);
  clock.advance(MINUTE_MS);
  queue.trouble = (operation) => {
    if (operation !== 'count') {
      return undefined;
    }
    cancel.abort(reason);
    return new Error('aborted by the SDK');
  };
  await expect(inbox.look(cancel.signal)).rejects.toBe(reason);
  expect(report.of('warning')).toEqual([]);
});
