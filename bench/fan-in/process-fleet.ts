/**
 * A fleet of whole action processes, started as the runner starts them. When all of them are waiting, their trainings
 * end one by one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { type ActionRun, startAction } from '../../emulator/github/runner.ts';
import type { FleetOutcome, FleetWorld, Term } from './fleet-world.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** How long they wait in peace after the last one has begun to. */
const SETTLED_MS = 3_000;
const ASKED_EVERY_MS = 100;
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
  const { emulator, acceptedAt } = world;
  const projects = await Promise.all(Array.from({ length: runs }, () => world.addProject(queueName)));
  const began = performance.now();
  const { trainingKey, storageAccountKey } = emulator;
  const actions = projects.map(({ projectId }) =>
    startAction({
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
    }),
  );
  let ended = 0;
  const all = Promise.all(
    actions.map(async (action) => {
      const run = await action.ended;
      ended += 1;
      return run;
    }),
  );
  // One that has ended already will never begin to wait: that is told below.
  while (projects.some(({ projectId }) => !acceptedAt.has(projectId)) && ended === 0) {
    await delay(ASKED_EVERY_MS);
  }
  await delay(SETTLED_MS);
  const terms = await Promise.all(
    projects.map(async ({ projectId, endTraining }, index): Promise<Term> => {
      await delay(((index + Math.random()) / runs) * endsOverMs);
      const accepted = acceptedAt.get(projectId) ?? began;
      const endsAt = performance.now();
      if (acceptedAt.has(projectId)) {
        endTraining();
      }
      return { startsAtMs: accepted - began, endsAtMs: endsAt - began };
    }),
  );
  const finished = await all;
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
  };
}

function hasSucceeded({ conclusion, outputs }: ActionRun): boolean {
  return conclusion === 'success' && outputs.status === 'succeeded' && outputs.trained === 'true';
}
