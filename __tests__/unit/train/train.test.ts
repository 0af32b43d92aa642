import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import { ensureTrained, type TrainingPlan } from '../../../src/train/train.ts';
import {
  fakeWorld,
  ITERATION,
  iterationJson,
  notificationText,
  OTHER_ITERATION,
} from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';
import {
  BUSY,
  endTraining,
  NOT_NEEDED,
  outputsOf,
  REGULAR,
  TRAINED_AT,
} from '../../../trials/fakes/training-scene.ts';

const THIRD_ITERATION = '0a1b2c3d-0000-4000-8000-00000000000c';

let world = fakeWorld();
/** What the caller was told: iteration, started by this run, how many pauses had been made by then. */
let told: [string, boolean, number][] = [];

beforeEach(() => {
  world = fakeWorld();
  told = [];
  world.api.on('UpdateIteration', iterationJson(ITERATION, 'Training'));
});

async function train(
  known: readonly Iteration[] = [],
  changes: Partial<TrainingPlan> = {},
): Promise<{ iteration: Iteration; trained: boolean }> {
  return await outputsOf(
    world,
    (id, ours) => told.push([id, ours, world.clock.sleeps.length]),
    () => ensureTrained({ ...REGULAR, ...changes }, known, world.run),
  );
}

async function failure(): Promise<Failure> {
  return (await train().then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

function endsIn(ms: number, id: string, status?: string, more?: Readonly<Record<string, unknown>>): void {
  endTraining(world, ms, id, status, more);
}

test('a training is started once, named, told before the wait, and awaited', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training'));
  endsIn(60_000, ITERATION);
  const { iteration, trained } = await train();
  expect(iteration).toMatchObject({ id: ITERATION, state: 'completed' });
  expect(trained).toBe(true);
  expect(told).toEqual([[ITERATION, true, 0]]);
  expect(world.api.count('TrainProject')).toBe(1);
  expect(world.api.of('TrainProject')[0]?.query).toEqual({ trainingType: 'Regular' });
  expect(world.api.of('UpdateIteration')[0]?.body).toEqual({
    name: expect.stringMatching(/^gh-4711-[0-9a-f]{8}$/) as unknown,
  });
});

test('an advanced training is asked for with its budget, and has another name', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training'));
  endsIn(1_000, ITERATION);
  await train();
  endsIn(1_000, ITERATION);
  await train([], { trainingType: 'Advanced', reservedBudgetHours: 3 });
  expect(world.api.of('TrainProject')[1]?.query).toEqual({
    trainingType: 'Advanced',
    reservedBudgetInHours: '3',
  });
  const [regular, advanced] = world.api
    .of('UpdateIteration')
    .map(({ body }) => (body as { name: string }).name);
  expect(regular).not.toBe(advanced);
});

test('a refused or garbled name is no trouble', async () => {
  for (const answer of [refusal('BadRequestIterationNameNotUnique'), lostAnswer(500), {}]) {
    world.api.on('TrainProject', iterationJson(ITERATION, 'Training')).on('UpdateIteration', answer);
    endsIn(60_000, ITERATION);
    await expect(train()).resolves.toMatchObject({ trained: true });
  }
  expect(world.report.of('warning')).toEqual([]);
});

test('a name that is taken is counted on from', async () => {
  const taken = refusal('BadRequestIterationNameNotUnique');
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training'));
  world.api.on('UpdateIteration', taken, taken, iterationJson(ITERATION, 'Training'));
  endsIn(60_000, ITERATION);
  await train();
  const names = world.api.of('UpdateIteration').map(({ body }) => (body as { name: string }).name);
  expect(names.map((name) => name.replace(/^gh-4711-[0-9a-f]{8}/, ''))).toEqual(['', '-2', '-3']);
});

test('a failed training ends the run with what the service says about it, made harmless', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training'));
  endsIn(60_000, ITERATION, 'Failed', { trainingErrorDetails: 'bad\n::error::images' });
  const { status, message } = await failure();
  expect(status).toBe('training-failed');
  expect(message).toContain('| bad\\x0a::error::images');
  expect(message).toContain('Next: ');
  expect(told).toEqual([[ITERATION, true, 0]]);
});

