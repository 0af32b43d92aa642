/**
 * The world outside of a run: everything that `run` talks to, so that it can run anywhere.
 */
import type { ArtifactStore } from './artifact-store.ts';
import { type Clock, systemClock } from './clock.ts';
import type { ModelContainer } from './container.ts';
import { entraCredential, storageCredential } from './credentials.ts';
import type { CustomVision } from './custom-vision.ts';
import { serviceTrouble } from './errors.ts';
import { Inbox } from './inbox.ts';
import { hasArtifactService } from './input-checks.ts';
import type { Inputs } from './inputs.ts';
import { type Lifetime, lifetimes } from './lifetimes.ts';
import type { Download } from './download.ts';
import { Outputs } from './outputs.ts';
import type { NotificationQueue } from './queue.ts';
import { type Report, runnerReport } from './report.ts';
import { type WorkflowRun, workflowRun } from './workflow-run.ts';

export interface Services {
  readonly customVision: CustomVision;
  readonly queue: NotificationQueue;
  readonly inbox: Inbox;
  readonly container: ModelContainer;
  /** Opens an export's own download link, absolute or relative to the service. */
  readonly openDownload: (downloadUri: string, signal: AbortSignal) => Promise<Download>;
  readonly artifacts: ArtifactStore;
  /** False on GitHub Enterprise Server, which has no artifact service of this kind. */
  readonly canUpload: boolean;
  readonly workflow: WorkflowRun;
  /** What the run depends on, and may end before it does. */
  readonly lifetimes: readonly Lifetime[];
  readonly clock: Clock;
  readonly report: Report;
  readonly outputs: Outputs;
  /** 0–1. */
  readonly random: () => number;
}

/**
 * The real ones. Packages are loaded here and not at the top of a file: refused inputs need none of them.
 * @param signal ends every request
 */
export async function createServices(
  inputs: Inputs,
  outputs: Outputs,
  signal: AbortSignal,
): Promise<Services> {
  const [
    { TrainingApi },
    { CustomVision },
    { AzureQueue },
    { AzureContainer },
    { WorkflowArtifacts },
    { openLink },
  ] = await Promise.all([
    import('./training-api.ts'),
    import('./custom-vision.ts'),
    import('./queue.ts'),
    import('./container.ts'),
    import('./artifact-store.ts'),
    import('./link.ts'),
  ]);
  const [clock, report, random] = [systemClock, runnerReport, Math.random];
  const entra = entraCredential(inputs, process.env, clock, signal, report.mask);
  const credential = inputs.trainingKey === null ? entra : { key: inputs.trainingKey };
  const api = new TrainingApi(inputs.endpoint, credential, signal);
  const onFirstRetry = (error: Parameters<typeof serviceTrouble>[0]): void => {
    report.info(`${serviceTrouble(error)}; trying again.`);
  };
  const queue = new AzureQueue(
    inputs.queue,
    await storageCredential(inputs.queue, inputs.storageAccountKey, entra),
  );
  return {
    customVision: new CustomVision(
      inputs.projectId,
      api,
      { clock, signal, onFirstRetry, random },
      report.mask,
    ),
    queue,
    inbox: new Inbox(queue, clock, report),
    container: new AzureContainer(
      inputs.container,
      await storageCredential(inputs.container, inputs.storageAccountKey, entra),
    ),
    openDownload: (uri, downloadSignal) =>
      URL.canParse(uri)
        ? openLink(uri, downloadSignal)
        : api.openArtifact(inputs.projectId, uri, downloadSignal),
    artifacts: new WorkflowArtifacts(),
    canUpload: hasArtifactService(process.env),
    workflow: await workflowRun(process.env),
    lifetimes: lifetimes(inputs, process.env, clock.now()),
    clock,
    report,
    outputs,
    random,
  };
}
