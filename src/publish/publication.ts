/**
 * What is published, what is wanted, and the next thing that has to be done for it: pure, so that a run looks at what
 * there is, takes one step, and looks again.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import { sameName } from '../custom-vision/names.ts';
import { isSameResource } from './prediction-resource.ts';

/** What is to be so when the run has ended. */
export type Wanted =
  | {
      readonly kind: 'published';
      readonly iterationId: string;
      readonly name: string;
      /** ARM id. */
      readonly predictionResourceId: string;
    }
  | {
      readonly kind: 'unpublished';
      readonly name: string;
      /** The only one that it is taken from; `null`: whichever bears it. */
      readonly iterationId: string | null;
    };

export type Step =
  | { readonly kind: 'unpublish'; readonly iteration: Iteration; readonly name: string }
  | {
      readonly kind: 'publish';
      /** The iteration that loses the name by it. */
      readonly holder: Iteration | undefined;
    };

/** The iteration that bears the name: whether the service tells upper from lower case there is not documented. */
function holderOf(name: string, iterations: readonly Iteration[]): Iteration | undefined {
  return (
    iterations.find(({ publishName }) => publishName === name) ??
    iterations.find(({ publishName }) => publishName !== null && sameName(publishName, name))
  );
}

/**
 * The service refuses to publish what is published, under whatever name and though it may overwrite: the iteration has
 * to lose its name first. Another iteration loses its name in the same moment.
 * @returns `null`: everything is as wanted @throws RangeError if the iteration is not among these
 */
export function nextStep(wanted: Wanted, iterations: readonly Iteration[]): Step | null {
  if (wanted.kind === 'unpublished') {
    const holder = holderOf(wanted.name, iterations);
    const isMeant = wanted.iterationId === null || holder?.id === wanted.iterationId;
    return holder === undefined || !isMeant
      ? null
      : { kind: 'unpublish', iteration: holder, name: holder.publishName ?? '' };
  }
  const iteration = iterations.find(({ id }) => id === wanted.iterationId);
  if (iteration === undefined) {
    throw new RangeError(`no iteration ${wanted.iterationId}`);
  }
  const { publishName } = iteration;
  if (publishName === null) {
    return { kind: 'publish', holder: holderOf(wanted.name, iterations) };
  }
  return publishName === wanted.name && isAt(wanted.predictionResourceId, iteration)
    ? null
    : { kind: 'unpublish', iteration, name: publishName };
}

/** Where the service does not say which resource an iteration is published to, it counts as the wanted one. */
function isAt(predictionResourceId: string, { publishResourceId }: Iteration): boolean {
  return publishResourceId === null || isSameResource(publishResourceId, predictionResourceId);
}

/** The iterations as they are when the step was taken, without asking the service. */
export function after(step: Step, wanted: Wanted, iterations: readonly Iteration[]): Iteration[] {
  const loser = step.kind === 'unpublish' ? step.iteration : step.holder;
  return iterations.map((one) => {
    if (one.id === loser?.id) {
      return { ...one, publishName: null, publishResourceId: null };
    }
    return step.kind === 'publish' && wanted.kind === 'published' && one.id === wanted.iterationId
      ? { ...one, publishName: wanted.name, publishResourceId: wanted.predictionResourceId }
      : one;
  });
}
