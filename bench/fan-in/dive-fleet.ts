/**
 * A fleet of runs in this process that wait by the protocol "peek, take, dive". Each waits as long as its counterpart
 * in a fleet of whole processes did, for a training and then for an export.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Deadline, systemClock } from '../../src/time/clock.ts';
import type { Notification } from '../../src/wait/notification.ts';
import { queueClient, serviceClient } from '../emulated-run.ts';
import type { FleetOutcome, FleetWorld, Term } from './fleet-world.ts';
import { PeekTakeDive } from './peek-take-dive.ts';

/** So long after the end of the last training, a run that has found no message asks the service, and ends. */
const DEADLINE_MORE_MS = 20_000;

export async function diveFleet(
  world: FleetWorld,
  queueName: string,
  terms: readonly Term[],
): Promise<FleetOutcome> {
  const runs = await Promise.all(
    terms.map(async (term) => ({ term, project: await world.addProject(queueName) })),
  );
  const lastEndMs = Math.max(...terms.map(({ endsAtMs }) => endsAtMs));
  const roundTrips = world.roundTrips();
  const found = await Promise.all(
    runs.map(async ({ term: { startsAtMs, endsAtMs }, project }) => {
      const { projectId } = project;
      const deadline = new Deadline(systemClock, lastEndMs + DEADLINE_MORE_MS);
      await delay(startsAtMs);
      const iterationId = project.beginTraining();
      const ending = delay(endsAtMs - startsAtMs).then(project.endTraining);

      const { signal } = new AbortController();
      const customVision = serviceClient(world.emulator, projectId, signal);
      const queue = queueClient(world.emulator, world.queueUri(queueName));
      const waiter = new PeekTakeDive({ queue, clock: systemClock, deadline, signal, random: Math.random });
      const isOurs =
        (type: Notification['type']) =>
        (notification: Notification): boolean =>
          notification.type === type && notification.projectId === projectId;
      await waiter.wait(
        isOurs('Training'),
        async () => (await customVision.getIteration(iterationId)).state === 'completed',
      );
      await ending;
      await customVision.exportIteration(iterationId, { platform: 'ONNX', flavor: null });
      await waiter.wait(isOurs('Export'), async () =>
        (await customVision.getExports(iterationId)).some(({ state }) => state === 'done'),
      );
      return !deadline.passed;
    }),
  );
  return {
    queueName,
    succeeded: found.filter(Boolean).length,
    terms,
    projectIds: runs.map(({ project }) => project.projectId),
    roundTripMs: await roundTrips.end(),
  };
}
