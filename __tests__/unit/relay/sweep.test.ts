import { beforeEach, describe, expect, test } from '@jest/globals';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { RunsError, type RunsRefusal } from '../../../src/github/workflow-runs.ts';
import { rest } from '../../../src/relay/rest.ts';
import type { SweepInputs } from '../../../src/relay/run.ts';
import { sweep, type Swept } from '../../../src/relay/sweep.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import { lostAnswer } from '../../../trials/fakes/fake-training-api.ts';
import { ago, INPUTS, job, left, RelayScene } from './relay-scene.ts';

let scene: RelayScene;
beforeEach(() => {
  scene = new RelayScene();
});

async function swept(inputs: Partial<SweepInputs> = {}): Promise<Swept> {
  const found = await sweep({ ...INPUTS, ...inputs }, scene);
  // Whatever happens, it only looks.
  expect(scene.queue.writes).toEqual([]);
  return found;
}

/** `1 of 11: resumed: job`, the iteration and the run. */
function inWords({ outcomes }: Swept): string[] {
  return outcomes.map(
    ({ iterationId: id, runId, kind, why }) =>
      `${Number(id.slice(-12))} of ${String(runId)}: ${kind}: ${why}`,
  );
}

const refused = (refusal: RunsRefusal, said = 'no'): RunsError =>
  new RunsError(refusal, said, { status: 403 });

test('takes three requests for a training that ended, and none for those in flight', async () => {
  scene.train({ number: 1, runId: '11' });
  scene.train({ number: 2, runId: '12', status: 'Training' }, { tells: false });
  scene.jobs.set('11', [job({ attempt: 1 })]);

  const found = await swept();
  expect(inWords(found)).toEqual(['1 of 11: resumed: job']);
  expect(found.outcomes[0]?.attempt).toBe(2);
  expect(scene.requests).toEqual(['iteration 1', 'jobs of 11', 'rerun job 70', 'own runs']);
});

test('goes on with a training that failed, so that its run says so', async () => {
  scene.train({ number: 1, runId: '11', status: 'Failed' });
  scene.jobs.set('11', [job()]);
  expect(inWords(await swept())).toEqual(['1 of 11: resumed: job']);
});

test('asks once for an iteration, however many messages there are, and nothing for those of others', async () => {
  scene.train({ number: 1, runId: '11' });
  scene.tell(1, 50, 'Export');
  scene.tell(1, 40);
  scene.queue.send('somebody else’s work');
  scene.queue.send(
    '{"type":"ConnectionTest","Content":{"projectId":"64b822c5-8082-4b36-a426-27225f4aa18c"}}',
  );
  scene.jobs.set('11', [job()]);
  await swept();
  expect(scene.requests.filter((request) => request.startsWith('iteration'))).toEqual(['iteration 1']);
});

test('tells what it leaves alone: a message ahead of its time, a forged one, an iteration that no run has named', async () => {
  scene.train({ number: 1, runId: '11', status: 'Training' });
  scene.tell(2, 5);
  scene.train({ number: 3, runId: null });
  expect(inWords(await swept())).toEqual([
    '1 of null: waiting: training goes on',
    '2 of null: delivered: no iteration',
    '3 of null: given up: unnamed',
  ]);
});

/** As the API itself refuses. */
function forbidden(): ServiceError {
  const facts = { operation: 'GetIteration', httpStatus: 403, code: 'ForbiddenUser', detail: 'no' };
  return new ServiceError({ ...facts, cause: undefined });
}

test('goes on after a project that the service refuses to tell of, and reads the others through', async () => {
  scene.tell(1, 90);
  scene.train({ number: 2, runId: '12' });
  scene.jobs.set('12', [job()]);
  scene.refused.set(1, forbidden()).set(0, forbidden());
  scene.sweptBefore = false;
  const found = await swept();
  expect(inWords(found)).toEqual(['1 of null: given up: service refuses', '2 of 12: resumed: job']);
  expect(found).toMatchObject({ serviceAnswered: true, fleet: { ended: [], running: 0 } });
});

test('asks the service no more after trouble that is not about one project', async () => {
  scene.train({ number: 1, runId: '11' });
  scene.train({ number: 2, runId: '12' });
  scene.refused.set(1, lostAnswer(503));
  const found = await swept({ reconcileHours: 1 });
  expect(inWords(found)).toEqual([
    '1 of null: waiting: service in trouble',
    '2 of null: waiting: service in trouble',
  ]);
  expect(found.serviceAnswered).toBe(false);
  expect(scene.requests).toEqual(['iteration 1']);
});

