/**
 * Ensures that there is an iteration trained on the project's present images. Training is paid for: it is started at
 * most once per change of the images, and a start whose answer was lost is looked for before it is repeated.
 */
import { createHash } from 'node:crypto';
import { explained } from './advice.ts';
import type { TrainingOptions } from './custom-vision.ts';
import { Failure, ServiceError } from './errors.ts';
import { foreign } from './foreign-text.ts';
import { newest } from './iterations.ts';
import type { Notification } from './notification.ts';
import type { Services } from './services.ts';
import type { Iteration } from './shapes.ts';
import { type KnownIterations, startTraining } from './start-training.ts';
import { timeOut, type Waiting, waitFor } from './wait.ts';

export interface Trained {
  readonly iteration: Iteration;
  /** This run started the training. */
  readonly trained: boolean;
}

/** The service says that a training is running, but lists none: it is just ending. */
const ASK_AGAIN_MS = 5_000;

/**
 * Starts a training, or finds that nothing changed since the last one, and waits for its end.
 * @param known the iterations before the run did anything
 * @param onKnown is told which iteration it is and who started it, before any wait
 * @throws Failure `training-failed`, `timed-out` or `failed`
 */
export async function ensureTrained(
  options: TrainingOptions,
  known: readonly Iteration[],
  services: Services,
  waiting: Waiting,
  onKnown: (iteration: Iteration, trained: boolean) => void,
): Promise<Trained> {
  const { report, workflow } = services;
  const usualMs = usualTrainingMs(known);
  const before: KnownIterations = new Map(known.map(({ id, state }) => [id, state]));
  for (let first = true; ; first = false) {
    // The first start is what the run is there for, also where it is to start and leave.
    if (!first && waiting.deadline.passed) {
      throw timeOut('No training was started');
    }
    const start = await startTraining(options, before, services, waiting);
    switch (start.kind) {
      case 'started': {
        onKnown(start.iteration, true);
        report.info(`Started the training of iteration ${start.iteration.id}.`);
        await nameIteration(start.iteration, iterationName(workflow.runId, options), services);
        return { iteration: await trainingEnd(start.iteration, services, waiting, usualMs), trained: true };
      }
      case 'unchanged': {
        const iteration = newestOf(await iterations(services));
        onKnown(iteration, false);
        refuseFailed(iteration);
        if (iteration.state === 'running') {
          return { iteration: await trainingEnd(iteration, services, waiting, usualMs), trained: false };
        }
        report.notice('Nothing to train', [
          `Nothing changed since iteration ${iteration.id} was trained${start.newerPipeline ? ', though the service could train it anew with a newer pipeline' : ''}: it is used again.`,
        ]);
        return { iteration, trained: false };
      }
      case 'busy':
        // It may have begun before the newest images were added: when it has ended, ask again.
        await someoneElsesEnd(services, waiting, before, usualMs);
        break;
    }
  }
}

/** Waits for the training that somebody else started, so that it can be asked for ours again. */
async function someoneElsesEnd(
  services: Services,
  waiting: Waiting,
  before: KnownIterations,
  usualMs: number | undefined,
): Promise<void> {
  const all = await iterations(services);
  // None of these is what a start of ours, whose answer is lost, has begun; theirs may have ended before this look.
  all.forEach(({ id, state }) => before.set(id, state));
  const theirs = newest(all.filter(({ state }) => state === 'running'));
  if (theirs === undefined) {
    await waiting.clock.sleep(ASK_AGAIN_MS, waiting.signal);
    return;
  }
  services.report.info(
    `Iteration ${theirs.id} is being trained already; ours is asked for again when it has ended.`,
  );
  await explained(`wait for the training of iteration ${theirs.id}`, () =>
    waitFor(training(theirs, services, usualMs), waiting),
  );
}

/** @throws Failure `training-failed` if it did not end Completed */
async function trainingEnd(
  iteration: Iteration,
  services: Services,
  waiting: Waiting,
  usualMs: number | undefined,
): Promise<Iteration> {
  const ended = hasEnded(iteration)
    ? iteration
    : await explained(`wait for the training of iteration ${iteration.id}`, () =>
        waitFor(training(iteration, services, usualMs), waiting),
      );
  if (ended.state === 'completed') {
    services.report.info(`Iteration ${ended.id} is trained.`);
    return ended;
  }
  throw new Failure('training-failed', 'Training failed', [
    `The training of iteration ${ended.id} failed${ended.trainingErrorDetails === null ? ', the service gives no details.' : '. The service says:'}`,
    ...(ended.trainingErrorDetails === null ? [] : [foreign(ended.trainingErrorDetails)]),
    'Next: look at the images and tags of the project in the portal, change what is wrong, and run again.',
  ]);
}

function training({ id }: Iteration, { customVision }: Services, usualMs: number | undefined) {
  return {
    what: `the training of iteration ${id}`,
    isOurs: (notification: Notification) =>
      notification.type === 'Training' &&
      notification.iterationId === id &&
      notification.projectId === customVision.projectId,
    ask: async (mostMs: number): Promise<Iteration | undefined> => {
      const iteration = await customVision.getIteration(id, 'once', mostMs);
      return hasEnded(iteration) ? iteration : undefined;
    },
    usualMs,
  };
}

/** A training that has just been accepted may still be called new. */
function hasEnded({ state }: Iteration): boolean {
  return state === 'completed' || state === 'failed';
}

/** @throws Failure if there is none */
function newestOf(all: readonly Iteration[]): Iteration {
  const iteration = newest(all.filter(({ state }) => state !== 'new'));
  if (iteration === undefined) {
    throw new Failure('failed', 'No iteration', [
      'The service says that nothing changed since the last training, but lists no iteration.',
      'Next: add or change an image of the project, and run again.',
    ]);
  }
  return iteration;
}

/** @throws Failure if the newest iteration failed: an older one would be a lie */
function refuseFailed(iteration: Iteration): void {
  if (iteration.state === 'failed') {
    throw new Failure('training-failed', 'Training failed before', [
      `Nothing changed since iteration ${iteration.id}, the newest one, and its training failed.`,
      ...(iteration.trainingErrorDetails === null ? [] : [foreign(iteration.trainingErrorDetails)]),
      'Next: change what is wrong with the images or tags of the project, and run again.',
    ]);
  }
}

async function iterations({ customVision }: Services): Promise<Iteration[]> {
  return await explained(`read the iterations of the project ${customVision.projectId}`, () =>
    customVision.getIterations(),
  );
}

/** The middle of what earlier trainings took. */
function usualTrainingMs(all: readonly Iteration[]): number | undefined {
  const durations = all
    .flatMap(({ created, trainedAt }) => (trainedAt === null ? [] : [trainedAt - created]))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)];
}

/** `gh-<run id>-<8 hex digits of the training inputs>`: tells in the portal which run trained an iteration. */
function iterationName(runId: string, options: TrainingOptions): string {
  const inputs = JSON.stringify([options.trainingType, options.reservedBudgetHours]);
  return `gh-${runId}-${createHash('sha256').update(inputs).digest('hex').slice(0, 8)}`;
}

/** Best-effort: a name is a convenience, and may be taken. */
async function nameIteration(
  { id, state }: Iteration,
  name: string,
  { customVision, report }: Services,
): Promise<void> {
  try {
    await customVision.renameIteration(id, name);
  } catch (error) {
    if (!(error instanceof ServiceError)) {
      throw error;
    }
    report.debug(`iteration ${id} (${state}) was not named ${name}: ${error.message}`);
  }
}
