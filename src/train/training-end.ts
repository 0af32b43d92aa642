/**
 * Waits for the end of a training, and tells a trained iteration from a failed one.
 */
import { explained } from '../custom-vision/refusals.ts';
import { Failure } from '../report/failure.ts';
import { failureDetails } from './refusals.ts';
import type { Run, Services } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';
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

/** Waits as `trainingEnd` does, but returns a failed training as well. */
export async function anyEnd(
  iteration: Iteration,
  known: readonly Iteration[],
  run: Run,
): Promise<Iteration> {
  if (hasEnded(iteration)) {
    return iteration;
  }
  const { id, created } = iteration;
  const { customVision } = run;
  const what = `the training of iteration ${id}`;
  return await explained(`wait for ${what}`, () =>
    waitFor(
      {
        what,
        isOurs: (notification) =>
          notification.type === 'Training' &&
          notification.iterationId === id &&
          notification.projectId === customVision.projectId,
        ask: async (mostMs) => {
          const now = await customVision.getIteration(id, mostMs);
          return hasEnded(now) ? now : undefined;
        },
        since: created,
        usualMs: usualTrainingMs(known),
      },
      run,
    ),
  );
}

/** The service may still call a training new that it has just accepted. */
function hasEnded({ state }: Iteration): boolean {
  return state === 'completed' || state === 'failed';
}

/** The median of what earlier trainings took. */
function usualTrainingMs(all: readonly Iteration[]): number | undefined {
  const durations = all
    .flatMap(({ created, trainedAt }) => (trainedAt === null ? [] : [trainedAt - created]))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)];
}
