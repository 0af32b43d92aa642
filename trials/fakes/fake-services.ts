/**
 * The world outside of a run, in memory: a scripted training API, a queue, a container and an artifact store, all on
 * one fake clock.
 */
import { Deadline } from '../../src/time/clock.ts';
import { ProjectApi } from '../../src/custom-vision/project-api.ts';
import { Inbox } from '../../src/wait/inbox.ts';
import { Outputs } from '../../src/report/outputs.ts';
import type { ResourceRun, Run, Services } from '../../src/services.ts';
import { ResourceApi } from '../../src/custom-vision/resource-api.ts';
import type { WorkflowRun } from '../../src/github/workflow-run.ts';
import { FakeArtifacts } from './fake-artifacts.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeContainer } from './fake-container.ts';
import { FakeQueue } from './fake-queue.ts';
import { FakeTrainingApi } from './fake-training-api.ts';
import { RecordedReport } from './recorded-report.ts';

export const PROJECT = '64b822c5-8082-4b36-a426-27225f4aa18c';
export const ITERATION = '0a1b2c3d-0000-4000-8000-00000000000a';
export const OTHER_ITERATION = '0a1b2c3d-0000-4000-8000-00000000000b';
export const QUEUE_URI = 'https://account.queue.core.windows.net/notes';
export const CONTAINER_URI = 'https://account.blob.core.windows.net/models';

export interface FakeWorld {
  readonly clock: FakeClock;
  readonly queue: FakeQueue;
  readonly report: RecordedReport;
  readonly api: FakeTrainingApi;
  readonly container: FakeContainer;
  readonly artifacts: FakeArtifacts;
  readonly inbox: Inbox;
  readonly outputs: ReadonlyMap<string, string>;
  readonly workflow: WorkflowRun;
  readonly cancel: AbortController;
  readonly run: Run;
  /** The same, before it is known which project the run is about. */
  readonly ofResource: ResourceRun;
}

/**
 * @param changes replace single services
 * @param timeoutMs when the run has to be over
 */
export function fakeWorld(changes: Partial<Services> = {}, timeoutMs = 330 * 60_000): FakeWorld {
  const clock = new FakeClock();
  const queue = new FakeQueue(clock);
  const report = new RecordedReport();
  const api = new FakeTrainingApi();
  const container = new FakeContainer(CONTAINER_URI);
  const artifacts = new FakeArtifacts();
  const inbox = new Inbox(queue, clock, report);
  const outputs = new Map<string, string>();
  const cancel = new AbortController();
  const { signal } = cancel;
  // In the middle: the factors that spread requests are all 1.
  const random = (): number => 0.5;
  const workflow: WorkflowRun = {
    runId: '4711',
    attempt: 1,
    url: 'https://github.com/owner/repo/actions/runs/4711',
    tempFolder: '/nowhere',
  };
  const patience = { clock, signal, random, onFirstRetry: (): undefined => undefined };
  const run: Run = {
    customVision: new ProjectApi(PROJECT, api, patience, report.mask),
    queue,
    inbox,
    container,
    openDownload: () => Promise.reject(new Error('nobody scripted a download')),
    artifacts,
    workflow: () => Promise.resolve(workflow),
    env: {},
    clock,
    report,
    outputs: new Outputs((name, value) => outputs.set(name, value)),
    random,
    deadline: new Deadline(clock, timeoutMs),
    signal,
    reconcileMs: 15 * 60_000,
    warned: new Set(),
    ...changes,
  };
  const ofResource: ResourceRun = {
    ...run,
    login: { busy: false },
    resource: new ResourceApi(api, patience),
    inProject: (projectId) => ({
      ...run,
      customVision: new ProjectApi(projectId, api, patience, report.mask),
    }),
  };
  const doubles = { clock, queue, report, api, container, artifacts, inbox, outputs, workflow, cancel };
  return { ...doubles, run, ofResource };
}

/** The text of a notification, as the guide prints it. */
export function notificationText(
  type: 'ConnectionTest' | 'Training' | 'Export',
  content: Readonly<Record<string, unknown>> = {},
): string {
  const subject =
    type === 'ConnectionTest' ? { projectId: PROJECT } : { projectId: PROJECT, iterationId: ITERATION };
  return JSON.stringify({ version: '1.0', type, Content: { ...subject, ...content } });
}

/** An iteration as the service writes it. */
export function iterationJson(
  id: string,
  status: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { id, name: `Iteration ${id}`, status, created: '2026-11-20T08:00:00', projectId: PROJECT, ...more };
}
