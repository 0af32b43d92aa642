/**
 * The story of a run: check, integrate, train, export, deliver. Each step ensures something: it reads first and acts
 * only if needed, so that running again is how a run is resumed.
 */
import { attach } from './train/attach.ts';
import { Deadline } from './time/clock.ts';
import { ensureProject } from './project/create-project.ts';
import { deliverModels } from './deliver/deliver.ts';
import { Failure } from './report/failure.ts';
import type { Inputs } from './inputs/inputs.ts';
import { ensureIntegrated } from './project/integrate.ts';
import type { Notification } from './wait/notification.ts';
import { preflight } from './preflight/preflight.ts';
import type { ResourceRun, ResourceServices, Run } from './services.ts';
import { writeSummary } from './report/summary.ts';
import { ensureTrained } from './train/train.ts';

const CLOSING_MS = 15_000;
/** A cancelled run has to be over within a second. */
const CANCELLED_CLOSING_MS = 500;

/**
 * Runs to the end and sets every output but `status`.
 * @returns `pending` where the time is up and the rest is left to a later run
 * @throws Failure; the signal's reason when aborted
 */
export async function run(
  inputs: Inputs,
  services: ResourceServices,
  signal: AbortSignal,
): Promise<'succeeded' | 'pending'> {
  try {
    await deliver(inputs, services, signal);
    return 'succeeded';
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 'timed-out' || inputs.onTimeout === 'fail') {
      throw error;
    }
    services.report.notice('Detached', [error.message]);
    return 'pending';
  }
}

async function deliver(inputs: Inputs, services: ResourceServices, signal: AbortSignal): Promise<void> {
  const { clock, report, outputs, inbox } = services;
  const started = clock.now();
  const ofResource: ResourceRun = {
    ...services,
    signal,
    deadline: new Deadline(clock, inputs.timeoutMinutes * 60_000),
    reconcileMs: inputs.reconcileMinutes === 0 ? null : inputs.reconcileMinutes * 60_000,
    warned: new Set(),
  };
  /** Also what an earlier run, killed perhaps, has left behind. */
  let leftovers: ((notification: Notification) => boolean) | undefined;
  outputs.setTargets(inputs.platforms);

  try {
    const checked = await report.group('Check project and storage', () =>
      preflight(inputs, ofResource, signal),
    );
    const project = await ensureProject(checked.project, inputs, ofResource);
    outputs.set('projectId', project.id);
    const ofProject: Run = { ...ofResource, ...ofResource.inProject(project.id) };
    await report.group('Integrate storage', () => ensureIntegrated(inputs, project, ofProject));
    const { iterations, attachTo, selectedTags } = checked;
    const iteration = await report.group('Train', () =>
      attachTo === null
        ? ensureTrained({ ...inputs, selectedTags }, iterations, ofProject)
        : attach(attachTo, iterations, ofProject),
    );
    leftovers = (notification) =>
      notification.projectId === project.id &&
      (notification.type === 'ConnectionTest' || notification.iterationId === iteration.id);
    const failure = await deliverModels(iteration, inputs, ofProject);
    await writeSummary({
      projectId: project.id,
      iterationId: iteration.id,
      trained: outputs.get('trained') === 'true',
      models: outputs.models,
      tookMs: clock.now() - started,
    });
    if (failure !== undefined) {
      throw failure;
    }
  } finally {
    if (leftovers !== undefined) {
      inbox.claim(leftovers);
    }
    await inbox.close(
      signal.aborted
        ? AbortSignal.timeout(CANCELLED_CLOSING_MS)
        : AbortSignal.any([signal, AbortSignal.timeout(CLOSING_MS)]),
    );
  }
  signal.throwIfAborted();
}
