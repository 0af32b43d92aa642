/**
 * What trainings are made of in tests: a plan, the service's reasons not to start one, and its end.
 */
import type { TrainingPlan } from '../../src/train/train.ts';
import { type FakeWorld, iterationJson, notificationText } from './fake-services.ts';
import { refusal } from './fake-training-api.ts';

export const REGULAR: TrainingPlan = {
  trainingType: 'Regular',
  reservedBudgetHours: 0,
  selectedTags: [],
  notificationEmail: null,
  whenUnchanged: 'reuse',
};
export const NOT_NEEDED = refusal('BadRequestTrainingNotNeeded');
export const BUSY = refusal('BadRequestTrainingAlreadyInProgress');
export const TRAINED_AT = { trainedAt: '2026-11-20T08:10:00' };

/** Ends the training of an iteration in so many milliseconds, with its message. */
export function endTraining(
  { api, clock, queue }: FakeWorld,
  ms: number,
  id: string,
  status = 'Completed',
  more: Readonly<Record<string, unknown>> = {},
): void {
  api.on('GetIteration', ({ path }: { path: string }) =>
    iterationJson(path.split('/').at(-1) ?? '', 'Training'),
  );
  clock.after(ms, () => {
    queue.send(notificationText('Training', { iterationId: id }));
    api.on('GetIteration', iterationJson(id, status, { ...TRAINED_AT, ...more }));
  });
}
