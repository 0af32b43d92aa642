/**
 * The end of a training: awaited, and told apart into a trained iteration and a failure.
 */
import { explained } from '../custom-vision/refusals.ts';
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import { tooFewImages } from './image-counts.ts';
import type { Notification } from '../wait/notification.ts';
import type { Run, Services } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import type { Awaited } from '../wait/awaited.ts';
import { waitFor } from '../wait/wait.ts';

/**
 * Sets the outputs about the iteration. A step does so before it waits, since a killed run leaves only what it wrote.
 * @param trained whether this run started the training
 */
export function setIteration({ id }: Iteration, trained: boolean, { outputs }: Services): void {
  outputs.set('iterationId', id);
  outputs.set('trained', String(trained));
}

/**
 * Returns when the training has ended, at once if it had ended already.
 * @param known earlier iterations, for how long a training may take
 * @throws Failure `training-failed` if it did not end Completed; `timed-out`
 */
export async function trainingEnd(
  iteration: Iteration,
  known: readonly Iteration[],
  run: Run,
): Promise<Iteration> {
  const ended = await anyEnd(iteration, known, run);
  if (ended.state === 'failed') {
    throw new Failure('training-failed', 'Training failed', [
      `The training of iteration ${ended.id} failed${ended.trainingErrorDetails === null ? ', the service gives no details.' : '. The service says:'}`,
      ...(await failureDetails(ended, run.customVision)),
      'Next: look at the images and tags of the project in the portal, change what is wrong, and run again.',
    ]);
  }
  run.report.info(`Iteration ${ended.id} is trained.`);
  return ended;
}

/** Why a training failed, in safe lines: what the service says, and the images where they were too few. */
export async function failureDetails(
  { id, trainingErrorDetails }: Iteration,
  customVision: ProjectApi,
): Promise<string[]> {
  return [
    ...(trainingErrorDetails === null ? [] : [foreign(trainingErrorDetails)]),
    ...(await tooFewImages(id, customVision)),
  ];
}

/** As `trainingEnd`, but a failed training is an end like any other. */
export async function anyEnd(
  iteration: Iteration,
  known: readonly Iteration[],
  run: Run,
): Promise<Iteration> {
  return hasEnded(iteration)
    ? iteration
    : await explained(`wait for the training of iteration ${iteration.id}`, () =>
        waitFor(training(iteration, run, usualTrainingMs(known)), run),
      );
}

function training(
  { id, created }: Iteration,
  { customVision }: Services,
  usualMs: number | undefined,
): Awaited<Iteration> {
  return {
    what: `the training of iteration ${id}`,
    isOurs: (notification: Notification) =>
      notification.type === 'Training' &&
      notification.iterationId === id &&
      notification.projectId === customVision.projectId,
    ask: async (mostMs: number): Promise<Iteration | undefined> => {
      const iteration = await customVision.getIteration(id, 'once', mostMs);
      return hasEnded(iteration) ? iteration : undefined;
    },
    since: created,
    usualMs,
  };
}

/** A training that has just been accepted may still be called new. */
function hasEnded({ state }: Iteration): boolean {
  return state === 'completed' || state === 'failed';
}

/** The middle of what earlier trainings took. */
function usualTrainingMs(all: readonly Iteration[]): number | undefined {
  const durations = all
    .flatMap(({ created, trainedAt }) => (trainedAt === null ? [] : [trainedAt - created]))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)];
}