test('runs a run again once, as a whole, where several of its jobs are due', async () => {
  scene.train({ number: 1, runId: '11' });
  scene.train({ number: 2, runId: '11' });
  scene.jobs.set('11', [job(), job({ id: '71', name: 'train (2)' })]);
  scene.annotations.set('70', [left(1)]);
  scene.annotations.set('71', [left(2)]);
  expect(inWords(await swept())).toEqual(['1 of 11: resumed: job', '2 of 11: resumed: job']);
  expect(scene.requests.filter((request) => request.startsWith('rerun'))).toEqual(['rerun run 11']);
});

test('finds who has left a training by the job that a later attempt lists a copy of', async () => {
  scene.train({ number: 2, runId: '11' });
  scene.jobs.set('11', [
    job({ id: '70', name: 'train (1)' }),
    job({ id: '71', name: 'train (2)' }),
    job({ id: '80', name: 'train (1)', attempt: 2, startedAt: ago(50), completedAt: ago(40) }),
    job({ id: '81', name: 'train (2)', attempt: 2 }),
  ]);
  scene.annotations.set('70', [left(1)]);
  scene.annotations.set('71', [left(2)]);
  expect(inWords(await swept())).toEqual(['2 of 11: resumed: job']);
  expect(scene.requests).toContain('rerun job 81');
});

test('runs the whole run again where GitHub refuses the job alone', async () => {
  scene.train({ number: 1, runId: '11' });
  scene.jobs.set('11', [job()]);
  scene.troubles.push(['rerun job', refused('refused')]);
  expect(inWords(await swept())).toEqual(['1 of 11: resumed: job']);
  expect(scene.requests).toContain('rerun run 11');
});

test.each<[RunsRefusal, string, string]>([
  ['not found', 'jobs of 11', 'given up: no such run'],
  ['already running', 'rerun job', 'waiting: run goes on'],
  ['too old', 'rerun job', 'given up: too old'],
  ['refused', 'rerun', 'given up: refused'],
])('what is %s is about that run alone, and the others go on', async (refusal, request, outcome) => {
  scene.train({ number: 1, runId: '11', endedAgo: 61 });
  scene.train({ number: 2, runId: '12' });
  scene.jobs.set('11', [job()]).set('12', [job({ id: '72' })]);
  scene.troubles.push([request, refused(refusal)], [`${request} run`, refused(refusal)]);
  if (refusal === 'refused') {
    scene.troubles.push(['rerun run', refused(refusal)]);
  }
  expect(inWords(await swept())).toEqual([`1 of 11: ${outcome}`, '2 of 12: resumed: job']);
});

test.each<[RunsRefusal, string]>([
  ['no right', 'GitHub in trouble'],
  ['limited', 'rate limit'],
])('after %s GitHub is asked no more, and the rest waits', async (refusal, why) => {
  scene.train({ number: 1, runId: '11', endedAgo: 61 });
  scene.train({ number: 2, runId: '12' });
  scene.jobs.set('11', [job()]).set('12', [job({ id: '72' })]);
  scene.troubles.push(['rerun', refused(refusal)]);
  const found = await swept();
  expect(inWords(found)).toEqual([`1 of 11: waiting: ${why}`, `2 of 12: waiting: ${why}`]);
  expect(found.githubTrouble?.refusal).toBe(refusal);
  expect(scene.requests).not.toContain('jobs of 12');
});

describe('where the answer to a re-run is lost', () => {
  beforeEach(() => {
    [1, 2, 3, 4].forEach((number) => {
      scene.train({ number, runId: `1${number}`, endedAgo: 65 - number });
      scene.jobs.set(`1${number}`, [job({ id: `7${number}` })]);
    });
  });

  test('the others have their turn, and the sweep tells of it', async () => {
    scene.troubles.push(['rerun job 71', refused('no answer')], ['rerun job 73', refused('no answer')]);
    const found = await swept();
    expect(inWords(found)).toEqual([
      '1 of 11: waiting: GitHub in trouble',
      '2 of 12: resumed: job',
      '3 of 13: waiting: GitHub in trouble',
      '4 of 14: resumed: job',
    ]);
    expect(found.githubTrouble?.refusal).toBe('no answer');
    // Nothing is asked for again: GitHub may have begun it.
    expect(scene.requests.filter((request) => request.startsWith('rerun'))).toHaveLength(4);
  });

  test('twice in a row, GitHub is asked no more', async () => {
    scene.troubles.push(['rerun job 71', refused('no answer')], ['rerun job 72', refused('no answer')]);
    expect(inWords(await swept())[2]).toBe('3 of 13: waiting: GitHub in trouble');
    expect(scene.requests).not.toContain('jobs of 13');
  });

  test('it counts among most-reruns', async () => {
    scene.troubles.push(['rerun job 71', refused('no answer')]);
    expect(inWords(await swept({ mostReruns: 1 }))[1]).toBe('2 of 12: waiting: most-reruns');
  });
});

