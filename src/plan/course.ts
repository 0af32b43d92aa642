/**
 * How a run would come by its iteration, as far as reads tell. Whether anything changed since the last training, the
 * service says only in its answer to a start of one.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { decideBeginning, decideUnchanged, underWay } from '../train/decide.ts';
import type { Findings } from './findings.ts';

export type Course =
  /** It uses this iteration, whatever the service would say. */
  | { readonly kind: 'attaches' | 'goes on'; readonly iteration: Iteration }
  /** A training begins, whatever has changed. */
  | {
      readonly kind: 'trains';
      readonly why: 'nothing is trained' | 'forced';
      readonly awaited: Iteration | undefined;
    }
  /** A training begins, because that of the newest iteration failed and is to be tried once more. */
  | { readonly kind: 'tries again'; readonly failed: Iteration }
  /** A training begins only if something changed; if not, the newest iteration is used, or refused. */
  | {
      readonly kind: 'asks';
      readonly newest: Iteration;
      readonly uses: boolean;
      readonly awaited: Iteration | undefined;
    };

export function courseOf(
  {
    attachTo,
    iterations,
    selectedTags,
    workflow,
  }: Pick<Findings, 'attachTo' | 'iterations' | 'selectedTags' | 'workflow'>,
  inputs: Inputs,
): Course {
  if (attachTo !== null) {
    return { kind: 'attaches', iteration: attachTo };
  }
  const beginning = decideBeginning({ ...inputs, selectedTags }, iterations, workflow);
  if (beginning.kind === 'goes on') {
    return beginning;
  }
  const awaited = underWay(iterations);
  if (beginning.forced) {
    return { kind: 'trains', why: 'forced', awaited };
  }
  const unchanged = decideUnchanged(iterations, inputs);
  switch (unchanged.kind) {
    case 'no iteration':
      return { kind: 'trains', why: 'nothing is trained', awaited };
    case 'tried once more':
      return { kind: 'tries again', failed: unchanged.iteration };
    default:
      return { kind: 'asks', newest: unchanged.iteration, uses: unchanged.kind === 'used', awaited };
  }
}

/** The iteration that is there already and would be delivered, surely or perhaps. */
export function candidateOf(course: Course): { iteration: Iteration; certain: boolean } | undefined {
  switch (course.kind) {
    case 'attaches':
    case 'goes on':
      return { iteration: course.iteration, certain: true };
    case 'asks':
      return course.uses ? { iteration: course.newest, certain: false } : undefined;
    default:
      return undefined;
  }
}

/** Whether a training may begin. */
export function mayTrain({ kind }: Course): boolean {
  return kind !== 'attaches' && kind !== 'goes on';
}