test('an iteration that is still New is not a failed one', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'New'));
  world.api.on('GetIteration', iterationJson(ITERATION, 'New'));
  world.queue.send(notificationText('Training'));
  world.clock.after(10_000, () => {
    world.api.on('GetIteration', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  });
  await expect(train()).resolves.toMatchObject({ trained: true, iteration: { state: 'completed' } });
});

test('an iteration of an unknown status is awaited', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Queued'));
  world.api.on('GetIteration', iterationJson(ITERATION, 'Queued'));
  world.clock.after(30_000, () => {
    world.api.on('GetIteration', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  });
  await expect(train()).resolves.toMatchObject({ iteration: { state: 'completed' } });
});

test('when nothing changed the iteration that was made last is used, however recently another one was renamed', async () => {
  world.api.on('TrainProject', NOT_NEEDED).on('GetIterations', [
    iterationJson(OTHER_ITERATION, 'Completed', {
      trainedAt: '2026-11-19T10:00:00',
      created: '2026-11-17T09:00:00',
      lastModified: '2026-11-22T11:00:00',
    }),
    iterationJson(ITERATION, 'Completed', {
      trainedAt: '2026-11-20T10:00:00',
      created: '2026-11-19T09:00:00',
      lastModified: '2026-11-20T10:00:00',
    }),
    iterationJson(THIRD_ITERATION, 'New', { created: '2026-11-22T11:00:00' }),
  ]);
  await expect(train()).resolves.toMatchObject({ iteration: { id: ITERATION }, trained: false });
  expect(told).toEqual([[ITERATION, false, 0]]);
  expect(world.api.count('GetIteration')).toBe(0);
  expect(world.report.of('notice')).toHaveLength(1);
  expect(world.report.log).not.toContain('pipeline');
});

test('a newer pipeline at the service does not train anew, and is mentioned', async () => {
  world.api
    .on('TrainProject', refusal('BadRequestTrainingNotNeededButTrainingPipelineUpdated'))
    .on('GetIterations', [iterationJson(ITERATION, 'Completed', TRAINED_AT)]);
  await train();
  expect(world.report.log).toContain('newer pipeline');
});

test('when nothing changed and the newest iteration failed, an older one is not used instead', async () => {
  world.api.on('TrainProject', NOT_NEEDED).on('GetIterations', [
    iterationJson(OTHER_ITERATION, 'Completed', TRAINED_AT),
    iterationJson(ITERATION, 'Failed', {
      // The service made it when the training of the other one began.
      created: '2026-11-20T08:00:05',
      trainedAt: '',
      trainingErrorDetails: 'why it failed',
    }),
  ]);
  const { status, message } = await failure();
  expect(status).toBe('training-failed');
  expect(message).toContain('Nothing changed since');
  expect(message).toContain('| why it failed');
});

test('the output of the iteration is known although the newest one failed before', async () => {
  world.api
    .on('TrainProject', NOT_NEEDED)
    .on('GetIterations', [iterationJson(ITERATION, 'Failed', { created: '2026-11-21T10:00:00' })]);
  await failure();
  expect(told).toEqual([[ITERATION, false, 0]]);
});

test('when nothing changed and no trained iteration is listed, the run fails with a way out', async () => {
  world.api.on('TrainProject', NOT_NEEDED).on('GetIterations', [iterationJson(ITERATION, 'New')]);
  const { status, message } = await failure();
  expect(status).toBe('failed');
  expect(message).toContain('Next: ');
});

test('when nothing changed and the newest iteration is still running, it is awaited', async () => {
  world.api
    .on('TrainProject', NOT_NEEDED)
    .on('GetIterations', [iterationJson(ITERATION, 'Training', { created: '2026-11-22T11:00:00' })]);
  endsIn(30_000, ITERATION);
  await expect(train()).resolves.toMatchObject({ iteration: { state: 'completed' }, trained: false });
});

