import { beforeEach, expect, test } from '@jest/globals';
import type { Failure } from '../../../src/report/failure.ts';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import { ensureTrained, type TrainingPlan } from '../../../src/train/train.ts';
import { fakeWorld, ITERATION, iterationJson, OTHER_ITERATION } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer } from '../../../trials/fakes/fake-training-api.ts';
import {
  BUSY,
  endTraining,
  NOT_NEEDED,
  outputsOf,
  REGULAR,
  TRAINED_AT,
} from '../../../trials/fakes/training-scene.ts';

let world = fakeWorld();
/** What the caller was told: iteration, started by this run. */
let told: [string, boolean][] = [];

beforeEach(() => {
  world = fakeWorld();
  told = [];
  world.api.on('UpdateIteration', iterationJson(ITERATION, 'Training'));
});

async function train(
  known: readonly Iteration[] = [],
  changes: Partial<TrainingPlan> = {},
): Promise<{ iteration: Iteration; trained: boolean }> {
  const plan = { ...REGULAR, ...changes };
  return await outputsOf(
    world,
    (id, ours) => told.push([id, ours]),
    () => ensureTrained(plan, known, world.run),
  );
}

async function failure(changes: Partial<TrainingPlan>): Promise<Failure> {
  return (await train([], changes).then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

/** From now on this is a later attempt of the workflow run. */
function secondAttempt(): void {
  world = fakeWorld({ workflow: () => Promise.resolve({ ...world.workflow, attempt: 2 }) });
  world.api.on('UpdateIteration', iterationJson(ITERATION, 'Training'));
}

/** The name that this run gives to its trainings. */
async function ownName(changes: Partial<TrainingPlan> = {}): Promise<string> {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  await train([], changes);
  const { body } = world.api.of('UpdateIteration')[0] ?? {};
  return (body as { name: string }).name;
}

test('selected tags and an address are passed on, and nothing is forced', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  await train([], { selectedTags: [OTHER_ITERATION], notificationEmail: 'a@b.example' });
  expect(world.api.of('TrainProject')).toMatchObject([
    {
      query: { trainingType: 'Regular', notificationEmailAddress: 'a@b.example' },
      body: { selectedTags: [OTHER_ITERATION] },
    },
  ]);
  expect(world.api.of('TrainProject')[0]?.query).not.toHaveProperty('forceTrain');
});

test('retrain forces the training, and says so', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  await expect(train([], { whenUnchanged: 'retrain' })).resolves.toMatchObject({ trained: true });
  expect(world.api.of('TrainProject')[0]?.query).toMatchObject({ forceTrain: 'true' });
  expect(world.report.log).toContain('when-unchanged is retrain');
});

test('fail does not force anything, and trains where something changed', async () => {
  world.api.on('TrainProject', iterationJson(ITERATION, 'Completed', TRAINED_AT));
  await expect(train([], { whenUnchanged: 'fail' })).resolves.toMatchObject({ trained: true });
  expect(world.api.of('TrainProject')[0]?.query).toEqual({ trainingType: 'Regular' });
});

test.each(['fail', 'retrain'] as const)(
  'nothing changed ends a run with when-unchanged: %s, and says how to use what is there',
  async (whenUnchanged) => {
    world.api
      .on('TrainProject', NOT_NEEDED)
      .on('GetIterations', [iterationJson(ITERATION, 'Completed', TRAINED_AT)]);
    const { status, title, message } = await failure({ whenUnchanged });
    expect([status, title]).toEqual(['failed', 'Nothing changed']);
    expect(message).toContain(`when-unchanged is ${whenUnchanged}`);
    expect(message).toContain(`iteration-id: ${ITERATION}`);
    expect(told).toEqual([[ITERATION, false]]);
    expect(world.api.count('TrainProject')).toBe(1);
  },
);

test('nothing changed since a failed training says that it failed, also where the run was to fail anyway', async () => {
  world.api
    .on('TrainProject', NOT_NEEDED)
    .on('GetIterations', [iterationJson(ITERATION, 'Failed', { trainingErrorDetails: 'why it failed' })]);
  const { status, message } = await failure({ whenUnchanged: 'fail' });
  expect(status).toBe('failed');
  expect(message).toContain('its training failed');
  expect(message).toContain('| why it failed');
  expect(message).not.toContain('iteration-id');
});

test('an iteration that is used again although it was trained with other inputs is told as such', async () => {
  const name = await ownName({ selectedTags: [OTHER_ITERATION] });
  const notice = async (changes: Partial<TrainingPlan>): Promise<string> => {
    world = fakeWorld();
    world.api
      .on('TrainProject', NOT_NEEDED)
      .on('GetIterations', [iterationJson(ITERATION, 'Completed', { ...TRAINED_AT, name })]);
    await train([], changes);
    return world.report.of('notice').join();
  };
  expect(await notice({})).toContain('other training inputs');
  expect(await notice({ selectedTags: [OTHER_ITERATION] })).not.toContain('other training inputs');
});

