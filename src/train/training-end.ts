/**
 * Waits for the end of a training, and tells a trained iteration from a failed one.
 */
import { explained } from '../custom-vision/refusals.ts';
import { Failure } from '../report/failure.ts';
import { failureDetails } from './refusals.ts';
import type { Run, Services } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import type { Notification } from '../wait/notification.ts';
import { waitFor } from '../wait/wait.ts';
import { overdueTraining, type Training, usualTrainingMs } from './training-time.ts';

/**
 * Sets the outputs about the iteration. A step does so before it waits, since a killed run leaves only what it wrote.
 * @param trained whether this run started the training
 */
export function setIteration({ id }: Iteration, trained: boolean, { outputs }: Services): void {
  outputs.set('iterationId', id);
  outputs.set('trained', String(trained));
}

/**
 * Takes a training that has ended for what it is.
 * @param wayOut how to train the same once more, to go on after "Next: "
 * @throws Failure `training-failed` if it did not end Completed
 */
export async function trained(ended: Iteration, wayOut: string, run: Run): Promise<Iteration> {
  if (ended.state === 'failed') {
    throw new Failure('training-failed', 'Training failed', [
      `The training of iteration ${ended.id} failed${ended.trainingErrorDetails === null ? ', the service gives no details.' : '. The service says:'}`,
      ...(await failureDetails(ended, run.customVision)),
      `Next: look at the images and tags of the project in the portal, change what is wrong, and run again (the service trains nothing as long as nothing has changed since); ${wayOut}.`,
    ]);
  }
  run.report.info(`Iteration ${ended.id} is trained.`);
  return ended;
}

/**
 * Returns when the training has ended, well or not, and at once if it had ended already.
 * @param known other iterations, for how long a training may take
 * @throws Failure `timed-out`
 */
export async function trainingEnd(
  training: Training,
  known: Iterable<Iteration>,
  run: Run,
): Promise<Iteration> {
  const { iteration, began } = training;
  const { id, created } = iteration;
  const { customVision, clock, inbox } = run;
  const isOurs = (notification: Notification): boolean =>
    notification.type === 'Training' &&
    notification.iterationId === id &&
    notification.projectId === customVision.projectId;
  if (hasEnded(iteration)) {
    // An earlier attempt may have left the message.
    inbox.claim(isOurs);
    return iteration;
  }
  const what = `the training of iteration ${id}`;
  const usualMs = began === null ? undefined : usualTrainingMs(iteration, [...known]);
  return await explained(`wait for ${what}`, () =>
    waitFor(
      {
        what,
        isOurs,
        ask: async (mostMs) => {
          const now = await customVision.getIteration(id, mostMs);
          return hasEnded(now) ? now : undefined;
        },
        // No training begins before its iteration is made.
        since: began ?? created,
        usualMs,
        overdue: overdueTraining(training, clock.now()),
      },
      run,
    ),
  );
}

/** The service may still call a training new that it has just accepted. */
function hasEnded({ state }: Iteration): boolean {
  return state === 'completed' || state === 'failed';
}
