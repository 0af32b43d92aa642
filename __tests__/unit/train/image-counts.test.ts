import { beforeEach, describe, expect, test } from '@jest/globals';
import { attach, findAttached } from '../../../src/train/attach.ts';
import type { Failure } from '../../../src/report/failure.ts';
import { tooFewImages } from '../../../src/train/refusals.ts';
import { readIteration } from '../../../src/custom-vision/entities.ts';
import { ensureTrained } from '../../../src/train/train.ts';
import { COMPACT, DETECTION, DOMAINS } from '../../../trials/fakes/fake-domains.ts';
import { fakeWorld, ITERATION, iterationJson, PROJECT } from '../../../trials/fakes/fake-services.ts';
import { lostAnswer, refusal } from '../../../trials/fakes/fake-training-api.ts';
import { endTraining, NOT_NEEDED, REGULAR } from '../../../trials/fakes/training-scene.ts';

let world = fakeWorld();

beforeEach(() => {
  world = fakeWorld();
  world.api.on('UpdateIteration', {}).on('GetProject', project('Multiclass')).on('GetDomains', DOMAINS);
});

/** One of object detection has a classification type as well. */
function project(classificationType: string | null, domainId: string = COMPACT.id): object {
  return { id: PROJECT, name: 'Screws', settings: { classificationType, domainId } };
}