test('a running training of somebody else is awaited, and then ours is asked for again', async () => {
  world.api
    .on('TrainProject', BUSY, iterationJson(ITERATION, 'Training'))
    .on('GetIterations', [iterationJson(OTHER_ITERATION, 'Training')]);
  endsIn(60_000, OTHER_ITERATION);
  world.clock.after(61_000, () => {
    endsIn(60_000, ITERATION);
  });
  await expect(train()).resolves.toMatchObject({ iteration: { id: ITERATION }, trained: true });
  expect(world.api.count('TrainProject')).toBe(2);
});

test('not the blank iteration is awaited that the service made when the running one began', async () => {
  world.api
    .on('TrainProject', BUSY, iterationJson(ITERATION, 'Training'))
    .on('GetIterations', [
      iterationJson(THIRD_ITERATION, 'New', { created: '2026-11-22T11:59:00' }),
      iterationJson(OTHER_ITERATION, 'Training', { created: '2026-11-20T08:00:00' }),
    ]);
  endsIn(60_000, OTHER_ITERATION);
  world.clock.after(61_000, () => {
    endsIn(60_000, ITERATION);
  });
  await expect(train()).resolves.toMatchObject({ iteration: { id: ITERATION }, trained: true });
  expect(world.report.log).toContain(`Waiting for the training of iteration ${OTHER_ITERATION}.`);
  expect(world.report.log).not.toContain(THIRD_ITERATION);
});

test('a failed training of somebody else is no failure of ours', async () => {
  world.api
    .on('TrainProject', BUSY, NOT_NEEDED)
    .on('GetIterations', [iterationJson(OTHER_ITERATION, 'Training')]);
  endsIn(60_000, OTHER_ITERATION, 'Failed');
  world.clock.after(60_000, () => {
    world.api.on('GetIterations', [iterationJson(OTHER_ITERATION, 'Completed', TRAINED_AT)]);
  });
  await expect(train()).resolves.toMatchObject({ iteration: { id: OTHER_ITERATION }, trained: false });
});

test('busy without a running iteration in the list is asked again after 5 s, until the deadline', async () => {
  world = fakeWorld({}, 60_000);
  world.api.on('TrainProject', BUSY).on('GetIterations', []);
  const { status } = await failure();
  expect(status).toBe('timed-out');
  expect(new Set(world.clock.sleeps)).toEqual(new Set([5_000]));
  expect(world.api.count('TrainProject')).toBeLessThanOrEqual(14);
});

test.each([503, 500, null])(
  'after a lost answer (%s) the new iteration is looked for and adopted, and nothing is sent twice',
  async (httpStatus) => {
    const old = iterationJson(OTHER_ITERATION, 'Completed', TRAINED_AT);
    world.api
      .on('TrainProject', lostAnswer(httpStatus))
      .on('GetIterations', [
        old,
        iterationJson(ITERATION, 'Training'),
        iterationJson(THIRD_ITERATION, 'New'),
      ]);
    endsIn(60_000, ITERATION);
    await expect(train([readIteration(old)])).resolves.toMatchObject({
      iteration: { id: ITERATION },
      trained: true,
    });
    expect(world.api.count('TrainProject')).toBe(1);
    expect(told[0]?.slice(0, 2)).toEqual([ITERATION, true]);
  },
);

test('an answer of another shape than documented counts as lost', async () => {
  world.api.on('TrainProject', { id: 7 }).on('GetIterations', [iterationJson(ITERATION, 'Training')]);
  endsIn(60_000, ITERATION);
  await expect(train()).resolves.toMatchObject({ trained: true });
  expect(world.api.count('TrainProject')).toBe(1);
});

test('a training that is listed only some seconds after its lost answer is adopted', async () => {
  world.api
    .on('TrainProject', lostAnswer(503))
    .on('GetIterations', [], [], [iterationJson(ITERATION, 'Training')]);
  endsIn(60_000, ITERATION);
  await expect(train()).resolves.toMatchObject({ trained: true });
  expect(world.api.count('TrainProject')).toBe(1);
  expect(world.clock.sleeps.slice(0, 3)).toEqual([1_000, 3_000, 6_000]);
});

