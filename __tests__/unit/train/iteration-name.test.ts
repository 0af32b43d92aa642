import { expect, test } from '@jest/globals';
import {
  isNamedByRun,
  iterationName,
  type LearningInputs,
  ofEarlierAttempt,
  startedBy,
  tellsOtherInputs,
} from '../../../src/train/iteration-name.ts';
import { readIteration } from '../../../src/custom-vision/entities.ts';
import { ITERATION, iterationJson, OTHER_ITERATION } from '../../../trials/fakes/fake-services.ts';

const REGULAR: LearningInputs = { trainingType: 'Regular', reservedBudgetHours: 0, selectedTags: [] };

function named(id: string, status: string, name: string, created = '2026-11-20T08:00:00') {
  return readIteration(iterationJson(id, status, { name, created }));
}

test('a name holds the run and the training inputs, whatever the order of the tags', () => {
  const name = iterationName('4711', { ...REGULAR, selectedTags: ['b', 'a'] });
  expect(name).toMatch(/^gh-4711-[0-9a-f]{8}$/);
  expect(iterationName('4711', { ...REGULAR, selectedTags: ['a', 'b'] })).toBe(name);
});

test('every input that decides what is learned makes another name', () => {
  const others: LearningInputs[] = [
    REGULAR,
    { ...REGULAR, trainingType: 'Advanced', reservedBudgetHours: 1 },
    { ...REGULAR, trainingType: 'Advanced', reservedBudgetHours: 2 },
    { ...REGULAR, selectedTags: ['a'] },
    { ...REGULAR, selectedTags: ['a', 'b'] },
  ];
  expect(new Set(others.map((inputs) => iterationName('1', inputs))).size).toBe(others.length);
});

test('a name of ours tells whether the inputs were others, whichever run it was; a name of others tells nothing', () => {
  expect(tellsOtherInputs(iterationName('1', REGULAR), REGULAR)).toBe(false);
  expect(tellsOtherInputs(iterationName('1', { ...REGULAR, selectedTags: ['a'] }), REGULAR)).toBe(true);
  expect(tellsOtherInputs(`${iterationName('1', REGULAR)}-2`, REGULAR)).toBe(false);
  for (const name of ['Iteration 1', 'gh-1-xyz', 'gh-1-00000000 (old)', '']) {
    expect(tellsOtherInputs(name, REGULAR)).toBe(false);
  }
});

test('of an earlier attempt is what has the very name and is running or completed, the newest of several', () => {
  const name = iterationName('4711', REGULAR);
  expect(ofEarlierAttempt(name, [named(ITERATION, 'Training', name)])?.id).toBe(ITERATION);
  expect(ofEarlierAttempt(name, [named(ITERATION, 'Completed', name)])?.id).toBe(ITERATION);
  expect(ofEarlierAttempt(name, [named(ITERATION, 'Failed', name)])).toBeUndefined();
  expect(ofEarlierAttempt(name, [named(ITERATION, 'New', name)])).toBeUndefined();
  expect(ofEarlierAttempt(name, [named(ITERATION, 'Completed', `${name}0`)])).toBeUndefined();
  expect(ofEarlierAttempt(name, [named(ITERATION, 'Completed', `${name}-2`)])?.id).toBe(ITERATION);
  expect(ofEarlierAttempt(name, [named(ITERATION, 'Failed', name)], true)?.id).toBe(ITERATION);
  const newer = named(OTHER_ITERATION, 'Completed', name, '2026-11-21T08:00:00');
  expect(ofEarlierAttempt(name, [named(ITERATION, 'Completed', name), newer])?.id).toBe(OTHER_ITERATION);
});

test.each([
  ['gh-4712-0123abcd', true, 'that workflow run 4712 of GitHub started'],
  ['gh-4712-renamed', true, 'that workflow run 4712 of GitHub started'],
  ['Iteration 7', false, 'that no run of this action has given its name'],
  ['x gh-1-0123abcd', false, 'that no run of this action has given its name'],
])('by its name %j, a training was named by a run: %s', (name, byRun, words) => {
  const iteration = named(ITERATION, 'Training', name);
  expect(isNamedByRun(iteration)).toBe(byRun);
  expect(startedBy(iteration)).toContain(words);
});
