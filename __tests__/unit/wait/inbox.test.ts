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

let clock = new FakeClock();
let queue = new FakeQueue(clock);
let report = new RecordedReport();
let inbox = new Inbox(queue, clock, report);

beforeEach(() => {
  clock = new FakeClock();
  queue = new FakeQueue(clock);
  report = new RecordedReport();
  inbox = new Inbox(queue, clock, report);
});

const isOurs = (notification: Notification): boolean =>
  notification.type === 'Training' && notification.iterationId === ITERATION;

function sendMany(count: number, text: string): string[] {
  return Array.from({ length: count }, () => queue.send(text));
}

/** By how much the pace is slowed. */
function slowdown(): number {
  return inbox.pace.pauseMs(0, 0.5) / 500;
}

/** Looks once, and says what was heard. */
async function look(afterMs = 0): Promise<number> {
  clock.advance(afterMs);
  return (await inbox.look(NEVER)).length;
}

test('what is ours is heard on sight, without receiving anything', async () => {
  inbox.expect(isOurs);
  queue.send(FOREIGN);
  queue.send(OURS, { insertedAt: clock.now() - 5_000 });
  const heard = await inbox.look(NEVER);
  expect(heard).toEqual([
    expect.objectContaining({ type: 'Training', iterationId: ITERATION, insertedAt: clock.now() - 5_000 }),
  ]);
  expect(queue.requests).toEqual(['peek']);
  expect(inbox.notifications).toEqual(heard);
});

test('each message is heard once, and a second one with the same text is another message', async () => {
  inbox.expect(isOurs);
  queue.send(OURS);
  expect(await look()).toBe(1);
  expect(await look(1_000)).toBe(0);
  queue.send(OURS);
  expect(await look(1_000)).toBe(1);
  expect(await look(1_000)).toBe(0);
});

test('nothing is ours before it is expected, and what then is already there is heard', async () => {
  queue.send(OURS);
  expect(await look()).toBe(0);
  inbox.expect(isOurs);
  expect(await look(1_000)).toBe(1);
});

test('ours stays for 10 s so that others see it, and is cleared at the next look', async () => {
  inbox.expect(isOurs);
  const id = queue.send(OURS);
  await look();
  await look(9_999);
  expect(queue.writes).toEqual([]);
  await look(1);
  expect(queue.writes).toEqual(['receive 1 for 5 s', `delete ${id}`]);
  expect(queue.ids).toEqual([]);
});

test('exactly as many as stand up to ours are received, and the others are given back at once', async () => {
  inbox.expect(isOurs);
  const [first, second] = sendMany(2, FOREIGN);
  const ours = queue.send(OURS);
  const behind = queue.send(WORK);
  await look();
  await look(10_000);
  expect(queue.writes[0]).toBe('receive 3 for 5 s');
  expect(queue.writes.slice(1).sort()).toEqual([`delete ${ours}`, `release ${first}`, `release ${second}`]);
  expect(queue.ids).toEqual([behind, first, second]);
  expect(queue.dequeueCountOf(behind)).toBe(0);
});

test('in a full view ours is cleared at once', async () => {
  inbox.expect(isOurs);
  queue.send(FOREIGN);
  const ours = queue.send(OURS);
  sendMany(30, FOREIGN);
  expect(await look()).toBe(1);
  expect(queue.writes[0]).toBe('receive 2 for 5 s');
  expect(queue.ids).not.toContain(ours);
});

test('a view of 31 is not full', async () => {
  inbox.expect(isOurs);
  queue.send(OURS);
  sendMany(30, FOREIGN);
  await look();
  expect(queue.writes).toEqual([]);
});

test.each([
  [8, true],
  [9, false],
])('with %i foreign notifications in front ours is cleared: %s', async (inFront, cleared) => {
  inbox.expect(isOurs);
  sendMany(inFront, FOREIGN);
  queue.send(OURS);
  await look();
  await look(10_000);
  expect(queue.writes.length > 0).toBe(cleared);
});

test('at the end of the run ours is cleared however many stand in front', async () => {
  inbox.expect(isOurs);
  sendMany(20, FOREIGN);
  const ours = queue.send(OURS);
  await look();
  await inbox.close(NEVER);
  expect(queue.writes[0]).toBe('receive 21 for 5 s');
  expect(queue.ids).not.toContain(ours);
});

