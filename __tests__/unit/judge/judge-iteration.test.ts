import { beforeEach, expect, test } from '@jest/globals';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import { ensureGoodEnough } from '../../../src/judge/judge-iteration.ts';
import type { ComparedMetrics } from '../../../src/judge/metrics.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import { fakeWorld, ITERATION, iterationJson } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';

const BOLT = '0a1b2c3d-0000-4000-8000-000000000001';
const id = (letter: string): string => `0a1b2c3d-0000-4000-8000-00000000000${letter}`;
const NOT_YET = refusal('NotFoundIterationPerformance', 404);

let world = fakeWorld();
/** Precision of an iteration, by its id. */
let precisions: Map<string, number>;

beforeEach(() => {
  world = fakeWorld();
  precisions = new Map([[ITERATION, 0.9]]);
  world.api.on('GetTags', [{ id: BOLT, name: 'bolt', imageCount: 30 }]);
  world.api.on('GetIterationPerformance', performance);
});

function performance({ path }: { path: string }): unknown {
  const precision = precisions.get(path.split('/')[4] ?? '');
  const figures = { precision, recall: 0.8, averagePrecision: 0.85 };
  return { ...figures, perTagPerformance: [{ id: BOLT, name: 'bolt', ...figures }] };
}

/** @param day in November on which the training before it began: the order of iterations */
function trained(letter: string, day: number, more: Readonly<Record<string, unknown>> = {}): Iteration {
  const created = `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`;
  return readIteration(iterationJson(id(letter), 'Completed', { created, trainedAt: created, ...more }));
}

const THIS = trained('a', 20);

async function judged(
  known: readonly Iteration[],
  gate: Partial<Inputs['gate']> = {},
  iteration = THIS,
): Promise<Failure | undefined> {
  const inputs = fakeInputs();
  return await ensureGoodEnough(
    iteration,
    known,
    { ...inputs, gate: { ...inputs.gate, ...gate } },
    world.run,
  ).then(
    () => undefined,
    (error: unknown) => error as Failure,
  );
}

const metrics = (): ComparedMetrics => JSON.parse(world.outputs.get('metrics') ?? '') as ComparedMetrics;
const minimums = { precision: 0.95, recall: null, averagePrecision: null };

test('the outputs have the figures, and the log has them on one line', async () => {
  expect(await judged([THIS])).toBeUndefined();
  expect(Object.fromEntries(world.outputs)).toMatchObject({
    precision: '0.9',
    recall: '0.8',
    averagePrecision: '0.85',
  });
  expect(world.run.outputs.get('gate')).toBe('none');
  expect(metrics()).toMatchObject({
    iterationId: ITERATION,
    tags: [{ name: 'bolt', images: 30, precision: 0.9 }],
    previous: null,
    published: null,
  });
  expect(world.report.of('info').join('\n')).toContain(
    `Metrics of iteration ${ITERATION}: precision 0.9, recall 0.8, average precision 0.85`,
  );
});

test('the thresholds are always sent', async () => {
  await judged([THIS]);
  expect(world.api.of('GetIterationPerformance').map(({ query }) => query)).toEqual([
    { threshold: '0.5', overlapThreshold: '0.3' },
  ]);
});

test('the previous iteration is the trained one before it, the published one the newest of several', async () => {
  precisions = new Map([
    [ITERATION, 0.9],
    [id('b'), 0.8],
    [id('d'), 0.7],
  ]);
  const known = [
    trained('c', 17, { publishName: 'old' }),
    THIS,
    trained('d', 18, { publishName: 'production' }),
    trained('b', 19),
    trained('e', 21),
    readIteration(iterationJson(id('f'), 'Failed', { created: '2026-11-19T12:00:00Z' })),
  ];
  await judged(known);
  expect(metrics()).toMatchObject({
    previous: { iterationId: id('b'), precision: 0.8, tags: [{ images: null }] },
    published: { iterationId: id('d'), precision: 0.7 },
  });
  expect(world.api.count('GetIterationPerformance')).toBe(3);
  expect(world.api.count('GetTags')).toBe(1);
});

