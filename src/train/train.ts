/**
 * Ensures that there is an iteration trained on the project's present images. Training is paid for: a run starts it at
 * most once per change of the images, and looks for a start whose answer was lost before it repeats it.
 */
import { explained } from '../custom-vision/refusals.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { iterationName, nameIteration, ofEarlierAttempt } from './iteration-name.ts';
import { type Iteration, newest } from '../custom-vision/entities.ts';
import type { Run } from '../services.ts';
import { type KnownIterations, startTraining } from './start-training.ts';
import { anyEnd, setIteration, trainingEnd } from './training-end.ts';
import { reuseNewest } from './nothing-changed.ts';
import type { WhenUnchanged } from '../inputs/inputs.ts';
import { timeOut } from '../wait/wait.ts';

/** The inputs of a training, and what to do if there is nothing to train. */
export interface TrainingPlan extends Omit<TrainingOptions, 'force'> {
  readonly whenUnchanged: WhenUnchanged;
}

/** If the service says that a training is running, but lists none, that one is just ending. */
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
  const { runId, attempt } = await run.workflow();
  const name = iterationName(runId, plan);
  // If forced, the service would train again; if not, it would refuse what an earlier attempt has trained.
  const earlier = plan.whenUnchanged !== 'reuse' && attempt > 1 ? ofEarlierAttempt(name, known) : undefined;
  if (earlier !== undefined) {
    setIteration(earlier, false, run);
    run.report.notice('Training of an earlier attempt', [
      `No training is started: an earlier attempt of this workflow run started that of iteration ${earlier.id}, with the same inputs. It is used.`,
    ]);
  }
  return await trainingEnd(earlier ?? (await newOrUnchanged(plan, name, known, run)), known, run);
}

/** Starts a training, as soon as no other runs, or finds what is trained or being trained on the present images. */
async function newOrUnchanged(
  plan: TrainingPlan,
  name: string,
  known: readonly Iteration[],
  run: Run,
): Promise<Iteration> {
  const { deadline, report } = run;
  const options: TrainingOptions = { ...plan, force: plan.whenUnchanged === 'retrain' };
  const before: KnownIterations = new Map(known.map((iteration) => [iteration.id, iteration]));
  for (;;) {
    const start = await startTraining(options, before, run);
    switch (start.kind) {
      case 'started': {
        const { iteration } = start;
        setIteration(iteration, true, run);
        report.info(`Started the training of iteration ${iteration.id}.`);
        if (options.force) {
          report.info(
            `It was started whether or not anything changed: when-unchanged is retrain. To go on with it in another run of the workflow, iteration-id: ${iteration.id}.`,
          );
        }
        await nameIteration(iteration, name, run);
        return iteration;
      }
      case 'unchanged':
        return await reuseNewest(await iterations(run), plan, start.newerPipeline, run);
      case 'busy':
        // That training may have begun before the newest images were added: the run asks again when it has ended.
        await someoneElsesEnd(before, run);
    }
    // The run checks this only here: it is there for the first start, even if it has no time to wait.
    if (deadline.passed) {
      throw timeOut('No training was started');
    }
  }
}

/** Waits for the training that somebody else started, so that the run can ask for its own again. */
async function someoneElsesEnd(before: KnownIterations, run: Run): Promise<void> {
  const all = await iterations(run);
  // None of these was begun by a start of this run whose answer is lost; they may have ended before this look.
  all.forEach((iteration) => before.set(iteration.id, iteration));
  const theirs = newest(all.filter(({ state }) => state === 'running'));
  if (theirs === undefined) {
    await run.clock.sleep(ASK_AGAIN_MS, run.signal);
    return;
  }
  run.report.info(
    `Iteration ${theirs.id} is being trained already; ours is asked for again when it has ended.`,
  );
  await anyEnd(theirs, all, run);
}

async function iterations({ customVision }: Run): Promise<Iteration[]> {
  return await explained(`read the iterations of the project ${customVision.projectId}`, () =>
    customVision.getIterations(),
  );
}
