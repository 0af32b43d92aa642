/**
 * What a run does if nothing changed since the last training.
 */
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { Failure } from '../report/failure.ts';
import { type LearningInputs, tellsOtherInputs } from './iteration-name.ts';
import { type Iteration, newest } from '../custom-vision/entities.ts';
import type { Report } from '../report/report.ts';
import { failureDetails } from './training-end.ts';
import type { WhenUnchanged } from '../inputs/inputs.ts';

/** The newest iteration, since which nothing changed. @throws Failure if there is none */
export function unchangedSince(all: readonly Iteration[]): Iteration {
  const iteration = newest(all.filter(({ state }) => state !== 'new'));
  if (iteration === undefined) {
    throw new Failure('failed', 'No iteration', [
      'The service says that nothing changed since the last training, but lists no iteration.',
      'Next: add or change an image of the project, and run again.',
    ]);
  }
  return iteration;
}

/** @throws Failure unless the newest iteration may be used again. An older one was trained on other images */
export async function refuseToReuse(
  iteration: Iteration,
  policy: WhenUnchanged,
  customVision: ProjectApi,
): Promise<void> {
  const failed = iteration.state === 'failed';
  const details = failed ? await failureDetails(iteration, customVision) : [];
  if (policy !== 'reuse') {
    throw new Failure('failed', 'Nothing changed', [
      `The service started no training: nothing changed since iteration ${iteration.id}, the newest one${failed ? ', and its training failed' : ''}. when-unchanged is ${policy}.`,
      ...details,
      failed
        ? 'Next: change what is wrong with the images or tags of the project, and run again.'
        : `Next: add or change an image, then run again; or use what is there, with when-unchanged: reuse or iteration-id: ${iteration.id}.`,
    ]);
  }
  if (failed) {
    throw new Failure('training-failed', 'Training failed before', [
      `Nothing changed since iteration ${iteration.id}, the newest one, and its training failed.`,
      ...details,
      'Next: change what is wrong with the images or tags of the project, and run again.',
    ]);
  }
}

/** Says why no training is started. */
export function tellReuse(
  iteration: Iteration,
  inputs: LearningInputs,
  newerPipeline: boolean,
  report: Report,
): void {
  const { id, state } = iteration;
  report.notice('Nothing to train', [
    state === 'completed'
      ? `Nothing changed since iteration ${id} was trained${newerPipeline ? ', though the service could train it anew with a newer pipeline' : ''}: it is used again.`
      : `Nothing changed since the training of iteration ${id} was started: its end is awaited.`,
    // It is not documented whether the service compares the inputs as well.
    ...(tellsOtherInputs(iteration.name, inputs)
      ? [
          'By its name it was trained with other training inputs than these. To train with these: when-unchanged: retrain.',
        ]
      : []),
  ]);
}
