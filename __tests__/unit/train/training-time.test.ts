import { expect, test } from '@jest/globals';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import { overdueTraining, usualTrainingMs } from '../../../src/train/training-time.ts';
import { iterationJson } from '../../../trials/fakes/fake-services.ts';

const DAY = Date.UTC(2026, 10, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The n-th iteration: made when the training before it began, trained to an end, both in minutes of the first days. */
function made(n: number, created: number, trainedAt: number | null, more: object = {}): Iteration {
  return readIteration(
    iterationJson(`0a1b2c3d-0000-4000-8000-00000000000${n}`, trainedAt === null ? 'Training' : 'Completed', {
      created: new Date(DAY + created * MINUTE).toISOString(),
      trainedAt: trainedAt === null ? undefined : new Date(DAY + trainedAt * MINUTE).toISOString(),
      ...more,
    }),
  );
}

const REGULAR = { trainingType: 'Regular', reservedBudgetInHours: 0 };
const ADVANCED = { trainingType: 'Advanced', reservedBudgetInHours: 2 };

test.each<[string, Iteration, Iteration[], number | undefined]>([
  ['no other', made(1, 0, null), [], undefined],
  ['one before, which began when this one was made', made(2, 1_000, null), [made(1, 0, 1_010)], 10],
  ['the newest one, whose begin nobody knows', made(1, 0, null), [made(2, 1_000, 1_010)], undefined],
  [
    'the middle of three; when this one was made, the third began',
    made(4, 9_000, null),
    [made(3, 5_000, 9_030), made(1, 0, 1_010), made(2, 1_000, 5_020)],
    20,
  ],
  [
    'one whose next was deleted: the one after that was made when it had long ended',
    made(3, 5_000, null),
    [made(1, 0, 1_010)],
    undefined,
  ],
  [
    'one that failed or runs: it has no end',
    made(3, 5_000, null),
    [made(2, 1_000, null), made(1, 0, 1_010)],
    10,
  ],
  ['an imported one: trained before it was made', made(2, 9_000, null), [made(1, 8_000, 100)], undefined],
  [
    'of another kind',
    made(3, 5_000, null, REGULAR),
    [made(2, 1_000, 5_120, ADVANCED), made(1, 0, 1_010, REGULAR)],
    10,
  ],
])('how long a training takes, after %s', (_what, iteration, others, minutes) => {
  const all = [...others, iteration];
  const expected = minutes === undefined ? undefined : minutes * MINUTE;
  expect(usualTrainingMs(iteration, others)).toBe(expected);
  expect(usualTrainingMs(iteration, all)).toBe(expected);
});

test.each<[string, number | null, object, number, string[]]>([
  ['ours from our start on', DAY, {}, 24, ['has run since 2026-11-01T00:00:00.000Z, for 24 h', 'This run']],
  ['ours, of a budget', DAY, ADVANCED, 3, ['longer than its budget of 2 h']],
  [
    'of another run from when it changed last, which is after its begin',
    null,
    { created: '2026-10-01T00:00:00Z', lastModified: '2026-10-31T12:00:00Z', name: 'gh-12-0123abcd' },
    12,
    ['has run since 2026-10-31T12:00:00.000Z at least, for 24 h', 'workflow run 12 of', '| gh-12-0123abcd'],
  ],
  [
    'of the portal, from when it was first seen: nothing else is known',
    null,
    { name: 'x\n::error::y', created: '2026-10-01T00:00:00Z' },
    24,
    ['since 2026-11-01T00:00:00.000Z at least', 'that no run of this action has given', '| x\\x0a::error::y'],
  ],
  [
    'of one that was not changed since it was made, blank',
    null,
    { created: '2026-10-01T00:00:00Z', lastModified: '2026-10-01T00:00:00Z' },
    24,
    ['since 2026-11-01T00:00:00.000Z at least'],
  ],
  ['by a clock that is ahead', null, { lastModified: '2026-11-02T00:00:00Z' }, 24, ['2026-11-01']],
])('a training runs too long: %s', (_whose, began, more, hours, words) => {
  const { at, lines } = overdueTraining({ iteration: made(1, 0, null, more), began }, DAY);
  expect((at - DAY) / HOUR).toBe(hours);
  for (const word of words) {
    expect(lines(at).join('\n')).toContain(word);
  }
  expect(lines(at).at(-1)).toMatch(/^Next: /);
});
