/**
 * `iteration-id`: a run that attaches to an iteration instead of training one, whatever that was trained with.
 */
import { explained } from '../custom-vision/refusals.ts';
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { Failure } from '../report/failure.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { foreign } from '../report/foreign-text.ts';
import { type Iteration, newestFirst } from '../custom-vision/entities.ts';
import type { Run } from '../services.ts';
import { failureDetails } from './refusals.ts';
import { setIteration, trained, trainingEnd } from './training-end.ts';

const MOST_LISTED = 5;

/** A run that attaches trains nothing, so neither of the two does anything beside `iteration-id`. */
const ONCE_MORE =
  'or, to train once more without a change, leave iteration-id out and give when-unchanged: retrain or retry-failed: true';

/**
 * Reads the iteration by its id, as the service may not list it yet if its training has just been started.
 * @param all the project's iterations, which a refusal names
 * @throws Failure if there is no such iteration, or if no model can come of it
 */
export async function findAttached(
  iterationId: string,
  all: readonly Iteration[],
  customVision: ProjectApi,
): Promise<Iteration> {
  const { projectId } = customVision;
  const iteration = await explained(`read iteration ${iterationId} of the project ${projectId}`, () =>
    customVision.getIteration(iterationId).catch((error: unknown) => {
      if (error instanceof ServiceError && error.code === 'NotFoundIteration') {
        throw new Failure('failed', 'Iteration not found', [
          `The project ${projectId} has no iteration ${iterationId}.`,
          ...newestLines(all),
          'Next: check iteration-id, and that the project is the one it was trained in; or leave it out to train.',
        ]);
      }
      throw error;
    }),
  );
  switch (iteration.state) {
    case 'running':
    case 'completed':
      return iteration;
    case 'new':
      throw new Failure('failed', 'Iteration is not trained', [
        `iteration-id names iteration ${iterationId}, which is New: it is not being trained, so no model can come of it.`,
        'Next: leave iteration-id out to train; or, if its training was started a moment ago, run again in a minute.',
      ]);
    case 'failed':
      throw new Failure('training-failed', 'Training failed before', [
        `iteration-id names iteration ${iterationId}, whose training failed${iteration.trainingErrorDetails === null ? '.' : '. The service says:'}`,
        ...(await failureDetails(iteration, customVision)),
        `Next: change what is wrong with the images or tags of the project, and run again without iteration-id; ${ONCE_MORE}.`,
      ]);
  }
}

/** The newest iterations of a project, for a refusal. */
export function newestLines(all: readonly Iteration[]): string[] {
  const some = newestFirst(all).slice(0, MOST_LISTED);
  return [
    some.length === 0 ? 'It has none at all.' : 'Its newest iterations:',
    ...some.map(({ id, name, state }) => foreign(`${id} ${name} (${state})`)),
  ];
}

/** Waits for the end of its training, if it has not ended. @throws Failure `training-failed`, `timed-out` or `failed` */
export async function attach(
  iteration: Iteration,
  known: readonly Iteration[],
  run: Run,
): Promise<Iteration> {
  setIteration(iteration, false, run);
  run.report.notice('Attached', [
    `No training is started: iteration-id names iteration ${iteration.id}, which ${iteration.state === 'completed' ? 'is trained' : 'is being trained'}. What the inputs say about training is not used.`,
  ]);
  const ended = await trainingEnd({ iteration, began: null }, known, run);
  return await trained(ended, ONCE_MORE, run);
}
