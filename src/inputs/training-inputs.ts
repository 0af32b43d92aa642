/**
 * The inputs that say what is trained, and whether.
 */
import { oneOf, parseEmail, parseGuid, parseNames } from './parsers.ts';
import type { InputReader } from './reader.ts';

export interface TrainingInputs {
  readonly trainingType: 'Regular' | 'Advanced';
  readonly reservedBudgetHours: number;
  /** Names or ids; none: all tags. */
  readonly selectedTags: readonly string[];
  readonly notificationEmail: string | null;
  readonly whenUnchanged: WhenUnchanged;
  /** Lower-case GUID of the iteration to attach to, whatever the others say; `null`: train. */
  readonly iterationId: string | null;
}

export function readTrainingInputs(reader: InputReader): TrainingInputs {
  const inputs: TrainingInputs = {
    trainingType: reader.parsed(
      'training-type',
      'expected Regular or Advanced, such as: Regular',
      oneOf('Regular', 'Advanced'),
      'Regular',
    ),
    // The longest run that timeout-minutes allows could not wait for more.
    reservedBudgetHours: reader.integer('reserved-budget-hours', 0, 120, 1),
    selectedTags:
      reader.optional(
        'selected-tags',
        'expected names or ids of tags, one a line or comma-separated, such as: bolt, nut',
        parseNames,
      ) ?? [],
    notificationEmail: reader.optional(
      'notification-email',
      'expected one e-mail address, such as: team@example.com',
      parseEmail,
    ),
    whenUnchanged: reader.parsed(
      'when-unchanged',
      'expected reuse, retrain or fail, such as: reuse',
      oneOf('reuse', 'retrain', 'fail'),
      'reuse',
    ),
    iterationId: reader.optional(
      'iteration-id',
      'expected a GUID, such as: 0a1b2c3d-1111-4222-8333-444455556666',
      parseGuid,
    ),
  };
  checkBudget(inputs, reader);
  return inputs;
}

function checkBudget({ trainingType, reservedBudgetHours }: TrainingInputs, reader: InputReader): void {
  if (!reader.accepted('training-type', 'reserved-budget-hours')) {
    return;
  }
  if (trainingType === 'Advanced' && reservedBudgetHours < 1) {
    reader.problem(
      'reserved-budget-hours',
      '0 is too little for training-type: Advanced',
      'expected at least 1, such as: 1',
    );
  }
  if (trainingType === 'Regular' && reservedBudgetHours > 0) {
    reader.problem(
      'reserved-budget-hours',
      'a regular training has no budget',
      'expected 0, or training-type: Advanced',
    );
  }
}

/** What is to happen then: use the newest iteration, train all the same, or end red. */
export type WhenUnchanged = 'reuse' | 'retrain' | 'fail';
