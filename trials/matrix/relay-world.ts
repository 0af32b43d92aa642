/**
 * What a cell about the relay is played in: runs that have left their trainings, of which some have ended; the queue with
 * a message about each of them, and one of somebody else; GitHub and the service behind pass-throughs.
 */
import path from 'node:path';
import type { Azurite } from '../../emulator/azurite.ts';
import { findRoute } from '../../emulator/custom-vision/http/routing.ts';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { latestOf, type Run } from '../../emulator/github/rest/run.ts';
import { type RunningAction, startAction } from '../../emulator/github/runner/runner.ts';
import { openGate, type Passing, type Service, type Watcher } from './gate.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'relay');
const HOUR_MS = 3_600_000;
/** How each training of the world stands: by the id of its run. */
const STATES = { 8001: 'Completed', 8002: 'Failed', 8003: 'Training' } as const;

export interface RelayWorld {
  readonly emulator: Emulator;
  /** `RUN: attempts` of each run that has left a training. */
  attempts(): string[];
  /** What stands on the queue: its text, and how often it was received. */
  queued(): Promise<string[]>;
  /** One run of the relay's workflow. */
  start(): RunningAction;
  /** A run of the relay's workflow has ended. */
  ended(conclusion: 'success' | 'failure'): void;
  close(): Promise<void>;
}

/** What an undisturbed sweep leaves. */
export const SWEPT = ['8001: 2', '8002: 2', '8003: 1'];

/** @param watch sees every request of a run */
export async function openRelayWorld(azurite: Azurite, watch: Watcher): Promise<RelayWorld> {
  // What is being trained still is when a slow machine has played the cell.
  const emulator = await startEmulator({ azurite, behavior: { trainingSeconds: 3_600 } });
  const { repository } = emulator.github.api;
  const [train, relay] = [repository.addWorkflow('train.yml'), repository.addWorkflow('relay.yml')];
  const { queue } = emulator.seeded;
  const runs: Run[] = [];
  for (const [runId, status] of Object.entries(STATES)) {
    const project = await emulator.addProject({ name: `Project of ${runId}` });
    const now = emulator.clock.now();
    const { id } = emulator.service.trainings.add(project.projectId, {
      ...{ status, name: `gh-${runId}-0a1b2c3d`, created: now - 3 * HOUR_MS, began: now - 3 * HOUR_MS },
      ...(status !== 'Training' && { lastModified: now - HOUR_MS }),
      ...(status === 'Completed' && { trainedAt: now - HOUR_MS }),
    });
    const run = repository.addRun(train, {
      ...{ id: Number(runId), createdAt: now - 3 * HOUR_MS },
      jobs: [
        { name: 'train' },
        // Beside another job it takes an annotation to tell which one has left the training.
        ...(status === 'Failed' ? [{ name: 'lint' }] : []),
        { name: 'deploy', needs: ['train'], runsIf: () => false },
      ],
    });
    const message = `The iteration ${id} goes on.`;
    const left = { level: 'notice', title: 'Detached', message } as const;
    for (const job of latestOf(run).jobs.filter(({ plan }) => plan.name !== 'deploy')) {
      repository.jobs.finish(job, 'success', job.plan.name === 'train' ? [left] : []);
      Object.assign(job, { startedAt: now - 3 * HOUR_MS, completedAt: now - 3 * HOUR_MS + 60_000 });
    }
    latestOf(run).updatedAt = now - 3 * HOUR_MS + 60_000;
    runs.push(run);
    const content = { projectId: project.projectId, iterationId: id };
    await queue.sendMessage(JSON.stringify({ version: '1.0', type: 'Training', Content: content }));
  }
  await queue.sendMessage('{"job":7}');
  const gates = await Promise.all([
    openGate('training', emulator.endpoint, watch),
    openGate('github', emulator.github.apiUrl, watch),
    openGate('queue', azurite.queueEndpoint, watch),
  ]);
  const [service, github, storage] = gates.map(({ port }) => `http://localhost:${port}`);
  const queueUri = new URL(emulator.seeded.notificationQueueUri);
  const githubToken = emulator.github.api.tokens.issue({ actions: 'write', checks: 'read' });
  return {
    emulator,
    attempts: () => runs.map(({ id, attempts }) => `${id}: ${attempts.length}`),
    queued: async () => {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages: 32,
        visibilityTimeout: 1,
      });
      return receivedMessageItems.map(({ messageText, dequeueCount }) => `${messageText} ${dequeueCount}`);
    },
    start: () =>
      startAction({
        actionFolder: FOLDER,
        inputs: {
          endpoint: service ?? '',
          'training-key': emulator.trainingKey,
          'notification-queue-uri': `${storage ?? ''}${queueUri.pathname}`,
          'storage-account-key': emulator.storageAccountKey,
        },
        ...{ apiUrl: github ?? '', githubToken, workflowFile: 'relay.yml' },
        secrets: [emulator.trainingKey, emulator.storageAccountKey],
      }),
    ended: (conclusion) => {
      const [job] = latestOf(repository.addRun(relay, { event: 'schedule', jobs: [{ name: 'relay' }] })).jobs;
      if (job !== undefined) repository.jobs.finish(job, conclusion);
    },
    async close() {
      await emulator.close();
      await Promise.all(gates.map((gate) => gate.close()));
    },
  };
}

/** A name for a request that a cell can have in its own. */
export function requestName({ service, method, url }: Passing): string {
  const names: Partial<Record<Service, () => string>> = {
    training: () => findRoute(method, url.pathname).operation.id,
    github: () =>
      `${method}-${url.pathname
        .replaceAll(/\/\d{5,}/g, '')
        .split('/')
        .slice(4)
        .join('-')}`,
    queue: () =>
      method === 'GET' && url.searchParams.get('peekonly') === 'true' ? 'peek' : `queue-${method}`,
  };
  return names[service]?.() ?? service;
}