test('a blank iteration that was New before and is being trained after a lost answer is adopted', async () => {
  world.api.on('TrainProject', lostAnswer(503)).on('GetIterations', [iterationJson(ITERATION, 'Training')]);
  endsIn(60_000, ITERATION);
  await expect(train([readIteration(iterationJson(ITERATION, 'New'))])).resolves.toMatchObject({
    trained: true,
  });
  expect(world.api.count('TrainProject')).toBe(1);
});

test('a lost answer with nothing begun is sent once more, and never a third time', async () => {
  world.api.on('TrainProject', lostAnswer(503)).on('GetIterations', []);
  const { status, message } = await failure();
  expect(status).toBe('failed');
  expect(message).toContain('503');
  expect(world.api.count('TrainProject')).toBe(2);
});

test.each([
  ['the answer is lost', [lostAnswer(503)]],
  ['a second start is refused', [lostAnswer(503), BUSY]],
])('an iteration that stays New after %s may be ours: nothing more is sent', async (_when, answers) => {
  const isNew = [iterationJson(ITERATION, 'New')];
  const unseen = Array<unknown[]>((answers.length - 1) * 3).fill([]);
  world.api.on('TrainProject', ...answers).on('GetIterations', ...unseen, isNew);
  const { title, message } = await failure();
  expect(title).toBe('Training may have begun');
  expect(message).toContain(ITERATION);
  expect(world.api.count('TrainProject')).toBe(answers.length);
});

test('what is no answer of the service passes as it is', async () => {
  const bug = new TypeError('bug');
  world.api.on('TrainProject', bug);
  await expect(train()).rejects.toBe(bug);
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training')).on('UpdateIteration', bug);
  await expect(train()).rejects.toBe(bug);
});

test('the second sending may succeed', async () => {
  world.api
    .on('TrainProject', lostAnswer(null), iterationJson(ITERATION, 'Training'))
    .on('GetIterations', []);
  endsIn(60_000, ITERATION);
  await expect(train()).resolves.toMatchObject({ trained: true });
  expect(world.api.count('TrainProject')).toBe(2);
});

test('a training that is found busy at the second sending is awaited and not sent a third time', async () => {
  world.api
    .on('TrainProject', lostAnswer(503), BUSY, NOT_NEEDED)
    .on('GetIterations', [], [], [], [iterationJson(ITERATION, 'Training')]);
  world.api.on('GetIteration', iterationJson(ITERATION, 'Training'));
  world.clock.after(60_000, () => {
    const ended = iterationJson(ITERATION, 'Completed', TRAINED_AT);
    world.api.on('GetIteration', ended).on('GetIterations', [ended]);
  });
  await expect(train()).resolves.toMatchObject({ iteration: { id: ITERATION } });
});

test('what somebody else has trained while the service was busy is not taken for ours after a lost answer', async () => {
  const theirs = iterationJson(OTHER_ITERATION, 'Completed', TRAINED_AT);
  world.api
    .on('TrainProject', BUSY, lostAnswer(503), iterationJson(ITERATION, 'Training'))
    // It has just ended when the list is read.
    .on('GetIterations', [theirs]);
  endsIn(60_000, ITERATION);
  await train();
  expect(told.map(([id]) => id)).toEqual([ITERATION]);
  expect(world.api.count('TrainProject')).toBe(3);
});

test('an iteration that was there before is not adopted after a lost answer', async () => {
  const old = iterationJson(OTHER_ITERATION, 'Completed', TRAINED_AT);
  world.api.on('TrainProject', lostAnswer(503)).on('GetIterations', [old]);
  await expect(train([readIteration(old)])).rejects.toMatchObject({ status: 'failed' });
  expect(world.api.count('TrainProject')).toBe(2);
});

test('a 429 started nothing: it is repeated after the pause that the service asks for', async () => {
  const { ServiceError } = await import('../../../src/custom-vision/service-error.ts');
  const tooMany = new ServiceError({
    operation: 'TrainProject',
    httpStatus: 429,
    detail: '',
    retryAfterMs: 7_000,
  });
  world.api.on('TrainProject', tooMany, iterationJson(ITERATION, 'Training'));
  endsIn(60_000, ITERATION);
  await train();
  expect(world.clock.sleeps[0]).toBe(7_000);
});

