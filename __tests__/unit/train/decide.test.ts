import { expect, test } from '@jest/globals';
import { readIteration } from '../../../src/custom-vision/entities.ts';
import { decideBeginning, mayRetry } from '../../../src/train/decide.ts';
import { iterationName } from '../../../src/train/iteration-name.ts';
import { iterationJson, ITERATION } from '../../../trials/fakes/fake-services.ts';

const LEARNING = {
  trainingType: 'Regular',
  reservedBudgetHours: 0,
  selectedTags: [],
  retryFailed: false,
} as const;

test.each([
  ['reuse', 'detach', 2, 'Completed', 'goes on'],
  ['reuse', 'detach', 2, 'Training', 'goes on'],
  ['reuse', 'detach', 2, 'Failed', 'goes on'],
  ['retrain', 'detach', 2, 'Failed', 'goes on'],
  ['retrain', 'fail', 2, 'Failed', 'asks'],
  ['reuse', 'detach', 1, 'Completed', 'asks'],
  ['reuse', 'fail', 2, 'Completed', 'asks'],
  ['retrain', 'fail', 2, 'Completed', 'goes on'],
] as const)(
  'with %s and %s, attempt %i finds %s of its run: %s',
  (whenUnchanged, onTimeout, attempt, state, kind) => {
    const name = iterationName('11', LEARNING);
    const known = [readIteration(iterationJson(ITERATION, state, { name }))];
    const policy = { ...LEARNING, whenUnchanged, onTimeout };
    expect(decideBeginning(policy, known, { runId: '11', attempt }).kind).toBe(kind);
  },
);

test('a run that was left tries a failed training once more in one of its attempts only', () => {
  const name = iterationName('11', LEARNING);
  const policy = { ...LEARNING, whenUnchanged: 'reuse', retryFailed: true, onTimeout: 'detach' } as const;
  const failed = (...names: string[]) =>
    names.map((one, index) =>
      readIteration(iterationJson(`${ITERATION.slice(0, -1)}${index}`, 'Failed', { name: one })),
    );
  const second = { runId: '11', attempt: 2 };
  expect(mayRetry(policy, failed(name), second)).toBe(true);
  expect(mayRetry(policy, failed(name, `${name}-2`), second)).toBe(false);
  expect(mayRetry(policy, failed(name, `${name}x`), second)).toBe(true);
  expect(mayRetry({ ...policy, onTimeout: 'fail' }, failed(name, `${name}-2`), second)).toBe(true);
  expect(mayRetry({ ...policy, retryFailed: false }, [], second)).toBe(false);
});
