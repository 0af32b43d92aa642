/**
 * Ensures that there is an iteration trained on the project's present images. Training is paid for: it is started at
 * most once per change of the images, and a start whose answer was lost is looked for before it is repeated.
 */
import { explained } from '../custom-vision/refusals.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { iterationName, nameIteration, ofEarlierAttempt } from './iteration-name.ts';
import { newest } from '../custom-vision/entities.ts';
import type { Run, Services } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import { type KnownIterations, startTraining } from './start-training.ts';
import { anyEnd, setIteration, trainingEnd } from './training-end.ts';
import { refuseToReuse, tellReuse, unchangedSince } from './nothing-changed.ts';
import { type WhenUnchanged } from '../inputs/training-inputs.ts';
import { timeOut } from '../wait/wait.ts';

/** The inputs of a training, and what to do where there is nothing to train. */
export interface TrainingPlan extends Omit<TrainingOptions, 'force'> {
  readonly whenUnchanged: WhenUnchanged;
}

/** The service says that a training is running, but lists none: it is just ending. */
const ASK_AGAIN_MS = 5_000;

/**
 * Starts a training, or finds that nothing changed since the last one, and waits for its end.
 * @param known the iterations before the run did anything
 * @throws Failure `training-failed`, `timed-out` or `failed`
 */
export async function ensureTrained(
  plan: TrainingPlan,
  known: readonly Iteration[],
  run: Run,
): Promise<Iteration> {
  const { report, workflow } = run;
  const { whenUnchanged } = plan;
  const { runId, attempt } = await workflow();
  const name = iterationName(runId, plan);
  // Forced, the service would train again; unforced, it would refuse what an earlier attempt has trained.
  const earlier = whenUnchanged !== 'reuse' && attempt > 1 ? ofEarlierAttempt(name, known) : undefined;
  if (earlier !== undefined) {
    setIteration(earlier, false, run);
    report.notice('Training of an earlier attempt', [
      `No training is started: an earlier attempt of this workflow run started that of iteration ${earlier.id}, with the same inputs. It is used.`,
    ]);
    return await trainingEnd(earlier, known, run);
  }

  const options: TrainingOptions = { ...plan, force: whenUnchanged === 'retrain' };
  const before: KnownIterations = new Map(known.map(({ id, state }) => [id, state]));
  for (let first = true; ; first = false) {
    // The first start is what the run is there for, also where it is to start and leave.
    if (!first && run.deadline.passed) {
      throw timeOut('No training was started');
    }
    const start = await startTraining(options, before, run);
    switch (start.kind) {
      case 'started':
        setIteration(start.iteration, true, run);
        report.info(`Started the training of iteration ${start.iteration.id}.`);
        if (options.force) {
          report.info(
            `It was started whether or not anything changed: when-unchanged is retrain. To go on with it in another run of the workflow, iteration-id: ${start.iteration.id}.`,
          );
        }
        await nameIteration(start.iteration, name, run);
        return await trainingEnd(start.iteration, known, run);
      case 'unchanged': {
        const iteration = unchangedSince(await iterations(run));
        setIteration(iteration, false, run);
        await refuseToReuse(iteration, whenUnchanged, run.customVision);
        tellReuse(iteration, plan, start.newerPipeline, report);
        return await trainingEnd(iteration, known, run);
      }
      case 'busy':
        // It may have begun before the newest images were added: when it has ended, ask again.
        await someoneElsesEnd(known, before, run);
        break;
    }
  }
}

/** Waits for the training that somebody else started, so that it can be asked for ours again. */
async function someoneElsesEnd(
  known: readonly Iteration[],
  before: KnownIterations,
  run: Run,
): Promise<void> {
  const all = await iterations(run);
  // None of these is what a start of ours, whose answer is lost, has begun; theirs may have ended before this look.
  all.forEach(({ id, state }) => before.set(id, state));
  const theirs = newest(all.filter(({ state }) => state === 'running'));
  if (theirs === undefined) {
    await run.clock.sleep(ASK_AGAIN_MS, run.signal);
    return;
  }
  run.report.info(
    `Iteration ${theirs.id} is being trained already; ours is asked for again when it has ended.`,
  );
  await anyEnd(theirs, known, run);
}

async function iterations({ customVision }: Services): Promise<Iteration[]> {
  return await explained(`read the iterations of the project ${customVision.projectId}`, () =>
    customVision.getIterations(),
  );
}
