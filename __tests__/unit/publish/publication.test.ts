import { expect, test } from '@jest/globals';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import { newestTrained } from '../../../src/custom-vision/newest-trained.ts';
import { after, nextStep, type Step, type Wanted } from '../../../src/publish/publication.ts';
import { iterationJson } from '../../../trials/fakes/fake-services.ts';

const [ONE, TWO] = ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002'] as const;
const RESOURCE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a';

function iteration(id: string, publishName: string | null = null, at: string | null = RESOURCE): Iteration {
  const where = publishName === null ? null : at;
  return readIteration(iterationJson(id, 'Completed', { publishName, originalPublishResourceId: where }));
}

const PUBLISHED: Wanted = {
  kind: 'published',
  iterationId: ONE,
  name: 'live',
  predictionResourceId: RESOURCE,
};
const TAKEN: Wanted = { kind: 'unpublished', name: 'live', iterationId: null };

/** Every step in its order, in a word or two. */
function steps(wanted: Wanted, iterations: readonly Iteration[]): string[] {
  const told: string[] = [];
  let known = iterations;
  for (let step = nextStep(wanted, known); step !== null; step = nextStep(wanted, known)) {
    told.push(inWords(step));
    known = after(step, wanted, known);
  }
  return told;
}

function inWords(step: Step): string {
  return step.kind === 'unpublish'
    ? `unpublish ${step.iteration.id.slice(0, 1)} ${step.name}`
    : `publish${step.holder === undefined ? '' : ` over ${step.holder.id.slice(0, 1)}`}`;
}

test.each<[what: string, wanted: Wanted, iterations: Iteration[], steps: string[]]>([
  ['published already', PUBLISHED, [iteration(ONE, 'live'), iteration(TWO)], []],
  ['published, and nobody says where', PUBLISHED, [iteration(ONE, 'live', null)], []],
  [
    'published in another case of its resource',
    PUBLISHED,
    [iteration(ONE, 'live', RESOURCE.toUpperCase())],
    [],
  ],
  ['not published', PUBLISHED, [iteration(ONE), iteration(TWO)], ['publish']],
  ['another one bears the name', PUBLISHED, [iteration(ONE), iteration(TWO, 'live')], ['publish over 2']],
  [
    'another one bears it in another case',
    PUBLISHED,
    [iteration(ONE), iteration(TWO, 'Live')],
    ['publish over 2'],
  ],
  ['under another name', PUBLISHED, [iteration(ONE, 'old')], ['unpublish 1 old', 'publish']],
  ['under the name in another case', PUBLISHED, [iteration(ONE, 'Live')], ['unpublish 1 Live', 'publish']],
  [
    'under another name, and another one bears this one',
    PUBLISHED,
    [iteration(ONE, 'old'), iteration(TWO, 'live')],
    ['unpublish 1 old', 'publish over 2'],
  ],
  [
    'at another resource',
    PUBLISHED,
    [iteration(ONE, 'live', `${RESOURCE}2`)],
    ['unpublish 1 live', 'publish'],
  ],
  ['nobody bears the name', TAKEN, [iteration(ONE, 'other'), iteration(TWO)], []],
  ['somebody bears it', TAKEN, [iteration(ONE), iteration(TWO, 'live')], ['unpublish 2 live']],
  ['somebody bears it in another case', TAKEN, [iteration(TWO, 'LIVE')], ['unpublish 2 LIVE']],
  [
    'both cases are borne',
    TAKEN,
    [iteration(ONE, 'LIVE'), iteration(TWO, 'live')],
    ['unpublish 2 live', 'unpublish 1 LIVE'],
  ],
  ['another one than the named one bears it', { ...TAKEN, iterationId: ONE }, [iteration(TWO, 'live')], []],
])('%s', (_what, wanted, iterations, expected) => {
  expect(steps(wanted, iterations)).toEqual(expected);
});

test('an iteration that is not there is an error', () => {
  expect(() => nextStep(PUBLISHED, [iteration(TWO)])).toThrow(RangeError);
});

test('the newest is the newest that is trained, and what is newer is told', () => {
  const at = (id: string, status: string, day: number): Iteration =>
    readIteration(iterationJson(id, status, { created: `2026-11-0${day}T08:00:00` }));
  const [three, four] = [ONE.replace('1', '3'), ONE.replace('1', '4')];
  const all = [at(ONE, 'Completed', 1), at(three, 'Failed', 3), at(TWO, 'Completed', 2), at(four, 'New', 4)];
  expect(newestTrained(all)).toMatchObject({ iteration: { id: TWO }, newer: [{ id: three }] });
  expect(newestTrained([at(ONE, 'Training', 1)])).toMatchObject({
    iteration: undefined,
    newer: [{ id: ONE }],
  });
});