test.each([false, true])(
  'worn work in front is never received again, and one warning says that ours stays (end of the run: %s)',
  async (atTheEnd) => {
    inbox.expect(isOurs);
    queue.send(WORK, { dequeueCount: 2 });
    const ours = queue.send(OURS);
    await look();
    await look(10_000);
    await look(1_000);
    if (atTheEnd) {
      await inbox.close(NEVER);
    }
    expect(queue.writes).toEqual([]);
    expect(queue.ids).toContain(ours);
    expect(report.of('warning')).toHaveLength(1);
    expect(report.log).toContain('stays on the queue until it expires');
  },
);

test('work that was received once, and worn notifications, may be received', async () => {
  inbox.expect(isOurs);
  queue.send(WORK, { dequeueCount: 1 });
  queue.send(FOREIGN, { dequeueCount: 7 });
  queue.send(OURS);
  await look();
  await look(10_000);
  expect(queue.writes[0]).toBe('receive 3 for 5 s');
});

test('worn work behind ours does not keep ours from being cleared', async () => {
  inbox.expect(isOurs);
  const ours = queue.send(OURS);
  queue.send(WORK, { dequeueCount: 3 });
  await look();
  await look(10_000);
  expect(queue.ids).not.toContain(ours);
});

test('a refused give-back is survived: the message comes back by itself', async () => {
  inbox.expect(isOurs);
  const foreign = queue.send(FOREIGN);
  const ours = queue.send(OURS);
  queue.trouble = (operation) =>
    operation === 'release' ? new StorageError(403, 'AuthorizationPermissionMismatch') : undefined;
  await look();
  await look(10_000);
  expect(queue.ids).toEqual([foreign]);
  expect(report.of('warning')).toEqual([]);
  expect(slowdown()).toBe(1);
  expect(inbox.proven).toBe(true);
  clock.advance(5_000);
  expect((await queue.peek(NEVER)).messages.map(({ id }) => id)).toEqual([foreign]);
  expect(queue.ids).not.toContain(ours);
});

test('a message that somebody else has by now is no trouble', async () => {
  inbox.expect(isOurs);
  const ours = queue.send(OURS);
  await look();
  queue.meanwhile = (operation) => {
    if (operation === 'delete') {
      queue.take(ours);
    }
  };
  await look(10_000);
  expect(report.of('warning')).toEqual([]);
  expect(await look(1_000)).toBe(0);
});

test('what is ours is heard although clearing it fails in the same look', async () => {
  inbox.expect(isOurs);
  queue.send(OURS);
  sendMany(31, FOREIGN);
  queue.trouble = (operation) => (operation === 'receive' ? new StorageError(503, 'ServerBusy') : undefined);
  expect(await look()).toBe(1);
});

test('ours that no look has shown yet is not lost when a receive brings it along', async () => {
  inbox.expect(isOurs);
  const foreign = queue.send(FOREIGN);
  queue.send(OURS);
  expect(await look()).toBe(1);
  // Between peek and receive, another run holds the first message, and a new one of ours arrives behind.
  queue.meanwhile = (operation) => {
    if (operation === 'receive') {
      queue.take(foreign);
      queue.send(OURS);
    }
  };
  const heard = await look(10_000);
  queue.meanwhile = () => undefined;
  expect(heard + (await look(1_000))).toBe(1);
});

test('queue trouble is warned of once, slows down, and never throws', async () => {
  inbox.expect(isOurs);
  queue.trouble = () => new StorageError(503, 'ServerBusy');
  for (let times = 0; times < 8; times += 1) {
    expect(await look(1_000)).toBe(0);
  }
  expect(slowdown()).toBe(32);
  expect(inbox.doubtful).toBe(true);
  expect(report.of('warning')).toHaveLength(1);
  expect(report.of('warning')[0]).toContain('| 503 ServerBusy');
});