test('an iteration that stands in two places is asked for once', async () => {
  precisions.set(id('b'), 0.8);
  await judged([THIS, trained('b', 19, { publishName: 'production' })]);
  expect(metrics()).toMatchObject({ previous: { precision: 0.8 }, published: { precision: 0.8 } });
  expect(world.api.count('GetIterationPerformance')).toBe(2);
  await judged([THIS], {}, trained('a', 20, { publishName: 'production' }));
  expect(metrics()).toMatchObject({ previous: null, published: { iterationId: ITERATION } });
  expect(world.api.count('GetIterationPerformance')).toBe(3);
});

test('a model below a minimum ends the run, with the figure, the rule and the way on', async () => {
  const failure = await judged([THIS], { minimums });
  expect(failure).toMatchObject({ status: 'below-threshold', headings: ['Model below the threshold'] });
  expect(failure?.message).toContain('precision 0.9, at least 0.95 (minimum)');
  expect(failure?.message).toContain(`iteration-id: ${ITERATION}`);
  expect(world.outputs.get('gate')).toBe('failed');
  expect(world.outputs.get('precision')).toBe('0.9');
});

test('a tag below the minimum is named as foreign text', async () => {
  world.api.on('GetIterationPerformance', {
    precision: 1,
    perTagPerformance: [{ id: BOLT, name: '##[error]bolt', precision: 0.5 }],
  });
  const failure = await judged([THIS], { minimums, minimumFor: 'tags' });
  expect(failure?.message).toContain(
    'precision 0.5, at least 0.95 (minimum), of the tag "##\\x5berror]bolt"',
  );
});

test.each([
  ['previous', undefined, 'There is no previous iteration to compare with'],
  ['published', undefined, 'There is no published iteration to compare with'],
] as const)(
  'no-worse-than: %s without such an iteration is passed, and said',
  async (noWorseThan, ends, said) => {
    expect(await judged([THIS], { noWorseThan })).toBe(ends);
    expect(world.outputs.get('gate')).toBe('passed');
    expect(world.report.of('info').join('\n')).toContain(said);
  },
);

test('a model that falls behind the published one ends the run', async () => {
  precisions.set(id('b'), 0.93);
  const known = [THIS, trained('b', 12, { publishName: 'production' })];
  expect((await judged(known, { noWorseThan: 'published' }))?.message).toContain(
    'precision 0.9, at least 0.91 (no-worse-than: published)',
  );
  expect(await judged(known, { noWorseThan: 'published', tolerance: 0.03 })).toBeUndefined();
});

test('figures that the service has only a little later are asked for again', async () => {
  world.api.on('GetIterationPerformance', NOT_YET, NOT_YET, performance);
  expect(await judged([THIS], { minimums: { ...minimums, precision: 0.9 } })).toBeUndefined();
  expect(world.outputs.get('gate')).toBe('passed');
});

test.each([
  ['a refusal', refusal('ForbiddenInvalid', 403)],
  ['figures that never come', NOT_YET],
  ['a service in trouble', lostAnswer(503)],
])('%s ends no run that asked for no figures, and one that did', async (_what, answer) => {
  world.api.on('GetIterationPerformance', answer);
  world.api.on('GetTags', answer);
  expect(await judged([THIS])).toBeUndefined();
  expect(world.report.of('info').join('\n')).toContain(
    `The metrics of iteration ${ITERATION} could not be read`,
  );
  expect(world.outputs.get('metrics')).toBeUndefined();
  expect(await judged([THIS], { minimums })).toMatchObject({ status: 'failed' });
});

test('the figures of another iteration end a run only where it is compared with', async () => {
  world.api.on('GetIterationPerformance', (request: { path: string }) => {
    if (request.path.includes(id('b'))) {
      throw refusal('ForbiddenInvalid', 403);
    }
    return performance(request);
  });
  const known = [THIS, trained('b', 19)];
  expect(await judged(known, { noWorseThan: 'published' })).toBeUndefined();
  expect(await judged(known, { noWorseThan: 'previous' })).toMatchObject({ status: 'failed' });
});

test('images that cannot be counted end no run', async () => {
  world.api.on('GetTags', refusal('ForbiddenInvalid', 403));
  expect(await judged([THIS], { minimums: { ...minimums, precision: 0.9 } })).toBeUndefined();
  expect(metrics()).toMatchObject({ tags: [{ name: 'bolt', images: null }] });
});