test.each(['retrain', 'fail'] as const)(
  'with %s a later attempt uses what an earlier one has trained, by its name, and starts nothing',
  async (whenUnchanged) => {
    const name = await ownName();
    secondAttempt();
    const earlier = readIteration(iterationJson(OTHER_ITERATION, 'Completed', { ...TRAINED_AT, name }));
    const newer = readIteration(
      iterationJson(ITERATION, 'Completed', { trainedAt: '2026-11-21T08:10:00', name: 'from the portal' }),
    );
    await expect(train([newer, earlier], { whenUnchanged })).resolves.toEqual({
      iteration: earlier,
      trained: false,
    });
    expect(told.at(-1)).toEqual([OTHER_ITERATION, false]);
    expect(world.api.requests).toEqual([]);
    expect(world.report.of('notice').join()).toContain('an earlier attempt of this workflow run');
  },
);

test('what an earlier attempt is still training is awaited', async () => {
  const name = await ownName();
  secondAttempt();
  endTraining(world, 60_000, OTHER_ITERATION);
  const earlier = readIteration(iterationJson(OTHER_ITERATION, 'Training', { name }));
  await expect(train([earlier], { whenUnchanged: 'retrain' })).resolves.toMatchObject({
    iteration: { id: OTHER_ITERATION, state: 'completed' },
    trained: false,
  });
  expect(world.api.count('TrainProject')).toBe(0);
});

test.each([
  ['it failed', 'Failed', {}, 2, 'retrain'],
  ['it is blank', 'New', {}, 2, 'retrain'],
  ['the inputs are others', 'Completed', { selectedTags: [OTHER_ITERATION] }, 2, 'retrain'],
  ['this is the first attempt', 'Completed', {}, 1, 'retrain'],
  ['the policy is reuse: the service knows better', 'Completed', {}, 2, 'reuse'],
] as const)(
  'an iteration of that name is not adopted where %s',
  async (_when, state, changes, attempt, policy) => {
    const name = await ownName();
    world = fakeWorld({ workflow: () => Promise.resolve({ ...world.workflow, attempt }) });
    world.api
      .on('UpdateIteration', iterationJson(ITERATION, 'Training'))
      .on('TrainProject', iterationJson(ITERATION, 'Completed', TRAINED_AT));
    const earlier = readIteration(iterationJson(OTHER_ITERATION, state, { ...TRAINED_AT, name }));
    await expect(train([earlier], { ...changes, whenUnchanged: policy })).resolves.toMatchObject({
      iteration: { id: ITERATION },
      trained: true,
    });
    expect(world.api.count('TrainProject')).toBe(1);
  },
);

test.each([
  ['retrain', BUSY],
  ['retrain', NOT_NEEDED],
  ['fail', BUSY],
  ['fail', NOT_NEEDED],
  ['reuse', BUSY],
] as const)(
  'with %s, a start whose answer was lost and that shows only when a second one is refused is ours',
  async (whenUnchanged, second) => {
    const old = iterationJson(OTHER_ITERATION, 'Completed', TRAINED_AT);
    world.api
      .on('TrainProject', lostAnswer(503), second)
      .on('GetIterations', [old], [old], [old], [old, iterationJson(ITERATION, 'Training')]);
    endTraining(world, 60_000, ITERATION);
    await expect(train([readIteration(old)], { whenUnchanged })).resolves.toMatchObject({
      iteration: { id: ITERATION },
      trained: true,
    });
    expect(world.api.count('TrainProject')).toBe(2);
  },
);

test('a start whose answer was lost and that nothing shows of is over: the second refusal is taken at its word', async () => {
  const old = iterationJson(OTHER_ITERATION, 'Completed', TRAINED_AT);
  world.api.on('TrainProject', lostAnswer(503), NOT_NEEDED).on('GetIterations', [old]);
  await expect(train([readIteration(old)])).resolves.toMatchObject({
    iteration: { id: OTHER_ITERATION },
    trained: false,
  });

  world.api
    .on('TrainProject', lostAnswer(503), BUSY, iterationJson(ITERATION, 'Completed', TRAINED_AT))
    .on('GetIterations', [old]);
  await expect(train([readIteration(old)])).resolves.toMatchObject({ iteration: { id: ITERATION } });
});

test('a refusal without a lost answer before is taken at its word: nothing is looked for', async () => {
  world.api
    .on('TrainProject', NOT_NEEDED)
    .on('GetIterations', [iterationJson(ITERATION, 'Completed', TRAINED_AT)]);
  await expect(train()).resolves.toMatchObject({ trained: false });
  expect(world.api.count('GetIterations')).toBe(1);
});
