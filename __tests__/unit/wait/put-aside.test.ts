import { beforeEach, expect, test } from '@jest/globals';
import { Inbox } from '../../../src/wait/inbox.ts';
import type { Notification } from '../../../src/wait/notification.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { FakeQueue, StorageError } from '../../../trials/fakes/fake-queue.ts';
import { ITERATION, notificationText, OTHER_ITERATION } from '../../../trials/fakes/fake-services.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';

const OURS = notificationText('Training');
const FOREIGN = notificationText('Training', { iterationId: OTHER_ITERATION });
const WORK = '{"job":1}';
const NEVER = new AbortController().signal;
const MINUTE_MS = 60_000;

let clock = new FakeClock();
let queue = new FakeQueue(clock);
let report = new RecordedReport();
let inbox = new Inbox(queue, clock, report);

beforeEach(() => {
  clock = new FakeClock();
  queue = new FakeQueue(clock);
  report = new RecordedReport();
  inbox = new Inbox(queue, clock, report);
  inbox.expect(
    (notification: Notification) =>
      notification.type === 'Training' && notification.iterationId === ITERATION,
  );
});

function send(count: number, text: string, ageMs = 0): string[] {
  return Array.from({ length: count }, () => queue.send(text, { insertedAt: clock.now() - ageMs }));
}

async function look(afterMs = 0): Promise<number> {
  clock.advance(afterMs);
  return (await inbox.look(NEVER)).length;
}

/** How long each message was hidden for, in seconds. */
function hidden(): number[] {
  return queue.requests.flatMap((request) => /^hide \S+ for (\d+) s$/.exec(request)?.[1] ?? []).map(Number);
}

test('old notifications that fill the view are put aside in one look, and ours behind them is heard', async () => {
  send(70, FOREIGN, 2 * 60 * MINUTE_MS);
  send(1, OURS);
  expect(await look()).toBe(1);
  // 32, then 32; the third view is not full.
  expect(queue.writes.filter((request) => request.startsWith('receive'))).toEqual([
    'receive 32 for 5 s',
    'receive 32 for 5 s',
  ]);
  expect(new Set(hidden())).toEqual(new Set([3_600]));
  expect(inbox.blockedSince).toBeUndefined();
});

test('young notifications are somebody else’s until they stood in view for 30 s without a break', async () => {
  const ids = send(40, FOREIGN);
  await look();
  await look(29_999);
  expect(queue.writes).toEqual([]);
  expect(inbox.blockedSince).toBe(clock.now() - 29_999);
  await look(1);
  expect(hidden()).toHaveLength(32);
  // Not past a quarter of an hour: somebody may come for them after all.
  expect(new Set(hidden())).toEqual(new Set([900]));
  expect(ids.filter((id) => queue.dequeueCountOf(id) === 1)).toHaveLength(32);
});

test('a notification that was away for a while counts from its return', async () => {
  const [first = ''] = send(1, FOREIGN);
  const others = send(32, FOREIGN);
  await look();
  await look(20_000);
  queue.take(first);
  await look(5_000);
  expect(others).toHaveLength(32);
  // The last one came into view only 5 s ago: it leads nothing, but is not unclaimed either.
  await look(5_000);
  expect(hidden()).toHaveLength(31);
});

test.each([
  ['as long as it has lived', 30 * MINUTE_MS, 31 * MINUTE_MS],
  ['at least a quarter of an hour', MINUTE_MS, 15 * MINUTE_MS],
  ['at most an hour', 100 * 60 * MINUTE_MS, 60 * MINUTE_MS],
])('what is put aside stays away %s', async (_what, ageMs, expectedMs) => {
  send(32, FOREIGN, ageMs);
  await look();
  await look(MINUTE_MS);
  expect(Math.max(...hidden())).toBe(expectedMs / 1_000);
});

test('nothing is hidden past its expiry', async () => {
  for (let count = 0; count < 32; count += 1) {
    queue.send(FOREIGN, { insertedAt: clock.now() - 120 * MINUTE_MS, expiresAt: clock.now() + MINUTE_MS });
  }
  await look();
  expect(new Set(hidden())).toEqual(new Set([55]));
});

test('work is never put aside, however old, and what stands behind it is not touched either', async () => {
  send(1, WORK, 600 * MINUTE_MS);
  send(40, FOREIGN, 600 * MINUTE_MS);
  await look();
  await look(MINUTE_MS);
  expect(queue.writes).toEqual([]);
});