test('it is doubtful while it is slowed down, and while nothing proves that notifications arrive', async () => {
  expect(inbox.doubtful).toBe(false);
  queue.trouble = () => new StorageError(503, 'ServerBusy');
  await look();
  expect([inbox.doubtful, inbox.proven]).toEqual([true, true]);
  await look(1_000);
  expect(inbox.proven).toBe(true);
  await look(1_000);
  expect(inbox.proven).toBe(false);

  queue.trouble = () => undefined;
  for (let times = 0; inbox.pace.slowed; times += 1) {
    await look(1_000);
  }
  expect(inbox.doubtful).toBe(true);
  inbox.proven = true;
  expect(inbox.doubtful).toBe(false);
});

test('what a look has shown is told once, in one debug line', async () => {
  inbox.expect(isOurs);
  inbox.tellSight(500, report);
  expect(report.of('debug')).toEqual([]);
  expect(inbox.lookedAt).toBe(-Infinity);
  queue.send(FOREIGN, { insertedAt: Date.parse('2026-11-20T08:00:00Z') });
  queue.send(OURS);
  await look();
  expect(inbox.lookedAt).toBe(clock.now());
  inbox.tellSight(499.6, report);
  inbox.tellSight(500, report);
  expect(report.of('debug')).toEqual([
    'queue: next look in 500 ms; 2 visible, 1 ours, oldest 2026-11-20T08:00:00.000Z',
  ]);
});

test('an empty and a full view are told as such, and a refused look by its answer', async () => {
  await look();
  inbox.tellSight(1, report);
  sendMany(32, WORK);
  await look(1_000);
  inbox.tellSight(2, report);
  queue.trouble = () => new StorageError(503, 'ServerBusy');
  await look(1_000);
  inbox.tellSight(3, report);
  const [empty, full, refused] = report.of('debug').filter((line) => line.startsWith('queue: next look'));
  expect(empty).toBe('queue: next look in 1 ms; 0 visible, 0 ours');
  expect(full).toMatch(/^queue: next look in 2 ms; 32 visible or more, 0 ours, oldest 2/);
  expect(refused).toBe('queue: next look in 3 ms; | 503 ServerBusy');
});

test('each good look takes a tenth off the slowdown, down to none', async () => {
  inbox.pace.refused();
  await look();
  expect(slowdown()).toBeCloseTo(1.8);
  for (let times = 0; times < 10; times += 1) {
    await look(1_000);
  }
  expect(slowdown()).toBe(1);
});

test('a look that is aborted rejects with the reason, at once and without a warning', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  queue.meanwhile = () => {
    cancel.abort(reason);
  };
  queue.trouble = () => (cancel.signal.aborted ? new Error('aborted by the SDK') : undefined);
  cancel.abort(reason);
  await expect(inbox.look(cancel.signal)).rejects.toBe(reason);
  expect(report.of('warning')).toEqual([]);
});

test('at the end of a run that expected nothing, nothing is asked', async () => {
  queue.send(OURS);
  await inbox.close(NEVER);
  expect(queue.requests).toEqual([]);
});

test.each([
  ['a few seconds', 5_000, 1_100],
  ['ten minutes', 600_000, 3_146],
  ['hours', 7_200_000, 6_500],
])(
  'at the end of what took %s, ours is left for others to see as long as they pause, and is cleared then',
  async (_name, tookMs, leftMs) => {
    inbox.expect(isOurs, clock.now() - tookMs + 100);
    const foreign = queue.send(FOREIGN);
    const ours = queue.send(OURS);
    await look();
    clock.advance(100);
    const seen: string[][] = [];
    clock.after(leftMs - 200, () => seen.push([...queue.ids]));
    await inbox.close(NEVER);
    expect(seen).toEqual([[foreign, ours]]);
    expect(queue.ids).toEqual([foreign]);
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(leftMs - 100, -2);
  },
);

test('at the end, others who wait for the same as long have seen it in time', async () => {
  const other = new Inbox(queue, clock, report);
  const since = clock.now();
  inbox.expect(isOurs, since);
  other.expect(isOurs, since);
  clock.advance(600_000);
  await other.look(NEVER);
  queue.send(OURS);
  await inbox.look(NEVER);
  let heard = 0;
  clock.after(other.pace.pauseMs(600_000, 1), () => {
    void other.look(NEVER).then((fresh) => (heard = fresh.length));
  });
  await inbox.close(NEVER);
  expect(heard).toBe(1);
  expect(queue.ids).toEqual([]);
});

