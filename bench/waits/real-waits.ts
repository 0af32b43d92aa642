/**
 * Concurrent waits in real time in this process, each with a project and a queue of its own. The emulator is the
 * service, and the messages go through Azurite with its data on disk.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { startAzurite } from '../../emulator/azurite.ts';
import { Deadline, systemClock } from '../../src/time/clock.ts';
import { CountedQueue } from '../counted-queue.ts';
import { queueClient, serviceClient } from '../emulated-run.ts';
import { withFolder } from '../kept-folder.ts';
import { RoundTrips } from '../round-trips.ts';
import { endWithinPause } from './delay-in-force.ts';
import type { MeasuredWaits, Repetitions, WaitResult, WayName } from './wait-result.ts';
import { ways } from './ways.ts';
import type { Way } from './way.ts';

/** No training ends by itself: the measurement ends each one. */
const NEVER_S = 86_400;
/** Runs begin and end at different times, so that a busy second of the machine does not hit all of them. */
const START_SPREAD_MS = 20_000;
/** The trigger's longest pause is a minute. */
const LONGEST_REACTION_MS = 120_000;

/** @param say a line of progress */
export async function realWaits(
  waitsS: readonly number[],
  repetitions: Repetitions,
  say: (line: string) => void,
): Promise<MeasuredWaits[]> {
  return await withFolder(async (folder) => {
    const azurite = await startAzurite({ folder });
    try {
      const emulator = await startEmulator({ azurite, behavior: { trainingSeconds: NEVER_S } });
      try {
        const measured: MeasuredWaits[] = [];
        for (const waitS of waitsS) {
          say(`waits of ${waitS} s, ${Object.values(repetitions).reduce((a, b) => a + b)} side by side`);
          measured.push(await sideBySide(emulator, waitS, repetitions));
          const [lost] = emulator.service.errors;
          if (lost !== undefined) {
            throw new Error('the emulated service could not send every message', { cause: lost });
          }
        }
        return measured;
      } finally {
        await emulator.close();
      }
    } finally {
      await azurite.stop();
    }
  });
}

async function sideBySide(
  emulator: Emulator,
  waitS: number,
  repetitions: Repetitions,
): Promise<MeasuredWaits> {
  const quiet = await emulator.addProject();
  await quiet.queue.sendMessage('{"somebody":"else"}');
  const roundTrips = new RoundTrips(queueClient(emulator, quiet.notificationQueueUri));
  const series = async (name: WayName): Promise<WaitResult[]> =>
    await Promise.all(Array.from({ length: repetitions[name] }, () => realWait(emulator, ways[name], waitS)));
  const all = Promise.all([series('ours'), series('quickstart'), series('trigger')]);
  // The load is over when only the slowest baseline is still waiting.
  await delay(START_SPREAD_MS + waitS * 1_000);
  const [[ours, quickstart, trigger], roundTripMs] = await Promise.all([all, roundTrips.end()]);
  return { waitS, clock: 'real', results: { ours, quickstart, trigger }, roundTripMs };
}

async function realWait(emulator: Emulator, way: Way, waitS: number): Promise<WaitResult> {
  const { projectId, notificationQueueUri } = await emulator.addProject({ integrated: true });
  const { signal } = new AbortController();
  const queue = new CountedQueue(queueClient(emulator, notificationQueueUri));
  const customVision = serviceClient(emulator, projectId, signal);
  await delay(Math.random() * START_SPREAD_MS);

  const { trainings } = emulator.service;
  const iteration = trainings.add(projectId, { status: 'Training' });
  let endedAt = Infinity;
  const ending = delay(endWithinPause(waitS, Math.random()) * 1_000).then(() => {
    endedAt = performance.now();
    // From here on the service answers that the training has ended, and sends the message.
    trainings.finish(projectId, iteration.id);
  });
  let trainingApiCalls = 0;
  const ask = async (): Promise<boolean> => {
    trainingApiCalls += 1;
    return (await customVision.getIteration(iteration.id, 60_000)).state === 'completed';
  };
  const deadline = new Deadline(systemClock, waitS * 1_000 + LONGEST_REACTION_MS);
  const waiter = way({ queue, clock: systemClock, deadline, signal, random: Math.random });
  await waiter.wait(
    (notification) => notification.type === 'Training' && notification.iterationId === iteration.id,
    ask,
  );
  const reactionMs = performance.now() - endedAt;
  const { looks } = queue;
  await waiter.close();
  await ending;
  return { reactionMs, trainingApiCalls, queueCalls: queue.calls, looks };
}
