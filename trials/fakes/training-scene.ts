/**
 * What trainings are made of in tests: a plan, the service's reasons not to start one, and its end.
 */
import type { Iteration } from '../../src/custom-vision/entities.ts';
import type { TrainingPlan } from '../../src/train/train.ts';
import { type FakeWorld, iterationJson, notificationText } from './fake-services.ts';
import { refusal } from './fake-training-api.ts';

export const REGULAR: TrainingPlan = {
  trainingType: 'Regular',
  reservedBudgetHours: 0,
  selectedTags: [],
  notificationEmail: null,
  whenUnchanged: 'reuse',
  retryFailed: false,
  keepIterations: null,
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

/**
 * Takes a step that sets the outputs about an iteration.
 * @param onSet is told each time which iteration they name, and whether this run started its training
 */
export async function outputsOf(
  { run }: FakeWorld,
  onSet: (id: string, trained: boolean) => void,
  step: () => Promise<Iteration>,
): Promise<{ iteration: Iteration; trained: boolean }> {
  const { outputs } = run;
  const set = outputs.set.bind(outputs);
  outputs.set = (name, value) => {
    set(name, value);
    if (name === 'trained') {
      onSet(outputs.get('iterationId'), value === 'true');
    }
  };
  try {
    const iteration = await step();
    return { iteration, trained: outputs.get('trained') === 'true' };
  } finally {
    outputs.set = set;
  }
}
