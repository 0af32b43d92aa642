/**
 * What a run does if nothing changed since the last training.
 */
import { Failure } from '../report/failure.ts';
import { decideUnchanged, type UnchangedPolicy } from './decide.ts';
import { tellsOtherInputs } from './iteration-name.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import type { Run } from '../services.ts';
import { failureDetails } from './refusals.ts';
import { setIteration } from './training-end.ts';
import type { WhenUnchanged } from '../inputs/inputs.ts';

/**
 * Uses the newest iteration again, and says why no training is started. An older one was trained on other images.
 * @param newerPipeline whether the service could train it anew with a newer pipeline
 * @returns one whose training failed only if that is to be tried once more
 * @throws Failure if there is none, if its training failed, or if it may not be used again
 */
export async function reuseNewest(
  all: readonly Iteration[],
  plan: UnchangedPolicy,
  newerPipeline: boolean,
  run: Run,
): Promise<Iteration> {
  const decision = decideUnchanged(all, plan);
  if (decision.kind === 'no iteration') {
    throw new Failure('failed', 'No iteration', [
      'The service says that nothing changed since the last training, but lists no iteration.',
      'Next: add or change an image of the project, and run again; or train without a change, with when-unchanged: retrain.',
    ]);
  }
  const { iteration } = decision;
  setIteration(iteration, false, run);
  const { id, name, state } = iteration;
  if (decision.kind === 'tried once more') {
    return iteration;
  }
  if (decision.kind === 'refused') {
    throw await refusal(iteration, plan.whenUnchanged, run);
  }
  run.report.notice('Nothing to train', [
    state === 'completed'
      ? `Nothing changed since iteration ${id} was trained${newerPipeline ? ', though the service could train it anew with a newer pipeline' : ''}: it is used again.`
      : `Nothing changed since the training of iteration ${id} was started: this run waits for its end.`,
    // It is not documented whether the service compares the inputs as well.
    ...(tellsOtherInputs(name, plan)
      ? [
          'By its name it was trained with other training inputs than these. To train with these: when-unchanged: retrain.',
        ]
      : []),
  ]);
  return iteration;
}

/** How to train again, unchanged, what has failed; it goes on after "Next: change what is wrong, and run again; ". */
export function onceMore({ whenUnchanged }: Pick<UnchangedPolicy, 'whenUnchanged'>): string {
  return whenUnchanged === 'retrain'
    ? 'or run again as it is, as when-unchanged: retrain trains without a change; retry-failed: true does so in the same run'
    : 'or, to train once more without a change, give retry-failed: true, or when-unchanged: retrain';
}

async function refusal(
  iteration: Iteration,
  whenUnchanged: WhenUnchanged,
  { customVision }: Run,
): Promise<Failure> {
  const { id, state } = iteration;
  const failed = state === 'failed';
  const rest = failed
    ? [
        ...(await failureDetails(iteration, customVision)),
        `Next: change what is wrong with the images or tags of the project, and run again; ${onceMore({ whenUnchanged })}.`,
      ]
    : [
        `Next: add or change an image, then run again; or use what is there, with when-unchanged: reuse or iteration-id: ${id}.`,
      ];
  return whenUnchanged === 'reuse'
    ? new Failure('training-failed', 'Training failed before', [
        `Nothing changed since iteration ${id}, the newest one, and its training failed.`,
        ...rest,
      ])
    : new Failure('failed', 'Nothing changed', [
        `The service started no training: nothing changed since iteration ${id}, the newest one${failed ? ', and its training failed' : ''}. when-unchanged is ${whenUnchanged}.`,
        ...rest,
      ]);
}