test('after a read without an answer GitHub is asked no more', async () => {
  scene.train({ number: 1, runId: '11', endedAgo: 61 });
  scene.train({ number: 2, runId: '12' });
  scene.troubles.push(['jobs of 11', refused('no answer')]);
  expect(inWords(await swept())[1]).toBe('2 of 12: waiting: GitHub in trouble');
  expect(scene.requests).not.toContain('jobs of 12');
});

test('begins nothing more after eight minutes, so that its job can tell what it has done', async () => {
  scene.train({ number: 1, runId: '11', endedAgo: 61 });
  scene.train({ number: 2, runId: '12' });
  scene.jobs.set('11', [job()]).set('12', [job()]);
  scene.onAsked = async (request) => {
    if (request === 'rerun job 70') await scene.clock.sleep(8 * 60_000, scene.signal);
  };
  expect(inWords(await swept())).toEqual(['1 of 11: resumed: job', '2 of 12: waiting: time']);
});

test('runs no more again than most-reruns says, a second apart, the oldest end first', async () => {
  [1, 2, 3].forEach((number) => {
    scene.train({ number, runId: `1${number}`, endedAgo: 60 + number });
    scene.jobs.set(`1${number}`, [job({ id: `7${number}` })]);
  });
  expect(inWords(await swept({ mostReruns: 2 }))).toEqual([
    '3 of 13: resumed: job',
    '2 of 12: resumed: job',
    '1 of 11: waiting: most-reruns',
  ]);
  expect(scene.clock.sleeps).toEqual([1_000]);
});

test('a dry run says what is due, and runs nothing again', async () => {
  scene.train({ number: 1, runId: '11' });
  scene.jobs.set('11', [job()]);
  expect(inWords(await swept({ dryRun: true }))).toEqual(['1 of 11: waiting: dry run']);
  expect(scene.requests.filter((request) => request.startsWith('rerun'))).toEqual([]);
});

test('looks at the queue again after trouble that may pass, and ends where it does not', async () => {
  const troubles = [new StorageError(503, 'ServerBusy')];
  scene.queue.trouble = () => troubles.pop();
  expect(inWords(await swept())).toEqual([]);
  scene.queue.trouble = () => new StorageError(403, 'AuthorizationPermissionMismatch');
  await expect(swept()).rejects.toMatchObject({ headings: ['Storage role missing'] });
});

