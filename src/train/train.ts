/**
 * Ensures that there is an iteration trained on the project's present images. Training is paid for: a run starts it at
 * most once per change of the images, and looks for a start whose answer was lost before it repeats it.
 */
import { explained } from '../custom-vision/refusals.ts';
import type { TrainingOptions } from '../custom-vision/project-api.ts';
import { decideBeginning, mayRetry, underWay, type UnchangedPolicy } from './decide.ts';
import { isNamedByRun, iterationName, nameIteration, startedBy } from './iteration-name.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import type { Run } from '../services.ts';
import { isNew, type KnownIterations } from './lost-start.ts';
import { Room } from './make-room.ts';
import { startTraining } from './start-training.ts';
import { setIteration, trained, trainingEnd } from './training-end.ts';
import type { Training } from './training-time.ts';
import { onceMore, reuseNewest } from './nothing-changed.ts';
import { timeOut } from '../wait/wait.ts';

/** The inputs of a training, and what to do if there is nothing to train. */
export interface TrainingPlan extends Omit<TrainingOptions, 'force'>, UnchangedPolicy {
  /** How many iterations a training leaves, its own included; `null`: nothing is deleted. */
  readonly keepIterations: number | null;
}

/** What the run goes by while it sees to its training. */
interface Course {
  readonly plan: TrainingPlan;
  /** Of the iteration that it trains. */
  readonly name: string;
  readonly before: KnownIterations;
}

/** How to train again where a run was left; it goes on after "run again ". */
const ANEW = 'and do so in a new run: a later attempt of this one would say the same';

/** If the service says that a training is running, but lists none, that one is just ending. */
const ASK_AGAIN_MS = 5_000;

/**
 * Starts a training, or finds that nothing changed since the last one, and waits for its end. One that fails is tried
 * once more where the user wants that.
 * @param known the iterations before the run did anything
 * @throws Failure `training-failed`, `timed-out` or `failed`
 */
export async function ensureTrained(
  plan: TrainingPlan,
  known: readonly Iteration[],
  run: Run,
): Promise<Iteration> {
  const workflow = await run.workflow();
  const name = iterationName(workflow.runId, plan);
  const before: KnownIterations = new Map(known.map((iteration) => [iteration.id, iteration]));
  const course = { plan, name, before };
  const beginning = decideBeginning(plan, known, workflow);
  if (beginning.kind === 'goes on') {
    setIteration(beginning.iteration, false, run);
    run.report.notice('Training of an earlier attempt', [
      `No training is started: an earlier attempt of this workflow run started that of iteration ${beginning.iteration.id}, with the same inputs. It is used.`,
    ]);
  }
  const training =
    beginning.kind === 'asks'
      ? await newOrUnchanged(course, beginning.forced, run)
      : { iteration: beginning.iteration, began: null };
  const ended = await trainingEnd(training, before.values(), run);
  if (ended.state !== 'failed' || !mayRetry(plan, known, workflow)) {
    const isLeft = beginning.kind === 'goes on' && plan.onTimeout === 'detach';
    return await trained(ended, isLeft ? ANEW : onceMore(plan), run);
  }
  run.report.info(
    `The training of iteration ${ended.id} failed: it is tried once more, as retry-failed is true.`,
  );
  before.set(ended.id, ended);
  // The service would not repeat it unforced, because nothing has changed.
  const again = await newOrUnchanged({ ...course, plan: { ...plan, retryFailed: false } }, true, run);
  return await trained(
    await trainingEnd(again, before.values(), run),
    'this run has tried it twice, as retry-failed is true',
    run,
  );
}

/**
 * Starts a training, as soon as no other runs, or finds what is trained or being trained on the present images.
 * @param forced whether the first start is, so that the service trains although nothing changed
 */
async function newOrUnchanged(course: Course, forced: boolean, run: Run): Promise<Training> {
  const { before } = course;
  let { plan } = course;
  const room = new Room(plan.keepIterations, before, run);
  for (let force = forced; ; force = plan.whenUnchanged === 'retrain') {
    await room.make();
    const start = await startTraining({ ...plan, force }, { before, refusedRoom: room.refused }, run);
    switch (start.kind) {
      case 'started':
        await started(start, force, course, run);
        await room.take();
        return start;
      case 'unchanged':
        return {
          iteration: await reuseNewest(await iterations(run), plan, start.newerPipeline, run),
          began: null,
        };
      case 'in doubt':
        await perhapsOurs(start.iteration, before, run);
        plan = unforced(plan);
        break;
      case 'busy':
        // That training may have begun before the newest images were added: the run asks again when it has ended.
        if ((await someoneElsesEnd(before, run)) && start.sentBefore) {
          plan = unforced(plan);
        }
    }
    // The run checks this only here: it is there for the first start, even if it has no time to wait.
    if (run.deadline.passed) {
      throw timeOut('No training was started');
    }
  }
}

/** What the service has trained on the present images is what the run wanted, where that may be its own. */
function unforced(plan: TrainingPlan): TrainingPlan {
  return { ...plan, whenUnchanged: 'reuse' };
}

/** Tells of a training that this run has started. */
async function started(
  { iteration }: Training,
  force: boolean,
  { name, plan, before }: Course,
  run: Run,
): Promise<void> {
  const { report } = run;
  before.set(iteration.id, { ...iteration, state: 'running' });
  setIteration(iteration, true, run);
  report.info(`Started the training of iteration ${iteration.id}.`);
  if (force && plan.whenUnchanged === 'retrain') {
    report.info(
      `It was started whether or not anything changed, because when-unchanged is retrain. To go on with it in another run of the workflow, give iteration-id: ${iteration.id}.`,
    );
  }
  await nameIteration(iteration, name, run);
}

/** Waits for a training that this run may have started, or somebody else at the same time. It has no name of ours. */
async function perhapsOurs(iteration: Iteration, before: KnownIterations, run: Run): Promise<void> {
  setIteration(iteration, false, run);
  run.report.info(
    `The training of iteration ${iteration.id} may be the one that was asked for, or somebody else's: when it has ended, the service is asked whether there is still something to train.`,
  );
  before.set(iteration.id, await trainingEnd({ iteration, began: null }, before.values(), run));
}

/**
 * Waits for the training that somebody else started, so that the run can ask for its own again.
 * @returns whether there is one that a start of this run may have begun, though it was refused
 */
async function someoneElsesEnd(before: KnownIterations, run: Run): Promise<boolean> {
  const all = await iterations(run);
  const perhapsOurs = all.some((one) => one.state !== 'new' && isNew(one, before) && !isNamedByRun(one));
  // None of these was begun by a start of this run whose answer is lost; they may have ended before this look.
  all.forEach((iteration) => before.set(iteration.id, iteration));
  const theirs = underWay(all);
  if (theirs === undefined) {
    await run.clock.sleep(ASK_AGAIN_MS, run.signal);
    return perhapsOurs;
  }
  run.report.info(
    `Iteration ${theirs.id} is being trained already. It is a training ${startedBy(theirs)}. This run waits for its end, and then asks for a training of its own: the newest images may have come too late for that one.`,
  );
  await trainingEnd({ iteration: theirs, began: null }, all, run);
  return perhapsOurs;
}

async function iterations({ customVision }: Run): Promise<Iteration[]> {
  return await explained(`read the iterations of the project ${customVision.projectId}`, () =>
    customVision.getIterations(),
  );
}
