/**
 * The names of iterations. They tell users of the portal, and a later attempt, which workflow run trained what.
 */
import { createHash } from 'node:crypto';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { type Iteration, newest } from '../custom-vision/entities.ts';
import type { Services } from '../services.ts';

/** The inputs that decide what a training learns from the same images. */
export type LearningInputs = Pick<TrainingOptions, 'trainingType' | 'reservedBudgetHours' | 'selectedTags'>;

const NAME = /^gh-(?<runId>\d+)-(?<digest>[0-9a-f]{8})$/;

/** `gh-<run id>-<8 hex digits of the training inputs>`. */
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
  const digest = NAME.exec(name)?.groups?.digest;
  return digest !== undefined && digest !== inputsDigest(inputs);
}

/**
 * What an earlier attempt of this workflow run has trained with the same inputs, or is training still.
 * @param name as `iterationName` makes it
 */
export function ofEarlierAttempt(name: string, all: readonly Iteration[]): Iteration | undefined {
  const ofThatName = all.filter((iteration) => iteration.name === name);
  return newest(ofThatName.filter(({ state }) => state === 'running' || state === 'completed'));
}

/** Names an iteration. A refusal does not matter: a name is a convenience, and may be taken. */
export async function nameIteration(
  { id, state }: Iteration,
  name: string,
  { customVision, report }: Services,
): Promise<void> {
  try {
    await customVision.renameIteration(id, name);
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      throw error;
    }
    report.debug(`iteration ${id} (${state}) was not named ${name}: ${error.message}`);
  }
}

function inputsDigest({ trainingType, reservedBudgetHours, selectedTags }: LearningInputs): string {
  const inputs = JSON.stringify([trainingType, reservedBudgetHours, [...selectedTags].sort()]);
  return createHash('sha256').update(inputs).digest('hex').slice(0, 8);
}