test.each([
  ['BadRequestClassificationTrainingValidationFailed', 'at least 5 images'],
  ['BadRequestExceedIterationPerProjectLimit', 'at most 20 iterations'],
  ['BadRequestSomethingNew', 'Next: '],
])('%s ends the run and is explained', async (code, words) => {
  world.api.on('TrainProject', refusal(code));
  const { status, message } = await failure();
  expect(status).toBe('failed');
  expect(message).toContain(code);
  expect(message).toContain(words);
  expect(world.api.count('TrainProject')).toBe(1);
});

test('the likely rest comes from earlier trainings, each of which began when the next iteration was made', async () => {
  // They began a week apart, and took 10, 20 and 90 minutes.
  const weekOf = (week: number, minutes = 0): string =>
    new Date(Date.UTC(2026, 9, 1 + 7 * week, 8, minutes)).toISOString();
  const known = [10, 20, 90].map((minutes, week) =>
    readIteration(
      iterationJson(`0a1b2c3d-0000-4000-8000-0000000001${week}0`, 'Completed', {
        created: weekOf(week - 1),
        trainedAt: weekOf(week, minutes),
      }),
    ),
  );
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training', { created: weekOf(2) }));
  endsIn(90_000, ITERATION);
  await train(known);
  expect(world.report.log).toContain('likely 19 min more, as before');
});

test.each([
  ['an export', notificationText('Export')],
  ['another iteration', notificationText('Training', { iterationId: OTHER_ITERATION })],
  ['another project', notificationText('Training', { projectId: OTHER_ITERATION })],
])('a message about %s wakes nobody', async (_what, text) => {
  world.api
    .on('TrainProject', iterationJson(ITERATION, 'Training'))
    .on('GetIteration', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  world.queue.send(text);
  await train();
  expect(world.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(120_000);
});

test('a cancelled run rejects with its reason and sends nothing more', async () => {
  const reason = new Error('cancelled');
  world.api.on('TrainProject', iterationJson(ITERATION, 'Training'));
  world.api.on('GetIteration', iterationJson(ITERATION, 'Training'));
  world.clock.after(5_000, () => {
    world.cancel.abort(reason);
  });
  await expect(train()).rejects.toBe(reason);
  expect(world.api.count('TrainProject')).toBe(1);
});

test('the answer to a start that arrives when the run was cancelled still tells which iteration it is', async () => {
  const reason = new Error('cancelled');
  world.api.on('TrainProject', () => {
    world.cancel.abort(reason);
    return iterationJson(ITERATION, 'Training');
  });
  await expect(train()).rejects.toBe(reason);
  expect(told.map(([id, ours]) => [id, ours])).toEqual([[ITERATION, true]]);
});

test('a run that is cancelled before a start is answered says that a training may have begun', async () => {
  const reason = new Error('cancelled');
  world.api.on('TrainProject', () => {
    world.cancel.abort(reason);
    return reason;
  });
  const { status, title, message } = await failure();
  expect([status, title]).toEqual(['cancelled', 'Cancelled']);
  expect(message).toContain('a training may have begun');
  expect(told).toEqual([]);
  expect(world.api.requests.map(({ operation }) => operation)).toEqual(['TrainProject']);
});

test('a time-out of the gateway (408) is a lost answer', async () => {
  world.api.on('TrainProject', lostAnswer(408)).on('GetIterations', [iterationJson(ITERATION, 'Training')]);
  endsIn(60_000, ITERATION);
  await expect(train()).resolves.toMatchObject({ trained: true });
  expect(world.api.count('TrainProject')).toBe(1);
});

test('at the deadline the service has 10 s to say that the training has ended after all', async () => {
  world = fakeWorld({}, 60_000);
  world.api
    .on('UpdateIteration', iterationJson(ITERATION, 'Training'))
    .on('TrainProject', iterationJson(ITERATION, 'Training'))
    .on('GetIteration', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  await expect(train()).resolves.toMatchObject({ trained: true });
  expect(world.api.of('GetIteration').map(({ timeoutMs }) => timeoutMs)).toEqual([10_000]);
});
