/**
 * The world outside of a run: everything that `run` talks to, so that it can run anywhere.
 */
import { type ArtifactStore, WorkflowArtifacts } from './github/artifacts.ts';
import { systemClock } from './time/clock.ts';
import { AzureContainer, type ModelContainer } from './storage/container.ts';
import type { EntraLogin } from './entra/login.ts';
import { type StorageCredential, storageCredential } from './storage/client.ts';
import { connect } from './custom-vision/connection.ts';
import { ProjectApi } from './custom-vision/project-api.ts';
import { Inbox } from './wait/inbox.ts';
import type { Env } from './env.ts';
import type { Inputs } from './inputs/inputs.ts';
import type { Download } from './custom-vision/download-link.ts';
import type { Outputs } from './report/outputs.ts';
import { proxyFor } from './network/proxies.ts';
import { AzureQueue, type NotificationQueue } from './storage/queue.ts';
import { runnerReport } from './report/report.ts';
import type { StorageUri } from './storage/uri.ts';
import type { ResourceApi } from './custom-vision/resource-api.ts';
import type { WaitingRun } from './wait/awaited.ts';
import { type WorkflowRun, workflowRun } from './github/workflow-run.ts';

/** `inbox`, `clock`, `report` and `random` are those that a wait uses, too. */
export interface Services extends Pick<WaitingRun, 'inbox' | 'clock' | 'report' | 'random'> {
  readonly customVision: ProjectApi;
  readonly queue: NotificationQueue;
  readonly container: ModelContainer;
  /** Opens an export's own download link, absolute or relative to the service, from a byte on. */
  readonly openDownload: (downloadUri: string, signal: AbortSignal, from?: number) => Promise<Download>;
  readonly artifacts: ArtifactStore;
  /** Loads what tells: asked for by preflight first, so that trouble shows before anything is paid for. */
  readonly workflow: () => Promise<WorkflowRun>;
  /** Variables of the step. */
  readonly env: Env;
  readonly outputs: Outputs;
}

/** What there is before it is known which project the run is about. */
export interface ResourceServices extends Omit<Services, 'customVision' | 'openDownload'> {
  readonly login: Pick<EntraLogin, 'busy'>;
  readonly resource: ResourceApi;
  readonly inProject: (projectId: string) => Pick<Services, 'customVision' | 'openDownload'>;
}

/** A run: the services that it uses, its deadline, its signal, and how often it asks in silence. */
export interface Run extends Services, WaitingRun {}

/** A run before it is known which project it is about. */
export interface ResourceRun extends ResourceServices, WaitingRun {}

/**
 * The real ones. The client of the training API is all that is loaded here; the rest comes when it is first used.
 * @param signal ends every request
 */
export async function createServices(
  inputs: Inputs,
  outputs: Outputs,
  env: Env,
  signal: AbortSignal,
): Promise<ResourceServices> {
  const { api, login, resource, patience } = await connect(inputs, { env, signal, leastRole: 'Trainer' });
  const [clock, report, random] = [systemClock, runnerReport, Math.random];
  const credentialFor = (uri: StorageUri): Promise<StorageCredential> =>
    storageCredential(uri, inputs.storageAccountKey, login.credential);
  const queue = new AzureQueue(inputs.queue, () => credentialFor(inputs.queue), clock);
  return {
    login,
    resource,
    inProject: (projectId) => ({
      customVision: new ProjectApi(projectId, api, patience, report.mask),
      openDownload: async (uri, downloadSignal, from = 0) => {
        if (!URL.canParse(uri)) {
          return await api.openArtifact(projectId, uri, { signal: downloadSignal, from });
        }
        const { openLink } = await import('./custom-vision/download-link.ts');
        return await openLink(uri, { signal: downloadSignal, from, proxy: proxyFor(uri, env) });
      },
    }),
    queue,
    inbox: new Inbox(queue, clock, report),
    container: new AzureContainer(inputs.container, () => credentialFor(inputs.container)),
    artifacts: new WorkflowArtifacts(env, clock),
    workflow: () => workflowRun(env),
    env,
    clock,
    report,
    outputs,
    random,
  };
}
