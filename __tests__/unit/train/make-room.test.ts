import { beforeEach, expect, test } from '@jest/globals';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { ensureTrained, type TrainingPlan } from '../../../src/train/train.ts';
import { fakeWorld, ITERATION, iterationJson } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';
import { BUSY, endTraining, NOT_NEEDED, REGULAR, TRAINED_AT } from '../../../trials/fakes/training-scene.ts';

const DELETE = 'DeleteIteration';

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api
    .on('TrainProject', iterationJson(ITERATION, 'Training', { created: '2026-11-20T08:00:00' }))
    .on('UpdateIteration', iterationJson(ITERATION, 'Training'))
    .on('GetIteration', iterationJson(ITERATION, 'Completed', TRAINED_AT))
    .on('GetIterations', [])
    .on(DELETE, undefined);
});

function idOf(day: number): string {
  return `0a1b2c3d-0000-4000-8000-0000000000${String(day).padStart(2, '0')}`;
}

/** Trained iterations, one a day of October. */
function days(count: number): object[] {
  return Array.from({ length: count }, (_, index) =>
    iterationJson(idOf(index + 1), 'Completed', {
      name: `day ${index + 1}`,
      created: `2026-10-${String(index + 1).padStart(2, '0')}T08:00:00`,
      ...TRAINED_AT,
    }),
  );
}

async function train(known: readonly object[], changes: Partial<TrainingPlan> = {}): Promise<Iteration> {
  const plan = { ...REGULAR, keepIterations: 3, ...changes };
  return await ensureTrained(plan, known.map(readIteration), world.run);
}

/** Starts and deletions in the order in which they were sent, a deletion by its day. */
function sent(): string[] {
  return world.api.requests
    .filter(({ operation }) => operation === DELETE || operation === 'TrainProject')
    .map(({ operation, path }) => (operation === DELETE ? String(Number(path.slice(-2))) : 'train'));
}

test('what is over the number goes before the start, what the new one replaces after it, each told', async () => {
  await train(days(5));
  expect(sent()).toEqual(['1', '2', 'train', '3']);
  const { log } = world.report;
  const plan = [
    'keep-iterations is 3: these are over it, and are deleted before the training is asked for, the oldest first.',
    `| ${idOf(1)} day 1 (trained, made 2026-10-01T08:00:00.000Z)`,
    `| ${idOf(2)} day 2 (trained, made 2026-10-02T08:00:00.000Z)`,
    'keep-iterations is 3: if a training begins, its iteration takes the place of these, which are deleted then.',
    `| ${idOf(3)} day 3 (trained, made 2026-10-03T08:00:00.000Z)`,
    `Deleted iteration ${idOf(1)}, "day 1", made 2026-10-01T08:00:00.000Z.`,
  ].join('\n');
  expect(log).toContain(plan);
  expect(log).toContain(`Deleted iteration ${idOf(3)}, "day 3"`);
  expect(log.indexOf(`Deleted iteration ${idOf(3)}`)).toBeGreaterThan(log.indexOf('Started the training'));
});

test('where nothing changed, no more goes than what is over the number', async () => {
  world.api.on('TrainProject', NOT_NEEDED).on('GetIterations', days(3));
  expect(await train(days(3))).toMatchObject({ id: idOf(3) });
  expect(sent()).toEqual(['train']);
});

test('without it nothing is deleted', async () => {
  await train(days(19), { keepIterations: null });
  expect(sent()).toEqual(['train']);
  expect(world.report.log).not.toContain('keep-iterations');
});

test('after somebody else’s training the plan is made anew, and told only if it is another one', async () => {
  world.api.on('TrainProject', BUSY, BUSY, BUSY, iterationJson(ITERATION, 'Training'));
  // The service lists none that runs: that one is just ending.
  world.api.on('GetIterations', days(4), days(4).slice(1));
  await train(days(3));
  expect(sent()).toEqual(['train', '1', 'train', 'train', 'train', '2']);
  expect(world.report.log.match(/takes the place of/g)).toHaveLength(3);
});