test('only the notifications that lead the view are received', async () => {
  const leading = send(5, FOREIGN, 120 * MINUTE_MS);
  const work = send(30, WORK);
  await look();
  expect(queue.writes[0]).toBe('receive 5 for 5 s');
  expect(leading.map((id) => queue.dequeueCountOf(id))).toEqual([1, 1, 1, 1, 1]);
  expect(new Set(work.map((id) => queue.dequeueCountOf(id)))).toEqual(new Set([0]));
});

test('a view that shows ours, or that is not full, is left as it is', async () => {
  send(20, FOREIGN, 120 * MINUTE_MS);
  await look();
  expect(queue.writes).toEqual([]);
  send(11, OURS);
  send(5, FOREIGN, 120 * MINUTE_MS);
  await look();
  expect(queue.writes.filter((request) => request.startsWith('hide'))).toHaveLength(20);
});

test('unclaimed ones that come along when ours is cleared are put aside, claimed ones are given back', async () => {
  send(2, FOREIGN, 120 * MINUTE_MS);
  const [young = ''] = send(1, FOREIGN);
  const [ours = ''] = send(1, OURS);
  await look();
  await look(10_000);
  expect(queue.writes).toEqual([
    'receive 4 for 5 s',
    'hide m1 for 3600 s',
    'hide m2 for 3600 s',
    `release ${young}`,
    `delete ${ours}`,
  ]);
});

test('unclaimed ones in front do not count as a reason to leave ours there', async () => {
  send(20, FOREIGN, 120 * MINUTE_MS);
  const [ours = ''] = send(1, OURS);
  await look();
  await look(10_000);
  expect(queue.writes).toContain(`delete ${ours}`);
});

test('what somebody has put in their place meanwhile is given back at once', async () => {
  send(32, FOREIGN, 120 * MINUTE_MS);
  let swapped = false;
  queue.meanwhile = (operation) => {
    if (operation === 'receive' && !swapped) {
      swapped = true;
      queue.ids.forEach((id) => {
        queue.take(id);
      });
      send(3, WORK);
    }
  };
  await look();
  expect(queue.writes.filter((request) => request.startsWith('release'))).toHaveLength(3);
  expect(hidden()).toEqual([]);
});

test('a role that may receive but not update puts nothing aside, and harms nobody for more than 5 s', async () => {
  send(40, FOREIGN, 120 * MINUTE_MS);
  queue.trouble = (operation) =>
    operation === 'release' ? new StorageError(403, 'AuthorizationPermissionMismatch') : undefined;
  await look();
  expect(hidden().length).toBeGreaterThan(0);
  queue.trouble = () => undefined;
  clock.advance(5_001);
  expect((await queue.peek(NEVER)).messages).toHaveLength(32);
  const { length } = queue.writes;
  await look(MINUTE_MS);
  expect(queue.writes).toHaveLength(length);
});

test('if some updates of one receive are refused and another succeeds, the run goes on putting aside', async () => {
  send(40, FOREIGN, 120 * MINUTE_MS);
  let releases = 0;
  queue.trouble = (operation) => {
    releases += operation === 'release' ? 1 : 0;
    return releases > 1 ? new StorageError(403, 'AuthorizationPermissionMismatch') : undefined;
  };
  await look();
  queue.trouble = () => undefined;
  clock.advance(5_001);
  const { length } = queue.writes;
  await look();
  expect(queue.writes.length).toBeGreaterThan(length);
});

test('a receive that only deleted does not tell that the role may not update', async () => {
  const [ours] = send(1, OURS);
  await look();
  await look(10_000);
  expect(queue.writes).toEqual(['receive 1 for 5 s', `delete ${ours}`]);
  send(40, FOREIGN, 120 * MINUTE_MS);
  await look();
  expect(hidden().length).toBeGreaterThan(0);
});

test('nor do updates that failed for another reason than the role', async () => {
  send(40, FOREIGN, 120 * MINUTE_MS);
  queue.trouble = (operation) => (operation === 'release' ? new StorageError(503, 'ServerBusy') : undefined);
  await look();
  queue.trouble = () => undefined;
  clock.advance(5_001);
  const { length } = hidden();
  await look();
  expect(hidden().length).toBeGreaterThan(length);
});

