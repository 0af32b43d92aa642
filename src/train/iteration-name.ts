/**
 * The names of iterations. They tell users of the portal, and a later attempt, which workflow run trained what.
 */
import { createHash } from 'node:crypto';
import { digestIn } from '../custom-vision/names.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { type Iteration, newest } from '../custom-vision/entities.ts';
import type { Services } from '../services.ts';

/** The inputs that decide what a training learns from the same images. */
export type LearningInputs = Pick<TrainingOptions, 'trainingType' | 'reservedBudgetHours' | 'selectedTags'>;

/** The service takes no name twice in a project: a run that trains once more, after a failure, counts on from 2. */
const MOST_OF_A_NAME = 9;

/** `gh-<run id>-<8 hex digits of the training inputs>`; one that is taken gets `-2` and so on behind it. */
export function iterationName(runId: string, inputs: LearningInputs): string {
  return `gh-${runId}-${inputsDigest(inputs)}`;
}

/** Whether some run of this action gave the iteration its name, right after it had started the training. */
export function isNamedByRun({ name }: Iteration): boolean {
  return name.startsWith('gh-');
}

/** Who started the training of an iteration, as far as its name tells. It goes on after "the training". */
export function startedBy({ name }: Iteration): string {
  const run = /^gh-(\d+)-/.exec(name)?.[1];
  return run === undefined
    ? 'that no run of this action has given its name (the portal or another program may have started it)'
    : `that workflow run ${run} of GitHub started`;
}

/** Whether an iteration was trained with other inputs, by its name. A name that somebody else chose tells nothing. */
export function tellsOtherInputs(name: string, inputs: LearningInputs): boolean {
  const digest = digestIn(name);
  return digest !== undefined && digest !== inputsDigest(inputs);
}

/**
 * What earlier attempts of this workflow run have trained with the same inputs, or are training still.
 * @param name as `iterationName` makes it
 */
export function ofEarlierAttempts(name: string, all: readonly Iteration[]): Iteration[] {
  const isOfName = (given: string): boolean =>
    given.startsWith(name) && /^(-\d)?$/.test(given.slice(name.length));
  return all.filter(({ state, name: given }) => state !== 'new' && isOfName(given));
}

/** The newest of them. @param failedToo whether one whose training failed counts */
export function ofEarlierAttempt(
  name: string,
  all: readonly Iteration[],
  failedToo = false,
): Iteration | undefined {
  return newest(ofEarlierAttempts(name, all).filter(({ state }) => failedToo || state !== 'failed'));
}

/** Names an iteration. A refusal does not matter: a name is a convenience, and may be taken. */
export async function nameIteration(
  { id, state }: Iteration,
  name: string,
  { customVision, report }: Services,
): Promise<void> {
  for (let count = 1; count <= MOST_OF_A_NAME; count += 1) {
    try {
      await customVision.renameIteration(id, count === 1 ? name : `${name}-${count}`);
      return;
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      report.debug(`iteration ${id} (${state}) was not named ${name}: ${error.message}`);
      if (error.code !== 'BadRequestIterationNameNotUnique') {
        return;
      }
    }
  }
}

function inputsDigest({ trainingType, reservedBudgetHours, selectedTags }: LearningInputs): string {
  const inputs = JSON.stringify([trainingType, reservedBudgetHours, [...selectedTags].sort()]);
  return createHash('sha256').update(inputs).digest('hex').slice(0, 8);
}
