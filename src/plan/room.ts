/**
 * The room for one more iteration: a project holds a limited number of them.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { describedDeletion, MOST_OF_SERVICE, planRoom } from '../train/room.ts';
import type { PlanStep } from './findings.ts';

const about = 'Iterations';
const FULL = `it would refuse to train one more, and the run would end red, with the title "Too many iterations".`;
const NEXT = 'Next: delete iterations that nobody needs before you run without dry-run';

/** What a run would do to have room for the iteration that it may train. */
export function roomStep(
  all: readonly Iteration[],
  { keepIterations: keep }: Pick<Inputs, 'keepIterations'>,
): PlanStep {
  const count = all.filter(({ state }) => state !== 'new').length;
  const has = `The project has ${count} of at most ${MOST_OF_SERVICE} iterations.`;
  if (keep === null) {
    return count < MOST_OF_SERVICE
      ? { about, outcome: 'kept', lines: [`${has} None would be deleted.`] }
      : {
          about,
          outcome: 'too many for a training',
          lines: [
            `The project has ${count} iterations, and the service keeps ${MOST_OF_SERVICE}: ${FULL}`,
            `${NEXT}; or give keep-iterations.`,
          ],
        };
  }
  const { before, onceBegun, stay } = planRoom(all, keep);
  const left = count - before.length;
  const deleted = before.length + onceBegun.length;
  return {
    about,
    outcome: left >= MOST_OF_SERVICE ? 'too many for a training' : deleted === 0 ? 'kept' : 'deleted',
    lines: [
      has,
      ...(deleted === 0 ? [`keep-iterations is ${keep}: none would be deleted.`] : []),
      ...listed(
        `keep-iterations is ${keep}: these would be deleted before the training is asked for:`,
        before,
      ),
      ...listed(
        'These would be deleted once a training has begun, whose iteration takes their place:',
        onceBegun,
      ),
      ...(stay === 0
        ? []
        : [
            `With the one that is to be trained there would be ${stay} more than keep-iterations: the others are published, being trained, the newest, or compared with.`,
          ]),
      ...(left < MOST_OF_SERVICE ? [] : [`The service keeps ${MOST_OF_SERVICE}: ${FULL}`, `${NEXT}.`]),
    ],
  };
}

function listed(heading: string, iterations: readonly Iteration[]): string[] {
  return iterations.length === 0 ? [] : [heading, ...iterations.map(describedDeletion)];
}
