/**
 * The story of a run: check, integrate, train, export, deliver. Each step ensures something: it reads first and acts
 * only if needed, so a run that is started again resumes where an earlier one stopped.
 */
import { attach } from './train/attach.ts';
import { type Clock, Deadline } from './time/clock.ts';
import { ensureProject } from './project/create-project.ts';
import { ensureGoodEnough } from './judge/judge-iteration.ts';
import { deliverModels } from './deliver/deliver.ts';
import { Failure } from './report/failure.ts';
import type { Inputs } from './inputs/inputs.ts';
import { ensureIntegrated } from './project/integrate.ts';
import type { CheckedProject } from './project/checked-project.ts';
import { foretell } from './plan/dry-run.ts';
import { preflight } from './preflight/preflight.ts';
import type { ResourceRun, ResourceServices, Run } from './services.ts';
import { howToGoOn } from './report/going-on.ts';
import { RunStory } from './summary/story.ts';
import { ensureTrained } from './train/train.ts';
import { withinDeadline } from './time/limits.ts';
import type { Inbox } from './wait/inbox.ts';
import { detached } from './wait/wait.ts';

const CLOSING_MS = 15_000;
/** How long a later attempt of a run that had no time to wait takes to deliver what has been trained meanwhile. */
const DELIVERY_MS = 3_600_000;
/** A cancelled run has to be over within a second. */
const CANCELLED_CLOSING_MS = 500;

/** Another run that is cancelled may have begun a training. */
const NOTHING_BEGUN = new Failure('cancelled', 'Cancelled', [
  'The dry run was cancelled. It has changed nothing.',
  'Next: run the workflow again.',
]);

/**
 * Runs to the end and sets every output but `status`.
 * @returns `pending` if the time is up and a later run has to do the rest
 * @throws Failure; the signal's reason when aborted
 */
export async function run(
  inputs: Inputs,
  services: ResourceServices,
  signal: AbortSignal,
): Promise<'succeeded' | 'pending' | 'dry-run'> {
  const { clock, inbox, report } = services;
  const deadline = new Deadline(clock, inputs.timeoutMinutes * 60_000);
  const reconcileMs = inputs.reconcileMinutes === 0 ? null : inputs.reconcileMinutes * 60_000;
  const story = new RunStory(inputs, services);
  inbox.leavesUnended = inputs.onTimeout === 'detach';
  const ofResource = { ...services, signal, deadline, reconcileMs, warned: new Set<string>() };
  try {
    const run = inputs.dryRun ? look : deliver;
    const status = await run(inputs, ofResource, story).finally(() => leaveQueue(inbox, clock, signal));
    signal.throwIfAborted();
    await story.end(status);
    return status;
  } catch (error) {
    const isOver = error instanceof Failure && error.status === 'timed-out';
    if (!(isOver && inputs.onTimeout === 'detach' && !inputs.dryRun)) {
      await story.end(error instanceof Failure ? error.status : 'failed', error);
      throw error;
    }
    const end = detached(error);
    await story.end('pending', end);
    const iterationId = services.outputs.get('iterationId');
    report.notice('Detached', [
      // The relay tells by it which job has left the iteration.
      ...(end.message.includes(iterationId) ? [] : [`This run has left iteration ${iterationId}.`]),
      end.message,
      ...howToGoOn(end, inputs, services.outputs),
    ]);
    return 'pending';
  }
}

/** Everything that shows before anything is paid for. */
async function check(inputs: Inputs, run: ResourceRun, story: RunStory): Promise<CheckedProject> {
  const { outputs } = run;
  outputs.setTargets(inputs.platforms);
  if (outputs.unwritten !== undefined) {
    throw outputs.unwritten;
  }
  const checked = await story.step('Check project and storage', () => preflight(inputs, run));
  story.projectName = checked.project.name;
  return checked;
}

/** A dry run: says what `deliver` would do, and changes nothing. */
async function look(inputs: Inputs, run: ResourceRun, story: RunStory): Promise<'dry-run'> {
  try {
    const checked = await check(inputs, run, story);
    story.plan = await story.timed('Foretell the run', () => foretell(inputs, checked, run));
    return 'dry-run';
  } catch (error) {
    throw run.signal.aborted ? NOTHING_BEGUN : error;
  }
}

async function deliver(inputs: Inputs, ofResource: ResourceRun, story: RunStory): Promise<'succeeded'> {
  const { inbox, outputs } = ofResource;
  const checked = await check(inputs, ofResource, story);
  const project = await ensureProject(checked.project, inputs, ofResource);
  outputs.set('projectId', project.id);
  const ofProject: Run = { ...ofResource, ...ofResource.inProject(project.id) };
  await story.step('Integrate storage', () => ensureIntegrated(inputs, project, ofProject));
  const { iterations, attachTo, selectedTags, tags } = checked;
  const iteration = await story.step('Train', () =>
    attachTo === null
      ? ensureTrained({ ...inputs, selectedTags }, iterations, ofProject)
      : attach(attachTo, iterations, ofProject),
  );
  try {
    // What an earlier attempt has trained may have begun with other images than there are now.
    const isOfNow =
      outputs.get('trained') === 'true' ||
      (inputs.whenUnchanged === 'reuse' && inputs.onTimeout !== 'detach');
    const measures = { ...inputs, tags: isOfNow ? tags : undefined };
    const run = await withTime(inputs, ofProject);
    await story.step('Judge the model', () => ensureGoodEnough(iteration, iterations, measures, run));
    const failure = await story.timed('Deliver the models', () => deliverModels(iteration, inputs, run));
    if (failure !== undefined) {
      throw failure;
    }
    return 'succeeded';
  } finally {
    // The end of the run also clears away what an earlier one, killed perhaps, has left behind.
    inbox.claim(
      (notification) =>
        notification.projectId === project.id &&
        (notification.type === 'ConnectionTest' || notification.iterationId === iteration.id),
    );
  }
}

/** With `timeout-minutes: 0` the first attempt starts what is to be started; the inputs of a later one are the same. */
async function withTime({ timeoutMinutes }: Inputs, run: Run): Promise<Run> {
  return timeoutMinutes === 0 && (await run.workflow()).attempt > 1
    ? { ...run, deadline: new Deadline(run.clock, DELIVERY_MS) }
    : run;
}

/** Clears away what is ours on the queue, while there is time for it. */
async function leaveQueue(inbox: Inbox, clock: Clock, signal: AbortSignal): Promise<void> {
  const ms = signal.aborted ? CANCELLED_CLOSING_MS : CLOSING_MS;
  await withinDeadline(
    (bounded) => inbox.close(bounded),
    () => new Error(`the queue was not left within ${ms} ms`),
    {
      clock,
      deadline: new Deadline(clock, ms),
      signal: signal.aborted ? new AbortController().signal : signal,
    },
  );
}
