/**
 * Starts a training, which is paid for: a start whose answer was lost is looked for before it is repeated, once.
 */
import { lookAgain } from '../time/try-again.ts';
import { adviceFor, explained, serviceFailure } from '../custom-vision/refusals.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { deletableIterations } from './deletable-iterations.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { imageCounts } from './image-counts.ts';
import { newest } from '../custom-vision/entities.ts';
import type { Run, Services } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';

/** A training that began may be listed only a little later. */
const PAUSES_AFTER_LOST_ANSWER_MS = [1_000, 3_000, 6_000];

/** One that is listed as new may be ours before it runs, or a blank one that means nothing. */
const MORE_PAUSES_WHILE_NEW_MS = [10_000, 15_000];

/** State by id. */
export type KnownIterations = Map<string, Iteration['state']>;

/** How an attempt to start a training turned out. */
export type Start =
  | { readonly kind: 'started'; readonly iteration: Iteration }
  | { readonly kind: 'unchanged'; readonly newerPipeline: boolean }
  | { readonly kind: 'busy' };

/**
 * Asks for a training.
 * @param before iterations as they were before
 * @throws Failure if it is refused, or if its answer is lost and it cannot be told whether it arrived
 */
export async function startTraining(
  options: TrainingOptions,
  before: KnownIterations,
  run: Run,
): Promise<Start> {
  const { customVision, report, signal } = run;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { kind: 'started', iteration: await customVision.trainProject(options) };
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw signal.aborted ? mayHaveBegun(customVision.projectId) : error;
      }
      const notStarted = reasonNotToStart(error);
      if (notStarted !== undefined && attempt === 1) {
        return notStarted;
      }
      if (notStarted === undefined && !error.answerLost) {
        throw await refused(error, options, run);
      }
      // After a lost answer, what keeps a second start from being taken may be the first one.
      report.info('The answer to the start of the training was lost: looking whether it began.');
      const begun = await findBegun(before, run);
      if (begun !== undefined) {
        return { kind: 'started', iteration: begun };
      }
      if (notStarted !== undefined) {
        return notStarted;
      }
      if (attempt === 2) {
        throw serviceFailure(`start the training of the project ${customVision.projectId}`, error);
      }
    }
  }
}

/** The service says why it starts none; what it has of what it speaks of, is read in addition. */
async function refused(
  error: ServiceError,
  { selectedTags }: TrainingOptions,
  { customVision, workflow }: Services,
): Promise<Failure> {
  const found = async (): Promise<string[]> => {
    switch (adviceFor(error).heading) {
      case 'Too few images or tags':
        return await imageCounts(selectedTags, customVision);
      case 'Too many iterations':
        return await deletableIterations((await workflow()).runId, customVision);
      default:
        return [];
    }
  };
  const doing = `start the training of the project ${customVision.projectId}`;
  return serviceFailure(doing, error, 'failed', await found());
}

/** The run was cancelled while it asked, and the answer did not arrive in the moment that it was given. */
function mayHaveBegun(projectId: string): Failure {
  return new Failure('cancelled', 'Cancelled', [
    `The run was cancelled while it started a training of the project ${projectId}, before the service answered: a training may have begun, and goes on then.`,
    'Next: run the workflow again, it waits for the end of a training that runs before it asks for one.',
  ]);
}

/** Why the service has nothing to start; `undefined` for every other answer. */
function reasonNotToStart({ code }: ServiceError): Start | undefined {
  switch (code) {
    case 'BadRequestTrainingNotNeeded':
      return { kind: 'unchanged', newerPipeline: false };
    case 'BadRequestTrainingNotNeededButTrainingPipelineUpdated':
      return { kind: 'unchanged', newerPipeline: true };
    case 'BadRequestTrainingAlreadyInProgress':
      return { kind: 'busy' };
    default:
      return undefined;
  }
}

/**
 * The iteration that was not there before.
 * @returns `undefined` if none appears within some seconds: the start did not arrive
 * @throws Failure if that cannot be told, for a second start would be paid for as well
 */
async function findBegun(before: KnownIterations, run: Run): Promise<Iteration | undefined> {
  const { customVision } = run;
  const doing = `find out whether the training of the project ${customVision.projectId} began (look in the portal)`;
  let unclear: Iteration | undefined;
  const look = async (): Promise<Iteration | undefined> => {
    const all = await explained(doing, () => customVision.getIterations());
    unclear = all.find(({ id }) => !before.has(id));
    // A blank one that was listed as new before may be the one that runs now.
    const wasBlank = ({ id }: Iteration): boolean => (before.get(id) ?? 'new') === 'new';
    return newest(all.filter((iteration) => iteration.state !== 'new' && wasBlank(iteration)));
  };
  const begun =
    (await lookAgain(PAUSES_AFTER_LOST_ANSWER_MS, look, run)) ??
    (unclear && (await lookAgain(MORE_PAUSES_WHILE_NEW_MS, look, run)));
  if (begun === undefined && unclear !== undefined) {
    throw new Failure('failed', 'Training may have begun', [
      `The answer to the start of the training was lost, and since then iteration ${unclear.id} is listed as new, but does not run.`,
      'Next: look at the project in the portal; run again when the iteration is being trained, is trained or is gone.',
    ]);
  }
  return begun;
}
