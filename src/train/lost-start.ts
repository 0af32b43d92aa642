/**
 * A start of a training whose answer was lost: whether it was carried out, and which training is ours then.
 */
import { lookAgain } from '../time/try-again.ts';
import { explained } from '../custom-vision/refusals.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { Failure } from '../report/failure.ts';
import { type Iteration, newest } from '../custom-vision/entities.ts';
import type { Run } from '../services.ts';
import { isNamedByRun } from './iteration-name.ts';
import { beganBy, type Training } from './training-time.ts';

/** The service may list a training that began only a little later. */
const PAUSES_AFTER_LOST_ANSWER_MS = [1_000, 3_000, 6_000];

/** A new iteration may be ours that does not run yet, or a blank one that means nothing. */
const MORE_PAUSES_WHILE_NEW_MS = [10_000, 15_000];

/** Another run of this action gives its iteration its name right after the start was answered. */
const NAMED_WITHIN_MS = 3_000;

/** By how much the clocks of the runner and of the service may differ. */
const CLOCKS_DIFFER_MS = 10_000;

/** Iterations by their ids, each as the run saw it last. */
export type KnownIterations = Map<string, Iteration>;

/** How an attempt to start a training turned out. */
export type Start =
  /** It is ours. */
  | ({ readonly kind: 'started' } & Training)
  /** It may be ours: its answer was lost, and somebody else may have begun it. */
  | { readonly kind: 'in doubt'; readonly iteration: Iteration }
  | { readonly kind: 'unchanged'; readonly newerPipeline: boolean }
  /** One is running, or has just ended: somebody else's, unless a start that was sent before and refused began it all the same. */
  | { readonly kind: 'busy'; readonly sentBefore: boolean };

/** A start whose answer was lost. */
export interface Lost {
  readonly options: TrainingOptions;
  /** The iterations before it. */
  readonly before: KnownIterations;
  /** When the run sent it, in milliseconds since the epoch. */
  readonly askedAt: number;
}

/** Whether the iteration was not there before; one that was listed as new was blank, and may be the one that runs now. */
export function isNew({ id }: Iteration, before: KnownIterations): boolean {
  return (before.get(id)?.state ?? 'new') === 'new';
}

/**
 * Looks for the iteration that was not there before.
 * @returns `undefined` if none appears within some seconds: the start did not arrive
 * @throws Failure if that cannot be told: a second start could be paid for as well
 */
export async function findBegun(lost: Lost, run: Run): Promise<Start | undefined> {
  run.report.info('The answer to the start of the training was lost: looking whether it began.');
  try {
    return await find(lost, run);
  } catch (error) {
    // Unforced, running again is enough.
    throw run.signal.aborted && lost.options.force
      ? mayHaveBegun(run.customVision.projectId, lost.options)
      : error;
  }
}

async function find(lost: Lost, run: Run): Promise<Start | undefined> {
  const { customVision } = run;
  const { before, options, askedAt } = lost;
  const doing = `find out whether the training of the project ${customVision.projectId} began (look in the portal)`;
  let unclear: Iteration | undefined;
  const look = async (): Promise<Iteration[] | undefined> => {
    const all = await explained(doing, () => customVision.getIterations());
    unclear = all.find(({ id, state }) => state === 'new' && !before.has(id));
    const begun = all.filter((iteration) => iteration.state !== 'new' && isNew(iteration, before));
    return begun.length === 0 ? undefined : begun;
  };
  const seen =
    (await lookAgain(PAUSES_AFTER_LOST_ANSWER_MS, look, run)) ??
    (unclear && (await lookAgain(MORE_PAUSES_WHILE_NEW_MS, look, run)));
  if (seen === undefined) {
    if (unclear !== undefined) {
      throw unclearStart(unclear, options);
    }
    return undefined;
  }
  const begun = seen.every(isNamedByRun) ? seen : ((await lookAgain([NAMED_WITHIN_MS], look, run)) ?? seen);
  const iteration = newest(begun.filter((one) => !isNamedByRun(one)));
  if (iteration === undefined) {
    return { kind: 'busy', sentBefore: false };
  }
  return begun.length === 1 && fits(iteration, lost)
    ? { kind: 'started', iteration, began: askedAt }
    : { kind: 'in doubt', iteration };
}

/** Whether the training can be the one that was asked for: one of that kind, that did not begin earlier. */
function fits(iteration: Iteration, { options, askedAt }: Lost): boolean {
  const { trainingType, reservedBudgetHours } = iteration;
  const budget = options.trainingType === 'Advanced' ? options.reservedBudgetHours : reservedBudgetHours;
  return (
    (trainingType ?? options.trainingType) === options.trainingType &&
    (reservedBudgetHours ?? budget) === budget &&
    (beganBy(iteration) ?? askedAt) >= askedAt - CLOCKS_DIFFER_MS
  );
}

function unclearStart({ id }: Iteration, { force }: TrainingOptions): Failure {
  return new Failure('failed', 'Training may have begun', [
    `The answer to the start of the training was lost, and since then iteration ${id} is listed as new, but does not run.`,
    `Next: look at the project in the portal; run again when the iteration is being trained, is trained or is gone${force ? `: with iteration-id: ${id} unless it is gone, because when-unchanged: retrain would pay for another training` : ''}.`,
  ]);
}

/** Says what the cancelled run does not know, if the answer did not arrive within the grace period. */
export function mayHaveBegun(projectId: string, { force }: TrainingOptions): Failure {
  return new Failure('cancelled', 'Cancelled', [
    `The run was cancelled while it started a training of the project ${projectId}, before the service answered: a training may have begun, and goes on then.`,
    force
      ? 'Next: look in the portal whether one runs; if so, run the workflow again with its id as iteration-id, because when-unchanged: retrain would pay for another training.'
      : 'Next: run the workflow again, it waits for the end of a training that runs before it asks for one.',
  ]);
}
