/**
 * Starts a training, which is paid for: a run looks for a start whose answer was lost before it repeats it, once.
 */
import { lookAgain } from '../time/try-again.ts';
import { explained, serviceFailure } from '../custom-vision/refusals.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { whyRefused } from './refusals.ts';
import { type Iteration, newest } from '../custom-vision/entities.ts';
import type { Run } from '../services.ts';

/** The service may list a training that began only a little later. */
const PAUSES_AFTER_LOST_ANSWER_MS = [1_000, 3_000, 6_000];

/** A new iteration may be ours that does not run yet, or a blank one that means nothing. */
const MORE_PAUSES_WHILE_NEW_MS = [10_000, 15_000];

/** Iterations by their ids, each as the run saw it last. */
export type KnownIterations = Map<string, Iteration>;

/** How an attempt to start a training turned out. */
export type Start =
  | { readonly kind: 'started'; readonly iteration: Iteration }
  | { readonly kind: 'unchanged'; readonly newerPipeline: boolean }
  | { readonly kind: 'busy' };

/**
 * Asks for a training, and once more if the answer is lost and no training began.
 * @param before the iterations before the first attempt
 * @throws Failure if the service refuses it, or if the answer is lost and it cannot be told whether a training began
 */
export async function startTraining(
  options: TrainingOptions,
  before: KnownIterations,
  run: Run,
): Promise<Start> {
  for (let attempt = 1; ; attempt += 1) {
    const start = await ask(options, run);
    const lost = start instanceof ServiceError;
    if (!lost && (start.kind === 'started' || attempt === 1)) {
      return start;
    }
    // The service may refuse a second start because the first one arrived after all.
    const begun = await findBegun(before, run);
    if (begun !== undefined) {
      return begun;
    }
    if (attempt === 2) {
      if (lost) {
        throw serviceFailure(`start the training of the project ${run.customVision.projectId}`, start);
      }
      return start;
    }
  }
}

/** @returns the error if the answer was lost @throws Failure if the service refuses the training */
async function ask(options: TrainingOptions, run: Run): Promise<Start | ServiceError> {
  const { projectId } = run.customVision;
  try {
    return { kind: 'started', iteration: await run.customVision.trainProject(options) };
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      throw run.signal.aborted ? mayHaveBegun(projectId) : error;
    }
    const notStarted = NOTHING_TO_START[error.code ?? ''];
    if (notStarted === undefined && !error.answerLost) {
      const reasons = await whyRefused(error, options.selectedTags, run);
      throw serviceFailure(`start the training of the project ${projectId}`, error, 'failed', reasons);
    }
    return notStarted ?? error;
  }
}

/** Codes with which the service says that it has nothing to start. */
const NOTHING_TO_START: Readonly<Partial<Record<string, Start>>> = {
  BadRequestTrainingNotNeeded: { kind: 'unchanged', newerPipeline: false },
  BadRequestTrainingNotNeededButTrainingPipelineUpdated: { kind: 'unchanged', newerPipeline: true },
  BadRequestTrainingAlreadyInProgress: { kind: 'busy' },
};

/** Says what the cancelled run does not know, if the answer did not arrive within the grace period. */
function mayHaveBegun(projectId: string): Failure {
  return new Failure('cancelled', 'Cancelled', [
    `The run was cancelled while it started a training of the project ${projectId}, before the service answered: a training may have begun, and goes on then.`,
    'Next: run the workflow again, it waits for the end of a training that runs before it asks for one.',
  ]);
}

/**
 * Looks for the iteration that was not there before.
 * @returns `undefined` if none appears within some seconds: the start did not arrive
 * @throws Failure if that cannot be told: a second start could be paid for as well
 */
async function findBegun(before: KnownIterations, run: Run): Promise<Start | undefined> {
  const { customVision, report } = run;
  report.info('The answer to the start of the training was lost: looking whether it began.');
  const doing = `find out whether the training of the project ${customVision.projectId} began (look in the portal)`;
  let unclear: Iteration | undefined;
  const look = async (): Promise<Iteration | undefined> => {
    const all = await explained(doing, () => customVision.getIterations());
    unclear = all.find(({ id }) => !before.has(id));
    // An iteration that was listed as new before was blank, and may be the one that runs now.
    return newest(
      all.filter(({ id, state }) => state !== 'new' && (before.get(id)?.state ?? 'new') === 'new'),
    );
  };
  const iteration =
    (await lookAgain(PAUSES_AFTER_LOST_ANSWER_MS, look, run)) ??
    (unclear && (await lookAgain(MORE_PAUSES_WHILE_NEW_MS, look, run)));
  if (iteration !== undefined) {
    return { kind: 'started', iteration };
  }
  if (unclear !== undefined) {
    throw new Failure('failed', 'Training may have begun', [
      `The answer to the start of the training was lost, and since then iteration ${unclear.id} is listed as new, but does not run.`,
      'Next: look at the project in the portal; run again when the iteration is being trained, is trained or is gone.',
    ]);
  }
  return undefined;
}