test('at the end a message that never came is waited for a moment, and one that comes late is cleared', async () => {
  inbox.expect(isOurs);
  clock.after(1_500, () => queue.send(OURS));
  await inbox.close(NEVER);
  expect(queue.ids).toEqual([]);
  expect(clock.sleeps.every((ms) => ms <= 1_000)).toBe(true);
  expect(clock.sleeps.length).toBeLessThanOrEqual(5);
});

test('at the end nothing more is waited for when all that was expected has been heard', async () => {
  inbox.expect(isOurs);
  queue.send(OURS);
  await look();
  await look(10_000);
  await inbox.close(NEVER);
  expect(clock.sleeps.length).toBeLessThanOrEqual(1);
});

test('at the end a queue that fills up again and again is left after some looks', async () => {
  inbox.expect(isOurs);
  queue.meanwhile = (operation) => {
    if (operation === 'peek') {
      queue.send(OURS);
    }
  };
  await inbox.close(NEVER);
  expect(queue.requests.filter((request) => request === 'peek').length).toBeLessThanOrEqual(40);
});

test('at the end what another run may be waiting for is left until that run had the time to see it, and then cleared', async () => {
  inbox.claim(isOurs);
  queue.send(OURS, { insertedAt: clock.now() - 3_000 });
  const began = clock.now();
  await look();
  await inbox.close(NEVER);
  expect(queue.ids).toEqual([]);
  expect(clock.now() - began).toBe(7_000);
});

test('at the end ours behind worn work is not waited for', async () => {
  inbox.expect(isOurs);
  queue.send(WORK, { dequeueCount: 2 });
  queue.send(OURS);
  await look();
  await look(10_000);
  await inbox.close(NEVER);
  expect(queue.requests).not.toContain('receive 2 for 5 s');
  expect(clock.sleeps.length).toBeLessThanOrEqual(1);
});

test('at the end everything of an earlier run is cleared, however its messages are spread', async () => {
  const ages = [0, 1_300, 2_600, 3_900, 5_200, 6_500, 7_800, 9_100, 12_000];
  for (const age of ages) {
    queue.send(OURS, { insertedAt: clock.now() - age });
  }
  const foreign = queue.send(FOREIGN);
  inbox.claim(isOurs);
  await inbox.close(NEVER);
  expect(queue.ids).toEqual([foreign]);
});

test('at the end several of ours are cleared, whatever stands between them', async () => {
  inbox.expect(isOurs);
  queue.send(OURS);
  const foreign = queue.send(FOREIGN);
  queue.send(OURS);
  queue.send(OURS);
  await look();
  await inbox.close(NEVER);
  expect(queue.ids).toEqual([foreign]);
});

test('trouble at the end is survived with no more than a debug line', async () => {
  inbox.expect(isOurs);
  queue.trouble = () => new StorageError(500, 'InternalError');
  await inbox.close(NEVER);
  expect(report.of('warning')).toEqual([]);
  expect(report.of('debug')).toEqual(['queue: not cleared: | 500 InternalError']);
  expect(queue.requests).toEqual(['peek']);
});

test('a flood of ours is cleared by one receive a look, and is soon gone', async () => {
  inbox.expect(isOurs);
  sendMany(600, OURS);
  let looks = 0;
  for (; queue.ids.length >= 32; looks += 1) {
    queue.requests.length = 0;
    await look(500);
    expect(queue.requests.filter((request) => request.startsWith('receive'))).toEqual(['receive 32 for 5 s']);
  }
  expect(looks).toBe(18);
  expect(await look()).toBe(24);
  expect(await look(10_000)).toBe(0);
  expect(queue.ids).toEqual([]);
});

test('a receive goes no further than ours that follow each other', async () => {
  inbox.expect(isOurs);
  sendMany(3, OURS);
  queue.send(WORK);
  queue.send(OURS);
  await look();
  await look(10_000);
  expect(queue.writes[0]).toBe('receive 3 for 5 s');
});

test('at the end a flood is cleared without a pause before each receive', async () => {
  inbox.expect(isOurs);
  sendMany(600, OURS);
  const began = clock.now();
  await inbox.close(NEVER);
  expect(queue.ids).toEqual([]);
  expect(clock.now() - began).toBeLessThan(5_000);
});

