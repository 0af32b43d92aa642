import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { ServiceError } from '../../../src/custom-vision/service-error.ts';
import { readIteration } from '../../../src/custom-vision/entities.ts';
import { ensureTrained, type TrainingPlan } from '../../../src/train/train.ts';
import { fakeWorld, ITERATION, iterationJson, OTHER_ITERATION } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';
import { BUSY, NOT_NEEDED, outputsOf, REGULAR, TRAINED_AT } from '../../../trials/fakes/training-scene.ts';

const OLD = '0a1b2c3d-0000-4000-8000-000000000001';
const OURS = ITERATION;
const THEIRS = OTHER_ITERATION;
const old = iterationJson(OLD, 'Completed', TRAINED_AT);

/** What a gateway answers, or something else that is not the service. */
function ofGateway(httpStatus: number, code: string | null = null): ServiceError {
  return new ServiceError({ operation: 'scripted', httpStatus, code, detail: 'lost', ofTheApi: false });
}

let world = fakeWorld();
/** What the outputs said, each time they were set. */
let told: [string, boolean][] = [];
/** What the service lists; a training ends in a minute. */
let listed: Record<string, unknown>[] = [];

beforeEach(() => {
  told = [];
  listed = [old];
  world = fakeWorld();
  world.api
    .on('UpdateIteration', old)
    .on('GetIterations', () => listed)
    .on('GetIteration', ({ path }: { path: string }) => listed.find(({ id }) => path.endsWith(String(id))));
});

/** A training begins, which ends in a minute. */
function begin(id: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const running = iterationJson(id, 'Training', {
    name: 'Iteration 2',
    created: '2026-11-21T08:00:00',
    ...more,
  });
  listed = [...listed, running];
  world.clock.after(60_000, () => {
    const status = 'Completed';
    listed = listed.map((one) =>
      one.id === id ? { ...one, status, trainedAt: '2026-11-22T12:01:00' } : one,
    );
  });
  return running;
}

async function train(changes: Partial<TrainingPlan> = {}): Promise<{ id: string; trained: boolean }> {
  const { iteration, trained } = await outputsOf(
    world,
    (id, ours) => told.push([id, ours]),
    () => ensureTrained({ ...REGULAR, ...changes }, [readIteration(old)], world.run),
  );
  return { id: iteration.id, trained };
}

/** Whether each start was forced. */
function starts(): boolean[] {
  return world.api.of('TrainProject').map(({ query }) => query?.forceTrain === 'true');
}

/** The answer to a start, before which something happens. */
function after(happens: () => unknown, answer: Error): () => Error {
  return () => {
    happens();
    return answer;
  };
}

test.each([
  ['a 404 of a gateway', ofGateway(404)],
  ['a 404 in words of the API, in the form of a gateway', ofGateway(404, 'NotFoundProject')],
  ['a 400 in words of the API, in the form of a gateway', ofGateway(400, 'BadRequestTrainingNotNeeded')],
  ['a 403 of a gateway', ofGateway(403)],
  ['a redirect', ofGateway(302)],
  ['a 503', lostAnswer(503)],
  ['no answer', lostAnswer(null)],
])('%s does not say that nothing began: what began is found and paid for once', async (_what, answer) => {
  world.api.on(
    'TrainProject',
    after(() => begin(OURS), answer),
  );
  await expect(train({ whenUnchanged: 'retrain' })).resolves.toEqual({ id: OURS, trained: true });
  expect(starts()).toEqual([true]);
});

test.each([
  ['the API itself refuses', 1, refusal('BadRequestExceededQuota')],
  ['a gateway answers, and nothing began', 2, ofGateway(404)],
])('where %s the start is sent so often: %i', async (_what, times, answer) => {
  world.api.on('TrainProject', answer);
  await expect(train()).rejects.toMatchObject({ status: 'failed' });
  expect(starts()).toHaveLength(times);
});

test.each(['reuse', 'retrain', 'fail'] as const)(
  'with %s, a training of another run that began meanwhile is never ours: its end is awaited, then ours is asked for',
  async (whenUnchanged) => {
    const theirs = { name: 'gh-4712-0123abcd' };
    world.api.on(
      'TrainProject',
      after(() => begin(THEIRS, theirs), lostAnswer(503)),
      () => begin(OURS, { created: '2026-11-22T12:00:00' }),
    );
    await expect(train({ whenUnchanged })).resolves.toEqual({ id: OURS, trained: true });
    expect(starts()).toEqual([whenUnchanged === 'retrain', whenUnchanged === 'retrain']);
    expect(told).toEqual([[OURS, true]]);
    expect(world.api.of('UpdateIteration').map(({ path }) => path.split('/').at(-1))).toEqual([OURS]);
    expect(world.report.log).toContain('that workflow run 4712 of GitHub started');
  },
);

test('a training that gets the name of another run only a moment later is not ours either', async () => {
  world.api.on(
    'TrainProject',
    after(() => {
      begin(THEIRS);
      world.clock.after(2_000, () => {
        listed = listed.map((one) => (one.id === THEIRS ? { ...one, name: 'gh-4712-0123abcd' } : one));
      });
    }, lostAnswer(503)),
    NOT_NEEDED,
  );
  await expect(train()).resolves.toEqual({ id: THEIRS, trained: false });
  expect(told).toEqual([[THEIRS, false]]);
  expect(world.api.count('UpdateIteration')).toBe(0);
});