test('a crowd that stays in the way is named once, with its oldest message', async () => {
  send(32, WORK, 90 * MINUTE_MS);
  const since = new Date(clock.now() - 90 * MINUTE_MS).toISOString();
  await look();
  expect(report.of('warning')).toEqual([]);
  await look(MINUTE_MS);
  await look(MINUTE_MS);
  expect(report.of('warning')).toHaveLength(1);
  expect(report.of('warning')[0]).toContain(since);
  expect(report.of('warning')[0]).toContain('At least 32 messages');
});

test('worn work that came along in a receive keeps the run from receiving while it stands in view', async () => {
  send(32, FOREIGN, 120 * MINUTE_MS);
  let swapped = false;
  queue.meanwhile = (operation) => {
    // What the receive answers is not what the peek has shown: the order is not promised.
    if (operation === 'receive' && !swapped) {
      swapped = true;
      queue.ids.forEach((id) => {
        queue.take(id);
      });
      queue.send(WORK, { dequeueCount: 1 });
      send(40, FOREIGN, 120 * MINUTE_MS);
    }
  };
  await look();
  const received = (): number => queue.requests.filter((request) => request.startsWith('receive')).length;
  // Given back, the work stands behind the others, and before those that come later.
  const work = queue.ids.find((id) => queue.dequeueCountOf(id) === 2) ?? '';
  expect(work).not.toBe('');
  send(40, FOREIGN, 120 * MINUTE_MS);
  const before = received();
  await look(16 * MINUTE_MS);
  expect(received()).toBe(before);
  expect(queue.dequeueCountOf(work)).toBe(2);
});

test('an Update that was refused in passing does not keep the run from putting aside later', async () => {
  const [ours = ''] = send(1, OURS);
  send(1, FOREIGN, 120 * MINUTE_MS);
  const [late = ''] = send(1, OURS);
  queue.trouble = (operation) =>
    operation === 'release' ? new StorageError(403, 'AuthorizationFailure') : undefined;
  await look();
  await look(10_000);
  expect(queue.writes).toEqual(expect.arrayContaining([`delete ${ours}`]));
  clock.advance(10_000);
  await look();
  queue.trouble = () => undefined;
  // The next one that is cleared brings a foreign one along again, and giving it back works.
  send(1, OURS);
  await look(10_000);
  await look(10_000);
  expect(queue.ids).not.toContain(late);
  send(40, FOREIGN, 120 * MINUTE_MS);
  const before = hidden().length;
  await look();
  expect(hidden().length).toBeGreaterThan(before);
});

test('what is about to expire is not put aside: it would be back at once, and so round and round', async () => {
  for (let count = 0; count < 40; count += 1) {
    queue.send(FOREIGN, { insertedAt: clock.now() - 120 * MINUTE_MS, expiresAt: clock.now() + 4_000 });
  }
  await look();
  expect(queue.requests).toEqual(['peek']);
});

test('what stands before the first that is about to expire is put aside', async () => {
  send(3, FOREIGN, 120 * MINUTE_MS);
  queue.send(FOREIGN, { insertedAt: clock.now() - 120 * MINUTE_MS, expiresAt: clock.now() + 4_000 });
  send(40, FOREIGN, 120 * MINUTE_MS);
  await look();
  expect(queue.writes[0]).toBe('receive 3 for 5 s');
  expect(hidden()).toEqual([3_600, 3_600, 3_600]);
});

test('ours that was heard and cannot be cleared away hides what is behind it as well as anything', async () => {
  // More claimed ones in front than are disturbed for it.
  send(10, WORK);
  const [ours = ''] = send(1, OURS);
  send(30, WORK);
  expect(await look()).toBe(1);
  expect(inbox.blockedSince).toBeUndefined();
  await look(1_000);
  expect(inbox.blockedSince).toBe(clock.now());
  expect(queue.ids).toContain(ours);
  expect(queue.writes).toEqual([]);
});

test('ours that was heard and cannot be cleared away does not keep what leads the view from being put aside', async () => {
  send(20, FOREIGN, 2 * 60 * MINUTE_MS);
  queue.send(WORK, { dequeueCount: 2 });
  send(1, OURS);
  send(29, FOREIGN, 2 * 60 * MINUTE_MS);
  expect(await look()).toBe(1);
  expect(hidden()).toEqual([]);
  send(1, OURS);
  expect(await look(1_000)).toBe(1);
  expect(hidden()).toHaveLength(20);
});