test('at the end exactly two more looks are made for what is missing', async () => {
  inbox.expect(isOurs);
  await inbox.close(NEVER);
  expect(queue.requests).toEqual(['peek', 'peek', 'peek']);
  expect(clock.sleeps).toEqual([1_000, 1_000]);
});

test('at the end a queue that is never empty of ours is left after 40 looks', async () => {
  inbox.expect(isOurs);
  queue.meanwhile = (operation) => {
    if (operation === 'peek') {
      queue.send(OURS, { insertedAt: clock.now() - 60_000 });
    }
  };
  await inbox.close(NEVER);
  expect(queue.requests.filter((request) => request === 'peek')).toHaveLength(40);
});

test.each([
  ['somebody had received a message that stands there', 1, true],
  ['nobody had received what stands there', 0, false],
])('a run that heard less than it expected says so at its end: %s', async (_what, dequeueCount, taken) => {
  inbox.expect(isOurs);
  inbox.expect(({ type }) => type === 'Export');
  queue.send(FOREIGN);
  queue.send(FOREIGN, { dequeueCount });
  await look();
  inbox.endedUnheard = true;
  await inbox.close(NEVER);
  const [warning = ''] = report.of('warning');
  expect(warning).toContain('of 2 notifications that it sends to the queue in this run, the run heard 0');
  expect(warning.includes('somebody has received before')).toBe(taken);
});

test.each([
  ['all that it expected was heard', true, OURS],
  ['no wait ended without its notification', false, FOREIGN],
])('nothing is said at the end where %s', async (_what, endedUnheard, text) => {
  inbox.expect(isOurs);
  queue.send(text, { dequeueCount: 1 });
  await look();
  inbox.endedUnheard = endedUnheard;
  await inbox.close(NEVER);
  expect(report.of('warning')).toEqual([]);
});

test('what this run alone has received, or claims later, nobody else has received', async () => {
  inbox.expect(({ type }) => type === 'Export');
  inbox.expect(isOurs);
  const foreign = queue.send(FOREIGN);
  queue.send(OURS);
  queue.send(notificationText('ConnectionTest'), { dequeueCount: 1 });
  await look();
  // Clears ours away, and receives the foreign one in front of it.
  await look(10_000);
  await look(1_000);
  expect(queue.dequeueCountOf(foreign)).toBe(1);
  inbox.claim(({ type }) => type === 'ConnectionTest');
  inbox.endedUnheard = true;
  await inbox.close(NEVER);
  const [warning = ''] = report.of('warning');
  expect(warning).toContain('No notification heard');
  expect(warning).not.toContain('somebody has received before');
});

test('one look puts aside no more than 99 times', async () => {
  inbox.expect(isOurs);
  queue.meanwhile = (operation) => {
    if (operation === 'peek') {
      Array.from({ length: 32 }, () => queue.send(FOREIGN, { insertedAt: clock.now() - 7_200_000 }));
    }
  };
  expect(await look()).toBe(0);
  expect(queue.requests.filter((request) => request === 'peek')).toHaveLength(100);
});

test('at the end the looks for what is missing begin when nothing of ours has to be left for others any more', async () => {
  inbox.expect(({ type }) => type === 'Export');
  inbox.expect(isOurs, clock.now() - 600_000);
  const ours = queue.send(OURS);
  let gone = 0;
  queue.meanwhile = (operation) => {
    gone += operation === 'peek' && !queue.ids.includes(ours) ? 1 : 0;
  };
  await inbox.close(NEVER);
  expect(queue.requests.filter((request) => request === 'peek').length).toBeGreaterThan(5);
  expect(gone).toBe(3);
});

test.each([
  ['is over', true, []],
  ['is not over, though its message came ahead', false, ['m1']],
])('a run that may leave clears the message of a wait that %s', async (_what, ended, left) => {
  inbox.leavesUnended = true;
  const wait = inbox.expect(isOurs);
  queue.send(OURS);
  await inbox.look(NEVER);
  clock.advance(20_000);
  await inbox.look(NEVER);
  expect(queue.ids).toEqual(['m1']);
  wait.ended = ended;
  await inbox.close(NEVER);
  expect(queue.ids).toEqual(left);
});
