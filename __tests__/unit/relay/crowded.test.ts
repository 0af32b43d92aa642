import { beforeEach, expect, test } from '@jest/globals';
import { type ListedRun, RunsError } from '../../../src/github/workflow-runs.ts';
import type { SweepInputs } from '../../../src/relay/run.ts';
import { sweep } from '../../../src/relay/sweep.ts';
import { ago, INPUTS, job, RelayScene } from './relay-scene.ts';

const DAY = 24 * 60;
const HOUR_MS = 3_600_000;

let scene: RelayScene;
beforeEach(() => {
  scene = new RelayScene();
  Array.from({ length: 32 }, () => scene.queue.send('work'));
});

/** GitHub lists a run that is over. @param createdAgo in minutes, and so is `changedAgo` */
function list(id: string, createdAgo: number, changedAgo: number, more: Partial<ListedRun> = {}): void {
  const times = { createdAt: ago(createdAgo), updatedAt: ago(changedAgo) };
  scene.listed.push({ id, attempt: 1, completed: true, conclusion: 'success', ...times, ...more });
}

/** A training whose run has changed after its end, so that only its jobs tell whether it waits. */
function inDoubt(number: number, runId: string, { endedAgo = 200, changedAgo = 100 } = {}): void {
  scene.train({ number, runId, endedAgo }, { tells: false });
  list(runId, endedAgo + 60, changedAgo, { attempt: 2 });
  scene.jobs.set(runId, [job({ attempt: 2, startedAt: ago(changedAgo), completedAt: ago(changedAgo - 1) })]);
}

/** The runs that a sweep asked for, in order. */
async function lookedAt(inputs: Partial<SweepInputs> = {}): Promise<string[]> {
  scene.requests.length = 0;
  await sweep({ ...INPUTS, ...inputs }, scene);
  return scene.requests.flatMap((request) => /^jobs of (\d+)$/.exec(request)?.[1] ?? []);
}

test('each sweep begins with another run, so that all have their turn in a window', async () => {
  // 1,009 turns a window, a quarter of it apart; but the first of them comes right behind the last.
  ['1009', '1261', '1513', '2000'].forEach((runId, index) => {
    inDoubt(index + 1, runId);
  });
  // It is noon, the middle of a window of 24 hours, whose turns are 0.6 of it late: 0.583, 0.600, 0.850, and 0.100.
  expect(await lookedAt()).toEqual(['2000', '1009', '1261', '1513']);
  // A window of six hours has just begun, whose turns are 0.256 late: 0.238, 0.256, 0.506, and 0.755.
  await scene.clock.sleep(6.5 * HOUR_MS, scene.signal);
  expect(await lookedAt({ reconcileHours: 6 })).toEqual(['2000', '1009', '1261', '1513']);
  await scene.clock.sleep(1.5 * HOUR_MS, scene.signal);
  expect(await lookedAt()).toEqual(['1261', '1513', '2000', '1009']);
  // In the next window they are 0.218 late: at noon another one comes first, and would not come last each day.
  await scene.clock.sleep(16 * HOUR_MS, scene.signal);
  expect(await lookedAt()).toEqual(['1513', '2000', '1009', '1261']);
  // Without windows of its own it has those of the default.
  expect(await lookedAt({ reconcileHours: 0 })).toEqual(['1513', '2000', '1009', '1261']);
});

test('what is in doubt leaves a quarter of GitHub’s limit, and what surely waits does not', async () => {
  inDoubt(1, '2000');
  inDoubt(2, '1009');
  scene.train({ number: 3, runId: '11', endedAgo: 90 }, { tells: false });
  list('11', 200, 150);
  scene.jobs.set('11', [job()]);
  scene.runs.left = 0.26;
  expect(await lookedAt()).toEqual(['11', '2000', '1009']);
  scene.runs.left = 0.25;
  expect(await lookedAt()).toEqual(['11']);
  // The first sweep of a window asks for all of them.
  scene.sweptBefore = false;
  expect(await lookedAt()).toEqual(['11', '2000', '1009']);
});