const AN_HOUR_AGO = '2026-11-22T11:00:00Z';

test.each([
  ['it began long before the start', { lastModified: AN_HOUR_AGO }],
  ['it is of another kind', { trainingType: 'Advanced', reservedBudgetInHours: 3 }],
])(
  'where %s, it is in doubt whose it is: its end is awaited, and ours is asked for unforced',
  async (_why, more) => {
    for (const whenUnchanged of ['reuse', 'retrain', 'fail'] as const) {
      world.api.on(
        'TrainProject',
        after(() => begin(THEIRS, more), lostAnswer(503)),
        NOT_NEEDED,
      );
      await expect(train({ whenUnchanged })).resolves.toEqual({ id: THEIRS, trained: false });
      expect(starts().slice(-2)).toEqual([whenUnchanged === 'retrain', false]);
      expect(told.map(([, ours]) => ours)).not.toContain(true);
      listed = [old];
    }
    expect(world.api.count('UpdateIteration')).toBe(0);
  },
);

test('where two began, it is in doubt which is ours; what the service then accepts is', async () => {
  world.api.on(
    'TrainProject',
    after(() => {
      begin(THEIRS);
      begin(OLD.replace(/1$/, '2'), { name: 'gh-4712-0123abcd' });
    }, lostAnswer(503)),
    () => begin(OURS, { created: '2026-11-22T12:00:00' }),
  );
  await expect(train({ whenUnchanged: 'retrain' })).resolves.toEqual({ id: OURS, trained: true });
  expect(starts()).toEqual([true, false]);
  expect(told).toEqual([
    [THEIRS, false],
    [OURS, true],
  ]);
});

test.each([
  ['none is known to be of another run', {}, [true, true, false]],
  ['it is of another run', { name: 'gh-4712-0123abcd' }, [true, true, true]],
])(
  'a 429 that hides a start: where %s, ours is asked for accordingly after the end',
  async (_whose, more, forced) => {
    const tooMany = new ServiceError({ operation: 'scripted', httpStatus: 429, detail: '' });
    const last = forced.at(-1) === true ? () => begin(OURS, { created: '2026-11-22T12:00:00' }) : NOT_NEEDED;
    world.api.on(
      'TrainProject',
      after(() => begin(THEIRS, more), tooMany),
      BUSY,
      last,
    );
    await train({ whenUnchanged: 'retrain' });
    expect(starts()).toEqual(forced);
    expect(told.at(-1)).toEqual(forced.at(-1) === true ? [OURS, true] : [THEIRS, false]);
  },
);

test('a start that is answered by an old iteration is a lost answer', async () => {
  world.api.on('TrainProject', old, () => begin(OURS));
  await expect(train({ whenUnchanged: 'retrain' })).resolves.toEqual({ id: OURS, trained: true });
  expect(told).toEqual([[OURS, true]]);

  world.api.on('TrainProject', old);
  listed = [old];
  const failure = (await train().catch((error: unknown) => error)) as Failure;
  expect(failure.message).toContain(`| the answer names iteration ${OLD}, which this start did not begin`);
});

test('a start that is answered by the running training of another run is as good as busy', async () => {
  world.api.on('TrainProject', () => begin(THEIRS, { name: 'gh-4712-0123abcd' }), NOT_NEEDED);
  await expect(train()).resolves.toEqual({ id: THEIRS, trained: false });
});

test('an iteration that is new in the first looks and runs then was found: nothing may have begun', async () => {
  world.api.on(
    'TrainProject',
    after(() => {
      listed = [old, iterationJson(OURS, 'New', { created: '2026-11-21T08:00:00' })];
      world.clock.after(15_000, () => {
        listed = [old];
        begin(OURS);
      });
    }, lostAnswer(503)),
  );
  await expect(train()).resolves.toEqual({ id: OURS, trained: true });
});

test.each([
  [false, 'Next: run the workflow again, it waits for the end'],
  [true, 'iteration-id'],
])('a cancel before the answer says how to go on; forced: %s', async (forced, words) => {
  const reason = new Error('cancelled');
  world.api.on('TrainProject', () => {
    world.cancel.abort(reason);
    return reason;
  });
  const whenUnchanged = forced ? 'retrain' : 'reuse';
  const failure = (await train({ whenUnchanged }).catch((error: unknown) => error)) as Failure;
  expect(failure.message).toContain('a training may have begun');
  expect(failure.message).toContain(words);
});

test.each([
  ['the pause after a 429', new ServiceError({ operation: 'scripted', httpStatus: 429, detail: '' })],
  ['the wait while the service is busy', BUSY],
])('a cancel in %s says nothing of a training that may have begun', async (_when, answer) => {
  const reason = new Error('cancelled');
  world.api.on('TrainProject', answer);
  world.clock.after(500, () => {
    world.cancel.abort(reason);
  });
  await expect(train({ whenUnchanged: 'retrain' })).rejects.toBe(reason);
});
