/**
 * What a cell of the kill matrix is played in: services of its own behind pass-throughs, a project to be trained, and
 * things of other people beside it. Only the storage is shared with other cells.
 */
import path from 'node:path';
import type { Azurite } from '../../emulator/azurite.ts';
import { type Emulator, type SeededProject, startEmulator } from '../../emulator/emulator.ts';
import { type Clock, SystemClock } from '../../emulator/custom-vision/resource/clock.ts';
import { type ActionOptions, type RunningAction, startAction } from '../../emulator/github/runner/runner.ts';
import { ENDS_WHEN_AWAITED, endWhatIsAwaited } from '../endings.ts';
import { KEEP } from './trained-before.ts';
import { type Gate, openGate, type Service, type Watcher } from './gate.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const TAKES = { ...ENDS_WHEN_AWAITED, modelBytes: 20_000 };
export const PLATFORMS = ['ONNX', 'CoreML', 'TensorFlow'] as const;
/** What the backend of the artifact service calls the workflow run. */
export const WORKFLOW_RUN = 'matrix-run';

export interface KillWorld {
  readonly emulator: Emulator;
  readonly project: SeededProject;
  /** Which platforms a run exports to. */
  readonly platforms: readonly string[];
  /** Those that jobs were given so far. */
  readonly tokens: readonly string[];
  /** A new job of the same workflow run, in its next attempt. */
  start(attempt: number, more?: Pick<ActionOptions, 'nodeOptions' | 'env'>): RunningAction;
  close(): Promise<void>;
}

/**
 * @param watch sees every request, those of the emulator to storage included
 * @param clock of the emulator; default: real time
 */
export async function openKillWorld(
  azurite: Azurite,
  platforms: readonly string[],
  watch: Watcher,
  clock: Clock = new SystemClock(),
): Promise<KillWorld> {
  const gates: Gate[] = [];
  const tokens: string[] = [];
  const gate = async (service: Service, upstream: string, host: string): Promise<string> => {
    const opened = await openGate(service, upstream, watch);
    gates.push(opened);
    const { pathname } = new URL(upstream);
    return `http://${host}:${opened.port}${pathname}`;
  };
  const emulator = await startEmulator({
    azurite: {
      ...azurite,
      blobEndpoint: await gate('blob', azurite.blobEndpoint, '127.0.0.1'),
      queueEndpoint: await gate('queue', azurite.queueEndpoint, '127.0.0.1'),
    },
    behavior: TAKES,
    clock,
  });
  const project = await emulator.addProject({ name: 'Matrix' });
  const endpoint = await gate('training', emulator.endpoint, '127.0.0.1');
  const resultsUrl = await gate('artifacts', emulator.resultsUrl, '127.0.0.1');
  return {
    emulator,
    project,
    platforms,
    tokens,
    start(attempt, { env, ...more } = {}) {
      const job = { runId: WORKFLOW_RUN, jobId: `attempt-${attempt}` };
      const runtimeToken = emulator.artifacts.tokenFor(job);
      tokens.push(runtimeToken);
      return startAction({
        actionFolder: ROOT,
        inputs: {
          endpoint: endpoint.replace(/\/$/, ''),
          'training-key': emulator.trainingKey,
          'project-id': project.projectId,
          'notification-queue-uri': asRunSeesIt(project.notificationQueueUri),
          'export-model-container-uri': asRunSeesIt(project.exportModelContainerUri),
          'storage-account-key': emulator.storageAccountKey,
          'timeout-minutes': '3',
          'keep-iterations': String(KEEP),
          platforms: platforms.join(','),
        },
        resultsUrl,
        runtimeToken,
        runAttempt: attempt,
        ...more,
        env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
        secrets: [emulator.trainingKey, emulator.storageAccountKey],
        onLine: (line) => {
          endWhatIsAwaited(emulator, line);
        },
      });
    },
    async close() {
      await emulator.close();
      await Promise.all(gates.map((opened) => opened.close()));
    },
  };
}

/** The artifacts of the workflow run, by whichever job and attempt; unfinished uploads are among them. */
export function artifactsOfRun({ emulator }: KillWorld) {
  return emulator.artifacts.artifacts().filter(({ runId }) => runId === WORKFLOW_RUN);
}

/** The other name of this machine tells a run's requests from the emulator's own, see `isOfRun`. */
function asRunSeesIt(uri: string): string {
  const url = new URL(uri);
  url.hostname = 'localhost';
  return url.href;
}
