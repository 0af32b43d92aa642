/**
 * A fleet of whole action processes, started as the runner starts them. Their trainings end one by one when all of the
 * processes are waiting.
 */
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import {
  type ActionOptions,
  type ActionRun,
  type RunningAction,
  startAction,
} from '../../emulator/github/runner/runner.ts';
import type { FleetOutcome, FleetWorld, Term } from './fleet-world.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** How long all of them wait before the first training ends. */
const SETTLED_MS = 3_000;
/** The start of a process takes a processor for a second, so fifty at once would only measure that. */
const STARTED_AT_ONCE = 4;
const SHOWN_LINES = 8;

/**
 * @param endsOverMs within how long the trainings end
 * @param say a line of progress
 */
export async function processFleet(
  world: FleetWorld,
  queueName: string,
  runs: number,
  endsOverMs: number,
  say: (line: string) => void,
): Promise<FleetOutcome> {
  const projects = await Promise.all(Array.from({ length: runs }, () => world.addProject(queueName)));
  const began = performance.now();
  const turn = projects.entries();
  const startedAt = new Map<number, number>();
  const actions: RunningAction[] = [];
  const startInTurn = async (): Promise<void> => {
    for (const [index, { projectId, accepted }] of turn) {
      const action = startAction(stepOf(world, queueName, projectId));
      actions.push(action);
      // A process that has ended already will never begin to wait.
      const at = await Promise.race([accepted, action.ended.then(() => undefined)]);
      if (at !== undefined) {
        startedAt.set(index, at - began);
      }
    }
  };
  await Promise.all(Array.from({ length: STARTED_AT_ONCE }, startInTurn));
  await delay(SETTLED_MS);
  const roundTrips = world.roundTrips();
  const terms = await Promise.all(
    [...startedAt].map(async ([index, startsAtMs]): Promise<Term> => {
      await delay(((index + Math.random()) / runs) * endsOverMs);
      const endsAtMs = performance.now() - began;
      projects[index]?.endTraining();
      return { startsAtMs, endsAtMs };
    }),
  );
  const finished = await Promise.all(actions.map(({ ended }) => ended));
  const roundTripMs = await roundTrips.end();
  const failed = finished.filter((run) => !hasSucceeded(run));
  failed.forEach(({ log }) => {
    say(`failed:\n${log.split('\n').slice(-SHOWN_LINES).join('\n')}`);
  });
  await Promise.all(finished.map((run) => run.cleanUp()));
  return {
    queueName,
    succeeded: finished.length - failed.length,
    terms,
    projectIds: projects.map(({ projectId }) => projectId),
    roundTripMs,
  };
}

function stepOf(world: FleetWorld, queueName: string, projectId: string): ActionOptions {
  const { emulator } = world;
  const { trainingKey, storageAccountKey } = emulator;
  return {
    actionFolder: ROOT,
    inputs: {
      endpoint: emulator.endpoint,
      'training-key': trainingKey,
      'project-id': projectId,
      'notification-queue-uri': world.queueUri(queueName),
      'export-model-container-uri': emulator.exportModelContainerUri,
      'storage-account-key': storageAccountKey,
    },
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.artifacts.tokenFor({ runId: projectId }),
    secrets: [trainingKey, storageAccountKey],
  };
}

function hasSucceeded({ conclusion, outputs }: ActionRun): boolean {
  return conclusion === 'success' && outputs.status === 'succeeded' && outputs.trained === 'true';
}
