/**
 * What a run decides about its training, from what it has read, so that a dry run foretells it by the same rules.
 */
import { type Iteration, newest } from '../custom-vision/entities.ts';
import type { WorkflowRun } from '../github/workflow-run.ts';
import type { Inputs, WhenUnchanged } from '../inputs/inputs.ts';
import { iterationName, type LearningInputs, ofEarlierAttempt, ofEarlierAttempts } from './iteration-name.ts';

/** What to do if there is nothing to train. */
export interface UnchangedPolicy extends LearningInputs {
  readonly whenUnchanged: WhenUnchanged;
  /** Whether a training that failed is tried once more. */
  readonly retryFailed: boolean;
  /** `detach`: a later attempt goes on with what this one has left, though images were added meanwhile. */
  readonly onTimeout?: Inputs['onTimeout'];
}

/** How a run begins that is to train. */
export type Beginning =
  /** It goes on with what an earlier attempt of the workflow run has trained, or is training. */
  | { readonly kind: 'goes on'; readonly iteration: Iteration }
  /** It asks the service for a training; forced, the service trains although nothing changed. */
  | { readonly kind: 'asks'; readonly forced: boolean };

/** @param known the iterations before the run did anything */
export function decideBeginning(
  policy: UnchangedPolicy,
  known: readonly Iteration[],
  { runId, attempt }: Pick<WorkflowRun, 'runId' | 'attempt'>,
): Beginning {
  const { whenUnchanged } = policy;
  const wasLeft = policy.onTimeout === 'detach';
  // If forced, the service would train again; if not, it would refuse what an earlier attempt has trained. Of what one
  // has left another training would come where images were added meanwhile, and it is told as well where that failed:
  // the relay runs a run again by itself, and nothing is paid for that nobody asked for.
  const earlier =
    (whenUnchanged !== 'reuse' || wasLeft) && attempt > 1
      ? ofEarlierAttempt(iterationName(runId, policy), known, wasLeft)
      : undefined;
  return earlier === undefined
    ? { kind: 'asks', forced: whenUnchanged === 'retrain' }
    : { kind: 'goes on', iteration: earlier };
}

/** Whether a training that fails is tried once more: of a run that is left and gone on with, in one of its attempts only. */
export function mayRetry(
  policy: UnchangedPolicy,
  known: readonly Iteration[],
  { runId, attempt }: Pick<WorkflowRun, 'runId' | 'attempt'>,
): boolean {
  const failed = ofEarlierAttempts(iterationName(runId, policy), known).filter(
    ({ state }) => state === 'failed',
  );
  return policy.retryFailed && !(policy.onTimeout === 'detach' && attempt > 1 && failed.length > 1);
}

/** The training that is under way, for whose end a run waits before it asks for its own. */
export function underWay(all: readonly Iteration[]): Iteration | undefined {
  return newest(all.filter(({ state }) => state === 'running'));
}

/** What a run does where the service says that nothing changed since the last training. */
export type Unchanged =
  | { readonly kind: 'no iteration' }
  | { readonly kind: 'used' | 'tried once more' | 'refused'; readonly iteration: Iteration };

/** Only the newest iteration counts: an older one was trained on other images. */
export function decideUnchanged(
  all: readonly Iteration[],
  { whenUnchanged, retryFailed }: Pick<UnchangedPolicy, 'whenUnchanged' | 'retryFailed'>,
): Unchanged {
  const iteration = newest(all.filter(({ state }) => state !== 'new'));
  if (iteration === undefined) {
    return { kind: 'no iteration' };
  }
  if (iteration.state === 'failed' && retryFailed) {
    return { kind: 'tried once more', iteration };
  }
  const refused = iteration.state === 'failed' || whenUnchanged !== 'reuse';
  return { kind: refused ? 'refused' : 'used', iteration };
}
