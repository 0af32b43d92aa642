/**
 * Starts a training, which is paid for: a run looks for a start whose answer was lost before it repeats it, once.
 */
import { serviceFailure } from '../custom-vision/refusals.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { whyRefused } from './refusals.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import type { Run } from '../services.ts';
import { findBegun, isNew, type KnownIterations, type Lost, mayHaveBegun, type Start } from './lost-start.ts';
import { isNamedByRun } from './iteration-name.ts';

/** What a run knows of the project when it asks for a training. */
interface Known {
  /** The iterations before the first attempt. */
  readonly before: KnownIterations;
  /** The iterations that were to make room and are still there, in lines for the user. */
  readonly refusedRoom: readonly string[];
}

/**
 * Asks for a training, and once more if the answer is lost and no training began.
 * @throws Failure if the service refuses it, or if the answer is lost and it cannot be told whether a training began
 */
export async function startTraining(options: TrainingOptions, known: Known, run: Run): Promise<Start> {
  const { before } = known;
  const lostStart: Lost = { options, before, askedAt: run.clock.now() };
  for (let attempt = 1; ; attempt += 1) {
    const start = await ask(options, known, run);
    const lost = start instanceof ServiceError;
    if (!lost && (start.kind === 'started' || attempt === 1)) {
      return start;
    }
    // The service may refuse a second start because the first one arrived after all.
    const begun = await findBegun(lostStart, run);
    if (begun !== undefined) {
      return begun;
    }
    if (attempt === 2) {
      if (lost) {
        throw serviceFailure(
          `start the training of the project ${run.customVision.projectId}`,
          start,
          'failed',
          options.force
            ? [
                'No training was seen to begin. If one did after all, running again with when-unchanged: retrain would pay for another: look in the portal first, and go on with it by iteration-id.',
              ]
            : [],
        );
      }
      return start;
    }
  }
}

/** @returns the error if the answer was lost @throws Failure if the service refuses the training */
async function ask(
  options: TrainingOptions,
  { before, refusedRoom }: Known,
  run: Run,
): Promise<Start | ServiceError> {
  const { clock, customVision } = run;
  const { projectId } = customVision;
  const began = clock.now();
  const sending = { underWay: false, times: 0 };
  try {
    const iteration = await customVision.trainProject(options, (isUnderWay) => {
      sending.underWay = isUnderWay;
      sending.times += isUnderWay ? 1 : 0;
    });
    return judged(iteration, before, began);
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      throw run.signal.aborted && sending.underWay ? mayHaveBegun(projectId, options) : error;
    }
    // Whatever its code says: a gateway's answer tells nothing of what the service did.
    if (error.mayHaveActed) {
      return error;
    }
    const notStarted = NOTHING_TO_START[error.code ?? ''];
    if (notStarted === undefined) {
      const reasons = await whyRefused(error, { ...options, refusedRoom }, run);
      throw serviceFailure(`start the training of the project ${projectId}`, error, 'failed', reasons);
    }
    return notStarted.kind === 'busy' ? { ...notStarted, sentBefore: sending.times > 1 } : notStarted;
  }
}

/** A start may be answered by an iteration that it did not start: one that was there before, or that is another run's. */
function judged(iteration: Iteration, before: KnownIterations, began: number): Start | ServiceError {
  if (isNew(iteration, before) && !isNamedByRun(iteration)) {
    return { kind: 'started', iteration, began };
  }
  return iteration.state === 'running'
    ? { kind: 'busy', sentBefore: false }
    : new ServiceError({
        operation: 'TrainProject',
        httpStatus: 200,
        detail: `the answer names iteration ${iteration.id}, which this start did not begin`,
        garbled: true,
      });
}

/** Codes with which the service says that it has nothing to start. */
const NOTHING_TO_START: Readonly<Partial<Record<string, Start>>> = {
  BadRequestTrainingNotNeeded: { kind: 'unchanged', newerPipeline: false },
  BadRequestTrainingNotNeededButTrainingPipelineUpdated: { kind: 'unchanged', newerPipeline: true },
  BadRequestTrainingAlreadyInProgress: { kind: 'busy', sentBefore: false },
};
