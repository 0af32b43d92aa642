/**
 * How a later run goes on with what this one has begun, where running again would not: with `when-unchanged: retrain` it
 * would pay for another training, and with `fail` it would refuse to use this one.
 */
import { Failure } from './failure.ts';
import type { Outputs } from './outputs.ts';

/** The inputs that decide it. */
export interface GoingOn {
  readonly whenUnchanged: 'reuse' | 'retrain' | 'fail';
  /** `null`: the run trains, or uses what is trained on the present images. */
  readonly iterationId: object | string | null;
}

/**
 * @param end what the run ends with: anything that was thrown
 * @returns a line for its annotation, the last; none where running again is enough, or where no model can come of the iteration
 */
export function howToGoOn(end: unknown, inputs: GoingOn | undefined, outputs: Outputs): string[] {
  const iterationId = outputs.get('iterationId');
  if (inputs === undefined || inputs.whenUnchanged === 'reuse' || inputs.iterationId !== null) {
    return [];
  }
  if (iterationId === '' || (end instanceof Failure && tellsOfNoModel(end))) {
    return [];
  }
  const otherwise =
    inputs.whenUnchanged === 'retrain'
      ? 'would pay for another training'
      : 'would end with "Nothing changed" unless something did';
  return [
    `Next: to go on with iteration ${iterationId}, give iteration-id: ${iterationId}; without it a new run of the workflow ${otherwise}, because when-unchanged is ${inputs.whenUnchanged}.`,
  ];
}

function tellsOfNoModel({ status, headings }: Failure): boolean {
  return status === 'training-failed' || headings.includes('Nothing changed');
}