describe('reading the projects through', () => {
  const listed = (id: string, updatedAt: number, more = {}) => ({
    ...{ id, attempt: 1, completed: true, conclusion: 'success', createdAt: ago(5 * 24 * 60), updatedAt },
    ...more,
  });

  test('is done once in a window, and finds what no message told of', async () => {
    scene.train({ number: 1, runId: '11' }, { tells: false });
    scene.jobs.set('11', [job()]);
    scene.listed.push(listed('11', ago(120)));
    expect(inWords(await swept())).toEqual([]);
    scene.sweptBefore = false;
    expect(inWords(await swept())).toEqual(['1 of 11: resumed: job']);
    expect(scene.requests.slice(-6)).toEqual([
      'own runs',
      'projects',
      'iterations',
      'runs, page 1',
      'jobs of 11',
      'rerun job 70',
    ]);
  });

  test('counts only sweeps that surely belong to the window, whatever the clocks say', async () => {
    await swept({ reconcileHours: 6 });
    expect(new Date(scene.sweptSince).toISOString()).toBe('2026-11-26T12:02:00.000Z');
  });

  test('is not done with reconcile-hours: 0, unless the queue is full', async () => {
    scene.sweptBefore = false;
    expect((await swept({ reconcileHours: 0 })).fleet).toBeNull();
    Array.from({ length: 32 }, () => scene.queue.send('work'));
    expect((await swept({ reconcileHours: 0 })).fleet).not.toBeNull();
  });

  test('asks for what surely waits first, and then for the latest change in doubt', async () => {
    scene.sweptBefore = false;
    [1, 2, 3].forEach((number) => {
      scene.train({ number, runId: `1${number}`, endedAgo: 200 - number }, { tells: false });
    });
    scene.listed.push(listed('11', ago(100), { attempt: 2 }), listed('12', ago(90), { attempt: 2 }));
    scene.listed.push(listed('13', ago(300)));
    await swept();
    const asked = scene.requests.filter((request) => request.startsWith('jobs'));
    expect(asked).toEqual(['jobs of 13', 'jobs of 12', 'jobs of 11']);
  });

  test('costs nothing more for runs that have delivered, run, or ended long after', async () => {
    scene.sweptBefore = false;
    [1, 2, 3, 4].forEach((number) => {
      scene.train({ number, runId: `1${number}`, endedAgo: 180 }, { tells: false });
    });
    scene.train({ number: 5, runId: '15', endedAgo: 40 * 24 * 60 }, { tells: false });
    scene.listed.push(
      listed('11', ago(30)),
      listed('12', ago(190), { completed: false }),
      listed('13', ago(119)),
    );
    // Whether the last one has left its training, only its jobs tell; and one that is not listed is asked for.
    scene.listed.push(listed('14', ago(121)));
    scene.troubles.push(['jobs of', refused('not found')]);
    await swept();
    expect(scene.requests.filter((request) => request.startsWith('jobs'))).toEqual(['jobs of 14']);
  });

  test.each([
    [2.9, 2, true],
    [3.1, 2, false],
    [2.9, 1, false],
  ])('looks at a run that changed %d days ago in attempt %i: %p', async (days, attempt, looks) => {
    scene.sweptBefore = false;
    const day = 24 * 60;
    scene.train({ number: 1, runId: '11', endedAgo: 4 * day }, { tells: false });
    scene.listed.push(listed('11', ago(days * day), { attempt }));
    scene.jobs.set('11', [job({ startedAt: ago(days * day), completedAt: ago(days * day) })]);
    await swept();
    expect(scene.requests.includes('jobs of 11')).toBe(looks);
  });

  test.each([
    [1.4, '1 of 11: waiting: rate limit'],
    [1.6, '1 of 11: given up: no turn'],
  ])('tells of a run that changed %d days ago and had no turn: %s', async (days, told) => {
    scene.sweptBefore = false;
    const day = 24 * 60;
    scene.train({ number: 1, runId: '11', endedAgo: 4 * day }, { tells: false });
    scene.listed.push(listed('11', ago(days * day), { attempt: 2 }));
    scene.troubles.push(['jobs of 11', refused('limited')]);
    expect(inWords(await swept())).toEqual([told]);
  });

  test('does not tell of other repositories’ runs', async () => {
    scene.sweptBefore = false;
    scene.train({ number: 1, runId: '11' }, { tells: false });
    scene.troubles.push(['jobs of 11', refused('not found')]);
    expect(inWords(await swept())).toEqual([]);
    expect(scene.requests).toContain('jobs of 11');
  });
});

describe('at rest', () => {
  const idle = { disableWhenIdle: true };

  test('it disables its workflow when nothing is in flight, after it has read the projects through', async () => {
    expect(await rest(await swept(idle), scene)).toBe(true);
    expect(scene.requests.slice(1)).toEqual([
      'projects',
      'iterations',
      'disable relay.yml',
      'projects',
      'iterations',
    ]);
  });

  test.each([
    ['is being trained', { number: 1, runId: '11', status: 'Training' }],
    ['waits for its run', { number: 1, runId: '11' }],
  ])('it does not while something %s', async (_what, training) => {
    scene.train(training, { tells: false });
    scene.jobs.set('11', [job()]);
    scene.listed.push({
      id: '11',
      attempt: 1,
      completed: true,
      conclusion: 'success',
      createdAt: ago(300),
      updatedAt: ago(120),
    });
    expect(await rest(await swept(idle), scene)).toBe(false);
    expect(scene.requests).not.toContain('disable relay.yml');
  });

  test('it enables its workflow again if a training has begun just then', async () => {
    scene.onDisabled = () => {
      scene.train({ number: 1, runId: '11', status: 'Training' }, { tells: false });
    };
    expect(await rest(await swept(idle), scene)).toBe(false);
    expect(scene.requests).toContain('enable relay.yml');
  });
});