function idOf(index: number): string {
  return `0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** A tag for each count, named by its place. */
function tags(...counts: unknown[]): object[] {
  return counts.map((imageCount, index) => ({ id: idOf(index), name: `tag ${index}`, imageCount }));
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  return (await work.then(
    () => undefined,
    (error: unknown) => error,
  )) as Failure;
}

async function train(selectedTags: readonly string[] = []): Promise<Failure> {
  const plan = { ...REGULAR, selectedTags };
  return await failureOf(ensureTrained(plan, [], world.run));
}

describe('a refusal because of too few images', () => {
  test.each([
    'BadRequestTrainingValidationFailed',
    'BadRequestClassificationTrainingValidationFailed',
    'BadRequestMultiClassClassificationTrainingValidationFailed',
    'BadRequestMultiLabelClassificationTrainingValidationFailed',
    'BadRequestDetectionTrainingValidationFailed',
  ])('%s counts the images of each tag, before it says what to do', async (code) => {
    world.api.on('TrainProject', refusal(code)).on('GetTags', tags(6, 2));
    const { title, message } = await train();
    expect(title).toBe('Too few images or tags');
    expect(message.split('\n').slice(1, -1)).toEqual([
      `| ${code}, said the service`,
      'Images of each tag, the fewest first:',
      '| 2: tag 1',
      '| 6: tag 0',
    ]);
    expect(message).toMatch(/\nNext: [^\n]+$/);
    expect(world.api.of('GetTags')).toMatchObject([{ timeoutMs: 10_000 }]);
    expect(world.api.count('TrainProject')).toBe(1);
  });

  test('counts only the tags that were to be trained', async () => {
    world.api.on('TrainProject', refusal('BadRequestTrainingValidationFailed')).on('GetTags', tags(9, 2, 3));
    const { message } = await train([idOf(0), idOf(2)]);
    expect(message).toContain('the fewest first:\n| 3: tag 2\n| 9: tag 0\nNext: ');
  });

  test.each([
    ['a refusal', refusal('Forbidden', 403), 'scripted was answered 403 Forbidden'],
    ['a lost answer', lostAnswer(null), 'scripted was not answered'],
    ['a 429', lostAnswer(429), 'scripted was answered 429'],
  ])('is told as it is where the counts cannot be read: %s', async (_what, trouble, words) => {
    world.api.on('TrainProject', refusal('BadRequestTrainingValidationFailed')).on('GetTags', trouble);
    const { title, message } = await train();
    expect(title).toBe('Too few images or tags');
    expect(message).toContain(
      `\nHow many images each tag has could not be read: ${words}.\nNext: add images`,
    );
    expect(world.api.count('GetTags')).toBe(1);
    expect(world.clock.sleeps).toEqual([]);
  });

  test.each([
    ['of another shape', { id: 7 }],
    ['that breaks everything', new TypeError('bug')],
  ])('is told as it is after an answer %s', async (_what, answer) => {
    world.api.on('TrainProject', refusal('BadRequestTrainingValidationFailed')).on('GetTags', answer);
    const { title, message } = await train();
    expect(title).toBe('Too few images or tags');
    expect(message).toMatch(/\nHow many images each tag has could not be read[^\n]*\.\nNext: /);
  });

  test('any other refusal reads nothing', async () => {
    world.api.on('TrainProject', refusal('BadRequestExceededQuota')).on('GetTags', tags(1));
    expect((await train()).title).toBe('Quota used up');
    expect(world.api.count('GetTags')).toBe(0);
  });
});

test('a negative tag is not counted where too few images were refused', async () => {
  world.api
    .on('TrainProject', refusal('BadRequestTrainingValidationFailed'))
    .on('GetTags', [...tags(6), { id: idOf(9), name: 'none', type: 'Negative', imageCount: 2 }]);
  expect((await train()).message).toContain('the fewest first:\n| 6: tag 0\nNext: ');
});

describe('the lines', () => {
  async function lines(): Promise<string[]> {
    world.api.on('TrainProject', refusal('BadRequestTrainingValidationFailed'));
    return (await train()).message.split('\n').slice(2, -1);
  }

  test('of hundreds of tags only the poorest are listed', async () => {
    world.api.on('GetTags', tags(...Array.from({ length: 30 }, (_, index) => 100 - index)));
    const counts = await lines();
    expect(counts).toHaveLength(22);
    expect(counts[1]).toBe('| 71: tag 29');
    expect(counts.at(-1)).toBe('… and 10 more.');
  });

  test('names are foreign text, and a count that is not told comes last', async () => {
    world.api.on('GetTags', [
      { id: idOf(1), name: 'a\n::error::x', imageCount: null },
      { id: idOf(2), name: '##[group]', imageCount: 0 },
    ]);
    expect(await lines()).toEqual([
      'Images of each tag, the fewest first:',
      '| 0: ##\\x5bgroup]',
      '| unknown: a\\x0a::error::x',
    ]);
  });

  test('a project without tags has none to count', async () => {
    world.api.on('GetTags', []);
    expect(await lines()).toEqual(['There are no tags.']);
  });
});

describe('after a failed training', () => {
  const NEGATIVE = { id: idOf(99), name: 'nothing of it', type: 'Negative', imageCount: 1 };
  test.each([
    ['Multiclass', COMPACT, [5, 5], null],
    ['Multiclass', COMPACT, [50], 'classification needs 2 tags'],
    ['Multiclass', COMPACT, [5, 4], 'at least 5'],
    ['Multiclass', COMPACT, [null, null], null],
    ['Multilabel', COMPACT, [5], null],
    ['Multilabel', COMPACT, [5, 4], 'at least 5'],
    ['Multilabel', COMPACT, [], 'at least 5'],
    ['Multiclass', DETECTION, [15], null],
    ['Multilabel', DETECTION, [15, 14], 'object detection needs at least 15'],
    ['Multiclass', DETECTION, [], 'object detection needs at least 15'],
    [null, DETECTION, [14], 'object detection needs at least 15'],
    ['Multiclass', { ...COMPACT, id: idOf(98) }, [1], null],
  ])('of a project %j in %j with %j images the counts are shown: %s', async (kind, domain, counts, needs) => {
    world.api.on('GetProject', project(kind, domain.id)).on('GetTags', [...tags(...counts), NEGATIVE]);
    const iteration = { id: ITERATION, domainId: null };
    const lines = await tooFewImages(iteration, world.run.customVision);
    expect(lines[0] ?? null).toEqual(needs === null ? null : expect.stringContaining(needs));
    expect(lines.join()).not.toContain(NEGATIVE.name);
    expect(world.api.of('GetTags')).toMatchObject([{ query: { iterationId: ITERATION }, timeoutMs: 10_000 }]);
  });

  test('an iteration keeps the domain that it was trained in', async () => {
    world.api.on('GetProject', project('Multiclass', COMPACT.id)).on('GetTags', tags(14, 14));
    const iteration = { id: ITERATION, domainId: DETECTION.id };
    expect((await tooFewImages(iteration, world.run.customVision))[0]).toContain('object detection');
  });

  const FAILED = iterationJson(ITERATION, 'Failed', { trainingErrorDetails: 'why' });
  const TOLD = [
    '| why',
    'These may be too few images: classification needs 2 tags, and at least 5 images of each.',
    'Images of each tag, the fewest first:',
    '| 4: tag 0',
    '| 6: tag 1',
  ];
  const ways: readonly [string, string, () => Promise<Failure>][] = [
    [
      'that this run started',
      'Training failed',
      async () => {
        world.api.on('TrainProject', iterationJson(ITERATION, 'Training'));
        endTraining(world, 60_000, ITERATION, 'Failed', { trainingErrorDetails: 'why' });
        return await train();
      },
    ],
    [
      'that was attached to',
      'Training failed',
      async () => {
        endTraining(world, 60_000, ITERATION, 'Failed', { trainingErrorDetails: 'why' });
        const running = readIteration(iterationJson(ITERATION, 'Training'));
        return await failureOf(attach(running, [], world.run));
      },
    ],
    [
      'that had failed when it was attached to',
      'Training failed before',
      async () => {
        world.api.on('GetIteration', FAILED);
        return await failureOf(findAttached(ITERATION, [], world.run.customVision));
      },
    ],
    [
      'that nothing has changed since',
      'Training failed before',
      async () => {
        world.api.on('TrainProject', NOT_NEEDED).on('GetIterations', [FAILED]);
        return await train();
      },
    ],
  ];
  test.each(ways)('%s the counts follow what the service says', async (_which, title, end) => {
    world.api.on('GetTags', tags(4, 6));
    const failure = await end();
    expect([failure.title, failure.status]).toEqual([title, 'training-failed']);
    expect(failure.message.split('\n').slice(1, -1)).toEqual(TOLD);
  });

  test.each(ways)('%s it is told all the same where they cannot be read', async (_which, title, end) => {
    world.api.on('GetTags', lostAnswer(503)).on('GetProject', new TypeError('bug'));
    const failure = await end();
    expect([failure.title, failure.status]).toEqual([title, 'training-failed']);
    expect(failure.message.split('\n').slice(1, -1)).toEqual(['| why']);
  });
});