test('an iteration that is gone already makes room as well', async () => {
  world.api.on(DELETE, refusal('NotFoundIteration', 404));
  await train(days(3));
  expect(world.report.log).toContain(`Gone already: iteration ${idOf(1)}, "day 1"`);
  expect(world.report.of('warning')).toEqual([]);
});

test('one whose answer was lost is asked for again, and is gone then', async () => {
  world.api.on(DELETE, lostAnswer(503), refusal('NotFoundIteration', 404));
  await train(days(3));
  expect(sent()).toEqual(['train', '1', '1']);
  expect(world.report.of('warning')).toEqual([]);
});

test('what is refused is refused once, however often the run asks for its training', async () => {
  world.api
    .on(DELETE, refusal('PermissionDenied', 401))
    .on('TrainProject', BUSY, BUSY, iterationJson(ITERATION, 'Training'))
    .on('GetIterations', days(5));
  await train(days(5));
  expect(sent()).toEqual(['1', 'train', 'train', 'train', '3']);
  expect(world.report.of('warning')).toHaveLength(2);
});

test.each([
  ['is about one iteration', refusal('BadRequestIterationIsPublished'), ['1', '2', 'train', '3'], 1],
  ['is a conflict', refusal('Conflict', 409), ['1', '2', 'train', '3'], 1],
  ['is about all', refusal('PermissionDenied', 401), ['1', 'train', '3'], 2],
  ['is that of a gateway', lostAnswer(403), ['1', 'train', '3'], 2],
])('a refusal that %s is a warning, and the run goes on', async (_what, answer, order, left) => {
  world.api.on(DELETE, answer, undefined);
  await train(days(5));
  expect(sent()).toEqual(order);
  const [warning = ''] = world.report.of('warning');
  expect(world.report.of('warning')).toHaveLength(1);
  expect(warning).toContain('Iteration not deleted');
  expect(warning.match(/^\| 0a1b.* day \d \(trained, /gm)).toHaveLength(left);
  expect(warning).toMatch(/\nNext: .*The next training tries again\.$/);
});

test('trouble that lasts is given up, once', async () => {
  world.api.on(DELETE, lostAnswer(503));
  await train(days(5));
  expect(sent().filter((one) => one === '1')).toHaveLength(6);
  expect(sent()).not.toContain('2');
});

test('where the limit then ends the run, it names what the service did not delete', async () => {
  world.api
    .on(DELETE, refusal('PermissionDenied', 401))
    .on('TrainProject', refusal('BadRequestExceedIterationPerProjectLimit'))
    .on('GetIterations', days(20));
  const failure = (await train(days(20), { keepIterations: 19 }).catch((error: unknown) => error)) as Failure;
  expect(failure.title).toBe('Too many iterations');
  expect(failure.message).toContain(
    `\nThe service did not delete these for keep-iterations:\n| ${idOf(1)} day 1 (trained, made 2026-10-01T08:00:00.000Z)\nThese could be deleted`,
  );
});

test('a second try of a training that failed does not delete twice, nor what failed', async () => {
  const again = idOf(40);
  world.api.on('GetIteration', iterationJson(ITERATION, 'Failed'));
  world.api.on(
    'TrainProject',
    iterationJson(ITERATION, 'Training'),
    iterationJson(again, 'Completed', { created: '2026-11-20T08:01:00', ...TRAINED_AT }),
  );
  await train(days(3), { retryFailed: true });
  expect(sent()).toEqual(['train', '1', 'train', '2']);
});

test('a run that is cancelled deletes no more', async () => {
  world.api.on(DELETE, () => {
    world.cancel.abort(new Error('cancelled'));
    return undefined;
  });
  await expect(train(days(5))).rejects.toThrow('cancelled');
  expect(sent()).toEqual(['1']);
});

test('a training under way is waited for as ever', async () => {
  endTraining(world, 60_000, ITERATION);
  expect(await train(days(3))).toMatchObject({ id: ITERATION, state: 'completed' });
});
