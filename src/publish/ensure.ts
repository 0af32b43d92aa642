/**
 * Brings about what is wanted: one step after the other, and after each of which the outcome is not sure a new look at
 * what there is. The last look tells whether it is so.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import { serviceFailure } from '../custom-vision/refusals.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import { lookAgain } from '../time/try-again.ts';
import { Absence } from './absence.ts';
import { notFound, readIterations } from './find-target.ts';
import { after, nextStep, type Step, type Wanted } from './publication.ts';
import type { PublishRun } from './run.ts';

/** The service may show a change only a little later. */
const PAUSES_MS = [1_000, 2_000, 4_000];
/** How often a step is taken whose answer was lost, or that something else got in the way of. */
const MOST_TRIES = 3;

/** Refusals that say that things are not, or not any more, as this run has seen them. */
const OUTDATED = [
  'BadRequestIterationIsPublished',
  'BadRequestIterationNotPublished',
  'BadRequestInvalidPublishName',
  'Conflict',
  'ConflictInvalid',
];

/**
 * @param iterations as they were read first; something is to be done
 * @returns the name that was away meanwhile, if any
 * @throws Failure that says how things are now
 */
export async function ensure(
  wanted: Wanted,
  iterations: readonly Iteration[],
  run: PublishRun,
): Promise<Absence> {
  const absence = new Absence(run);
  let doing = '';
  try {
    let [known, tries] = [iterations, 1];
    for (let step = nextStep(wanted, known); step !== null; step = nextStep(wanted, known)) {
      doing = describe(step, wanted);
      tell(step, wanted, run);
      const error = await take(step, wanted, absence, run);
      if (error === undefined) {
        done(step, absence, run);
        known = after(step, wanted, known);
        continue;
      }
      const seen = await lookFor(step, wanted, error, run);
      if (seen.taken) {
        done(step, absence, run);
      } else if (tries === MOST_TRIES || (!error.mayHaveActed && isSame(step, seen.next))) {
        throw serviceFailure(doing, error, 'failed', await absence.end());
      }
      tries += 1;
      known = seen.iterations;
    }
    await readBack(wanted, absence, run);
    return absence;
  } catch (error) {
    throw run.signal.aborted ? absence.cancelled(doing) : error;
  }
}

/** @returns the error if it has to be looked whether the step was taken @throws Failure if it was refused for good */
async function take(
  step: Step,
  wanted: Wanted,
  absence: Absence,
  run: PublishRun,
): Promise<ServiceError | undefined> {
  const { customVision, report } = run;
  try {
    if (step.kind === 'unpublish') {
      absence.begin(step, wanted);
      await customVision.unpublishIteration(step.iteration.id);
    } else if (wanted.kind === 'published') {
      const { iterationId, name, predictionResourceId } = wanted;
      const overwrite = step.holder !== undefined;
      await customVision.publishIteration(iterationId, { name, predictionResourceId, overwrite });
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      throw error;
    }
    if (error.mayHaveActed) {
      report.info('The answer was lost: looking whether the service did it.');
      return error;
    }
    if (OUTDATED.includes(error.code ?? '')) {
      report.info(`Things have changed meanwhile (${error.code ?? ''}): looking again.`);
      return error;
    }
    throw serviceFailure(describe(step, wanted), error, 'failed', await absence.end());
  }
}

interface Look {
  readonly iterations: readonly Iteration[];
  /** Whether the step is not to be taken any more. */
  readonly taken: boolean;
  readonly next: Step | null;
}

/** Looks whether the step was taken: after a lost answer until it shows, for some seconds. */
async function lookFor(step: Step, wanted: Wanted, error: ServiceError, run: PublishRun): Promise<Look> {
  let last = await lookOnce(step, wanted, run);
  const look = async (): Promise<Look | undefined> => {
    last = await lookOnce(step, wanted, run);
    return last.taken ? last : undefined;
  };
  if (!last.taken && error.mayHaveActed) {
    await lookAgain(PAUSES_MS, look, run);
  }
  return last;
}

async function lookOnce(step: Step, wanted: Wanted, run: PublishRun): Promise<Look> {
  const iterations = await readIterations(run);
  if (wanted.kind === 'published' && !iterations.some(({ id }) => id === wanted.iterationId)) {
    throw notFound(wanted.iterationId, iterations, run);
  }
  const next = nextStep(wanted, iterations);
  return { iterations, next, taken: next?.kind !== step.kind };
}

function isSame(one: Step, other: Step | null): boolean {
  return other !== null && keyOf(one) === keyOf(other);
}

function keyOf(step: Step): string {
  return step.kind === 'unpublish'
    ? `${step.iteration.id} ${step.name}`
    : `over ${step.holder?.id ?? 'nobody'}`;
}

/** Looks whether all is as wanted. @throws Failure if somebody else got in the way after the last step */
async function readBack(wanted: Wanted, absence: Absence, run: PublishRun): Promise<void> {
  const look = async (): Promise<true | undefined> =>
    nextStep(wanted, await readIterations(run)) === null ? true : undefined;
  if ((await lookAgain([0, ...PAUSES_MS], look, run)) === undefined) {
    throw new Failure('failed', 'Published otherwise meanwhile', [
      `The service has taken what this run asked for, and shows something else: ${quoted(wanted.name)} is not as it should be. Another run publishes in this project, or the service is slow to show it.`,
      ...(await absence.end()),
      'Next: see in the portal under Performance what is published, give the jobs that publish one concurrency group, and run again.',
    ]);
  }
}

function done(step: Step, absence: Absence, { outputs }: PublishRun): void {
  outputs.set('changed', 'true');
  if (step.kind === 'publish') {
    absence.over();
  }
}

/** Says what is sent, and what a later run needs to bring it back. */
function tell(step: Step, wanted: Wanted, { outputs, report }: PublishRun): void {
  report.info(`Asking the service to ${describe(step, wanted)}.`);
  const holder =
    step.kind === 'publish' ? step.holder : step.name === wanted.name ? step.iteration : undefined;
  if (holder !== undefined) {
    outputs.set('previousIterationId', holder.id);
  }
}

/** Follows "Could not ", or "Would ". */
export function describe(step: Step, wanted: Wanted): string {
  if (step.kind === 'unpublish') {
    return `take the name ${quoted(step.name)} from iteration ${step.iteration.id}`;
  }
  const inPlace = step.holder === undefined ? '' : `, in place of iteration ${step.holder.id}`;
  return `publish iteration ${wanted.iterationId ?? ''} as ${quoted(wanted.name)}${inPlace}`;
}
