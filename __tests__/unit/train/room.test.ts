import { expect, test } from '@jest/globals';
import { type Iteration, readIteration } from '../../../src/custom-vision/entities.ts';
import { planRoom } from '../../../src/train/room.ts';
import { iterationJson } from '../../../trials/fakes/fake-services.ts';

const STATES = {
  C: 'Completed',
  P: 'Completed',
  F: 'Failed',
  T: 'Training',
  Q: 'Queued',
  N: 'New',
  U: 'Completed',
} as const;

/** Iterations in the order in which they were made, a letter each: P is published, of U it is not known when; the service lists them in no order. */
function project(letters: string): Iteration[] {
  const made = letters.split('').map((letter, index) =>
    readIteration(
      iterationJson(
        `0a1b2c3d-0000-4000-8000-${String(index).padStart(12, '0')}`,
        STATES[letter as keyof typeof STATES],
        {
          name: `${letter}${index}`,
          created: letter === 'U' ? null : new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
          // The end of a training and later changes say nothing about the order.
          trainedAt: letter === 'C' ? new Date(Date.UTC(2026, 5, 28 - index)).toISOString() : null,
          publishName: letter === 'P' ? 'production' : '',
        },
      ),
    ),
  );
  return made.toSorted((a, b) => (a.created % 7) - (b.created % 7));
}

test.each<[letters: string, keep: number, before: string, onceBegun: string, stay: number]>([
  ['', 2, '', '', 0],
  ['C', 2, '', '', 0],
  ['CC', 2, '', 'C0', 0],
  ['CCC', 2, 'C0', 'C1', 0],
  ['CCC', 4, '', '', 0],
  ['CCCC', 4, '', 'C0', 0],
  ['CCCCCC', 4, 'C0 C1', 'C2', 0],
  // What is published stays, whatever its age, and counts.
  ['PCC', 2, '', 'C1', 1],
  ['PCCC', 2, 'C1', 'C2', 1],
  ['PPPP', 2, '', '', 3],
  ['CPCCC', 3, 'C0 C2', 'C3', 0],
  // What is being trained stays and counts, and the blank one does not count.
  ['CCCT', 2, 'C0', 'C1', 1],
  ['CCCQ', 3, 'C0', 'C1', 0],
  ['NCCNCN', 3, '', 'C1', 0],
  // A training that failed counts as any other; if it is the newest, the service knows by it that nothing changed.
  ['FCC', 2, 'F0', 'C1', 0],
  ['CFC', 2, 'F1', 'C0', 0],
  ['CCF', 2, '', 'C0 F2', 0],
  ['CCFF', 3, 'F2', 'C0', 0],
  ['FFF', 2, 'F0', 'F1', 0],
  ['UCCC', 2, 'C1', 'C2', 1],
  // Those of the service's limit of 20.
  ['C'.repeat(19), 20, '', '', 0],
  ['C'.repeat(20), 20, 'C0', '', 0],
  ['C'.repeat(21), 20, 'C0 C1', '', 0],
  ['C'.repeat(20), 19, 'C0', 'C1', 0],
])('of %j, kept %i: before %j, once begun %j, %i stay', (letters, keep, before, onceBegun, stay) => {
  const plan = planRoom(project(letters), keep);
  const names = (iterations: readonly Iteration[]): string => iterations.map(({ name }) => name).join(' ');
  expect([names(plan.before), names(plan.onceBegun), plan.stay]).toEqual([before, onceBegun, stay]);
});

test('a plan changes nothing of what it is made of', () => {
  const all = project('CCCPF');
  const copy = structuredClone(all);
  planRoom(all, 2);
  expect(all).toEqual(copy);
});
