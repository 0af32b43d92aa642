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
    `Metrics of iteration ${ITERATION}, at the probability 0.5: precision 0.9, recall 0.8, average precision 0.85.`,
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
    'precision 0.9, at least 0.91 (no-worse-than: published, which has 0.93)',
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
  ['figures that never come', NOT_YET, 'below-threshold'],
  ['a service in trouble', lostAnswer(503)],
  ['no answer at all', lostAnswer(null)],
  ['an answer that is none', 'garbage'],
  ['an answer without what it should have', { perTagPerformance: 'none' }],
])('%s ends no run that asked for no figures, and one that did', async (_what, answer, status = 'failed') => {
  world.api.on('GetIterationPerformance', answer);
  world.api.on('GetTags', answer);
  expect(await judged([THIS])).toBeUndefined();
  expect(world.report.of('info').join('\n')).toContain(
    `The metrics of iteration ${ITERATION} could not be read`,
  );
  expect(world.outputs.get('metrics')).toBeUndefined();
  expect(world.run.outputs.get('gate')).toBe('none');
  const failure = await judged([THIS], { minimums });
  expect(failure).toMatchObject({ status });
  expect(failure?.message).toContain('Next: ');
  expect(world.outputs.get('gate')).toBe('failed');
});

test('a comparison with nothing needs no figures', async () => {
  world.api.on('GetIterationPerformance', refusal('ForbiddenInvalid', 403));
  expect(await judged([THIS], { noWorseThan: 'previous' })).toBeUndefined();
  expect(world.outputs.get('gate')).toBe('passed');
});

test('figures that a rule needs and the service does not have are told as missing', async () => {
  world.api.on('GetIterationPerformance', NOT_YET);
  const { message = '' } = (await judged([THIS], { minimums })) ?? {};
  expect(message).toContain('precision is not known, at least 0.95 (minimum)');
  expect(metrics()).toMatchObject({ precision: null, tags: [], deviations: { recall: null } });
  expect(world.outputs.get('precision')).toBeUndefined();
});

test('a figure that misses by little is told with the digits that show it', async () => {
  precisions.set(ITERATION, 0.949996);
  expect((await judged([THIS], { minimums }))?.message).toContain('precision 0.949996, at least 0.95 ');
});

test('of many tags below the minimum the worst are told, after the model itself', async () => {
  const tags = Array.from({ length: 30 }, (_unused, index) => ({
    id: id((index % 10).toString()),
    name: `tag ${index}`,
    precision: (30 - index) / 100,
  }));
  world.api.on('GetIterationPerformance', { precision: 0.94, perTagPerformance: tags });
  const lines = (await judged([THIS], { minimums, minimumFor: 'tags' }))?.message.split('\n') ?? [];
  expect(lines).toHaveLength(23);
  expect(lines[1]).toBe('precision 0.94, at least 0.95 (minimum)');
  expect(lines[2]).toBe('precision 0.01, at least 0.95 (minimum), of the tag "tag 29"');
  expect(lines[21]).toBe('… and 11 more.');
});

test('a published iteration that is older than this one, which is published as well, is not looked at', async () => {
  const published = trained('a', 20, { publishName: 'staging' });
  const known = [published, trained('b', 19, { publishName: 'production' })];
  expect(await judged(known, { noWorseThan: 'published' }, published)).toBeUndefined();
  expect(metrics().published).toMatchObject({ iterationId: ITERATION, tags: [{ images: 30 }] });
  // An older one, attached to, is compared with the newer one.
  precisions.set(id('c'), 0.5);
  const older = trained('c', 10, { publishName: 'old' });
  expect(await judged([...known, older], { noWorseThan: 'published' }, older)).toMatchObject({
    status: 'below-threshold',
  });
});

test('an iteration that was being trained at the start of the run is the previous one by its end', async () => {
  const before = readIteration(iterationJson(id('b'), 'Training', { created: '2026-11-19T08:00:00Z' }));
  world.api.on('GetIterations', [
    iterationJson(id('b'), 'Completed', {
      created: '2026-11-19T08:00:00Z',
      trainedAt: '2026-11-20T08:00:00Z',
    }),
  ]);
  precisions.set(id('b'), 0.95);
  expect(await judged([before], { noWorseThan: 'previous' })).toMatchObject({ status: 'below-threshold' });
  world.api.on('GetIterations', lostAnswer(503));
  expect(await judged([before], { noWorseThan: 'previous' })).toBeUndefined();
});

test('what is only shown is not waited for long, and what a rule needs for five minutes at most', async () => {
  world.api.on('GetIterationPerformance', () => {
    world.clock.advance(60_000);
    throw lostAnswer(null);
  });
  const took = async (gate: Partial<Inputs['gate']>): Promise<number> => {
    const began = world.clock.now();
    await judged([THIS, trained('b', 19)], gate);
    return world.clock.now() - began;
  };
  expect(await took({})).toBeLessThan(61_000);
  expect(await took({ minimums })).toBeLessThan(361_000);
});

test('figures that are late when the time is up leave the rest to a later run', async () => {
  world = fakeWorld({}, 5_000);
  world.api.on('GetTags', []).on('GetIterationPerformance', NOT_YET);
  expect(await judged([THIS], { minimums })).toMatchObject({ status: 'timed-out' });
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

test('tags that are known are not asked for again', async () => {
  const tags = [{ id: BOLT, name: 'bolt', negative: false, imageCount: 31 }];
  await ensureGoodEnough(THIS, [THIS], { ...fakeInputs(), tags }, world.run);
  expect(metrics()).toMatchObject({ tags: [{ name: 'bolt', images: 31 }] });
  expect(world.api.count('GetTags')).toBe(0);
});

test('images that cannot be counted end no run', async () => {
  world.api.on('GetTags', refusal('ForbiddenInvalid', 403));
  expect(await judged([THIS], { minimums: { ...minimums, precision: 0.9 } })).toBeUndefined();
  expect(metrics()).toMatchObject({ tags: [{ name: 'bolt', images: null }] });
});