test('the first sweep of a window keeps to the turns while a queue is crowded, and else asks for the latest change', async () => {
  inDoubt(1, '2000', { changedAgo: 100 });
  inDoubt(2, '1009', { changedAgo: 90 });
  scene.sweptBefore = false;
  expect(await lookedAt()).toEqual(['2000', '1009']);
  scene = new RelayScene();
  inDoubt(1, '2000', { changedAgo: 100 });
  inDoubt(2, '1009', { changedAgo: 90 });
  scene.sweptBefore = false;
  expect(await lookedAt()).toEqual(['1009', '2000']);
});

/** One that nothing has changed since its training ended, whose run somebody has cancelled. */
function cancelled(number: number, runId: string, endedAgo: number): void {
  scene.train({ number, runId, endedAgo }, { tells: false });
  list(runId, endedAgo + 60, endedAgo + 30, { conclusion: 'cancelled' });
  scene.jobs.set(runId, [job({ conclusion: 'cancelled' })]);
}

test('runs that are red do not stand in front of those that surely wait, nor of those in doubt', async () => {
  cancelled(1, '2000', 300);
  cancelled(2, '3000', 5 * DAY);
  inDoubt(3, '1009');
  scene.train({ number: 4, runId: '11', endedAgo: 90 }, { tells: false });
  list('11', 200, 150);
  scene.jobs.set('11', [job()]);
  expect(await lookedAt()).toEqual(['11', '2000', '1009']);
  // It may be one that was killed, so the first sweep of a window asks for those of the last 30 days, after the others.
  scene.sweptBefore = false;
  expect(await lookedAt()).toEqual(['11', '2000', '1009', '3000']);
});

test('a full queue keeps a sweep that could not rest from asking as one that rests', async () => {
  inDoubt(1, '2000');
  scene.runs.left = 0.2;
  expect(await lookedAt({ disableWhenIdle: true })).toEqual([]);
});

test('tells of what is spared and may have had its last turn', async () => {
  inDoubt(1, '11', { endedAgo: 2.9 * DAY, changedAgo: 2.6 * DAY });
  inDoubt(2, '12');
  scene.runs.left = 0.2;
  const { outcomes } = await sweep(INPUTS, scene);
  expect(outcomes.map(({ runId, why }) => `${String(runId)}: ${why}`)).toEqual(['11: no turn']);
});

test.each([
  [2.4, ['waiting: rate limit']],
  [2.6, ['given up: no turn']],
])('what changed %d days ago and had no turn: %s, for it has had others', async (days, told) => {
  scene.sweptBefore = false;
  inDoubt(1, '11', { endedAgo: 2.9 * DAY, changedAgo: days * DAY });
  scene.troubles.push(['jobs of 11', new RunsError('limited', 'no')]);
  const { outcomes } = await sweep(INPUTS, scene);
  expect(outcomes.map(({ kind, why }) => `${kind}: ${why}`)).toEqual(told);
});

test.each([
  [2.9, ['11']],
  [3.1, []],
])(
  'what is in doubt is looked at for three days at least: changed %d days ago, of windows of six hours',
  async (days, looked) => {
    inDoubt(1, '11', { endedAgo: days * DAY + 60, changedAgo: days * DAY });
    expect(await lookedAt({ reconcileHours: 6 })).toEqual(looked);
    // Where the queue shows all, what no message tells of is rare, and three windows do.
    scene = new RelayScene();
    scene.sweptBefore = false;
    inDoubt(1, '11', { endedAgo: days * DAY + 60, changedAgo: days * DAY });
    expect(await lookedAt({ reconcileHours: 6 })).toEqual([]);
  },
);

test('finds a run behind a thousand others, which is all that GitHub lists of one time', async () => {
  inDoubt(1, '11', { endedAgo: 300, changedAgo: 301 });
  const [found] = scene.listed.splice(0);
  for (let count = 0; count < 1_150; count += 1) {
    list(String(90_000 + count), 310 + count / 100, 310 + count / 100);
  }
  if (found !== undefined) scene.listed.push({ ...found, createdAt: ago(330) });
  expect(await lookedAt()).toEqual(['11']);
  expect(scene.requests.filter((request) => request.startsWith('runs'))).toHaveLength(12);
});
