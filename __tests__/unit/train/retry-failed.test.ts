import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import { ensureTrained, type TrainingPlan } from '../../../src/train/train.ts';
import { fakeWorld, ITERATION, iterationJson, OTHER_ITERATION } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer } from '../../../trials/fakes/fake-training-api.ts';
import { BUSY, NOT_NEEDED, REGULAR, TRAINED_AT } from '../../../trials/fakes/training-scene.ts';

const failed = iterationJson(OTHER_ITERATION, 'Failed', { trainingErrorDetails: 'why it failed' });
const done = iterationJson(ITERATION, 'Completed', TRAINED_AT);
const failedAgain = iterationJson(ITERATION, 'Failed', { created: '2026-11-21T08:00:00' });

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api.on('UpdateIteration', done);
});

async function train(changes: Partial<TrainingPlan>, known: readonly Iteration[] = []): Promise<Iteration> {
  return await ensureTrained({ ...REGULAR, retryFailed: true, ...changes }, known, world.run);
}

async function failure(changes: Partial<TrainingPlan>): Promise<Failure> {
  return (await train(changes).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

function forced(): boolean[] {
  return world.api.of('TrainProject').map(({ query }) => query?.forceTrain === 'true');
}

test.each([
  ['reuse', false],
  ['fail', false],
  ['retrain', true],
] as const)('with %s a training that fails is started once more, forced', async (whenUnchanged, first) => {
  world.api.on('TrainProject', failed, done);
  await expect(train({ whenUnchanged })).resolves.toMatchObject({ id: ITERATION });
  expect(forced()).toEqual([first, true]);
  expect(Object.fromEntries(world.outputs)).toMatchObject({ iterationId: ITERATION, trained: 'true' });
  expect(world.report.log).toContain('retry-failed is true');
});

test('it is tried twice and no more', async () => {
  world.api.on('TrainProject', failed, failedAgain);
  const { status, title, message } = await failure({});
  expect([status, title]).toEqual(['training-failed', 'Training failed']);
  expect(message).toContain('this run has tried it twice');
  expect(forced()).toEqual([false, true]);
});

test.each(['reuse', 'fail'] as const)(
  'with %s, where nothing changed since a training that failed, it is started once more',
  async (whenUnchanged) => {
    world.api.on('TrainProject', NOT_NEEDED, done).on('GetIterations', [failed]);
    await expect(train({ whenUnchanged })).resolves.toMatchObject({ id: ITERATION });
    expect(forced()).toEqual([false, true]);
  },
);

test('where nothing changed since a training that ended well, nothing is started', async () => {
  world.api.on('TrainProject', NOT_NEEDED).on('GetIterations', [done]);
  await expect(train({})).resolves.toMatchObject({ id: ITERATION });
  expect(forced()).toEqual([false]);
});

test.each([
  [
    'ended well: that is used',
    iterationJson(ITERATION, 'Completed', { created: '2026-11-21T08:00:00' }),
    true,
  ],
  ['failed: that is the end', failedAgain, false],
])(
  'a second start that finds a training of somebody else is not forced; theirs %s',
  async (_how, theirs, well) => {
    world.api
      .on('TrainProject', failed, BUSY, NOT_NEEDED)
      .on('GetIterations', [failed, { ...theirs, status: 'Training' }], [failed, theirs])
      .on('GetIteration', theirs);
    const ended = await train({}).catch((error: unknown) => error);
    expect(ended).toMatchObject(well ? { id: ITERATION } : { status: 'training-failed' });
    expect(forced()).toEqual([false, true, false]);
  },
);

test('a second start whose answer is lost is looked for, and the one that failed is not taken for it', async () => {
  const running = iterationJson(ITERATION, 'Training', { created: '2026-11-21T08:00:00' });
  world.api
    .on('TrainProject', failed, lostAnswer(503))
    .on('GetIterations', [failed], [failed, running])
    .on('GetIteration', done);
  await expect(train({})).resolves.toMatchObject({ id: ITERATION });
  expect(forced()).toEqual([false, true]);
});

test('an earlier attempt whose training fails while it is awaited is tried once more', async () => {
  world.api.on('TrainProject', done);
  await train({ whenUnchanged: 'retrain' });
  const { name } = world.api.of('UpdateIteration')[0]?.body as { name: string };
  world = fakeWorld({ workflow: () => Promise.resolve({ ...world.workflow, attempt: 2 }) });
  world.api.on('UpdateIteration', done).on('TrainProject', done).on('GetIteration', failed);
  const earlier = readIteration(iterationJson(OTHER_ITERATION, 'Training', { name }));
  await expect(train({ whenUnchanged: 'retrain' }, [earlier])).resolves.toMatchObject({ id: ITERATION });
  expect(forced()).toEqual([true]);
});

test.each([
  ['reuse', 'give retry-failed: true, or when-unchanged: retrain'],
  ['fail', 'give retry-failed: true, or when-unchanged: retrain'],
  ['retrain', 'run again as it is'],
] as const)(
  'with %s a failed training says how to train once more without a change',
  async (whenUnchanged, words) => {
    world.api.on('TrainProject', failed);
    const plan = { whenUnchanged, retryFailed: false };
    const now = await failure(plan);
    expect(now.title).toBe('Training failed');
    expect(now.message).toContain('nothing has changed since');
    expect(now.message).toContain(words);

    world.api.on('TrainProject', NOT_NEEDED).on('GetIterations', [failed]);
    const later = await failure(plan);
    expect(later.message.toLowerCase()).toContain('nothing changed since');
    expect(later.message).toContain(words);
  },
);
