/**
 * Waits of hours on the virtual clock of the simulation: the same code, queue and pauses, without the real time.
 */
import { Dice } from '../../trials/simulation/dice.ts';
import { guid } from '../../trials/simulation/neighbours.ts';
import { SimulatedProcess } from '../../trials/simulation/process.ts';
import { SimulatedQueue } from '../../trials/simulation/simulated-queue.ts';
import { notificationText } from '../notification-text.ts';
import { Timeline } from '../../trials/simulation/timeline.ts';
import { Deadline } from '../../src/time/clock.ts';
import type { Notification } from '../../src/wait/notification.ts';
import { CountedQueue } from '../counted-queue.ts';
import { percentile } from '../distribution.ts';
import { VirtualQueue } from '../virtual-queue.ts';
import { endWithinPause } from './delay-in-force.ts';
import type { MeasuredWaits, Repetitions, WaitResult, WayName } from './wait-result.ts';
import { ways } from './ways.ts';
import type { Way } from './way.ts';

const STARTS_AT = Date.UTC(2026, 10, 22, 12);
const ASK_TIMEOUT_MS = 60_000;
const SUBJECT: Notification = { type: 'Training', projectId: guid(0xa0, 1), iterationId: guid(0xa1, 1) };
/** Gives each way of waiting its own random numbers. */
const SEEDS: Readonly<Record<WayName, number>> = {
  ours: 1_000_000,
  quickstart: 2_000_000,
  trigger: 3_000_000,
};

export async function virtualWaits(waitS: number, repetitions: Repetitions): Promise<MeasuredWaits> {
  const roundTrips: number[] = [];
  const series = async (name: WayName): Promise<WaitResult[]> => {
    const results: WaitResult[] = [];
    for (let number = 0; number < repetitions[name]; number += 1) {
      const { roundTripMs, ...result } = await virtualWait(ways[name], waitS, SEEDS[name] + number);
      roundTrips.push(roundTripMs);
      results.push(result);
    }
    return results;
  };
  const results = {
    ours: await series('ours'),
    quickstart: await series('quickstart'),
    trigger: await series('trigger'),
  };
  return { waitS, clock: 'virtual', results, roundTripMs: percentile(roundTrips, 0.5) };
}

async function virtualWait(
  way: Way,
  waitS: number,
  seed: number,
): Promise<WaitResult & { roundTripMs: number }> {
  const timeline = new Timeline(STARTS_AT);
  const dice = new Dice(seed, 0);
  const stored = new SimulatedQueue(timeline, new Dice(seed, 1), {
    skewMs: 0,
    disorder: 0,
    returnsBehind: true,
  });
  const process = new SimulatedProcess(timeline, new Dice(seed, 2), 0, undefined);
  const queue = new CountedQueue(new VirtualQueue(stored, process));
  const { signal } = new AbortController();

  let endedAt = Infinity;
  timeline.after(endWithinPause(waitS, dice.next()) * 1_000, () => {
    endedAt = timeline.now;
    stored.send(notificationText(SUBJECT), SUBJECT);
  });
  let trainingApiCalls = 0;
  const ask = async (): Promise<boolean> => {
    trainingApiCalls += 1;
    return await process.request({
      operation: 'ask',
      fate: { kind: 'answered' },
      timeoutMs: ASK_TIMEOUT_MS,
      signal,
      effect: () => timeline.now >= endedAt,
    });
  };

  const run = async (): Promise<WaitResult & { roundTripMs: number }> => {
    const deadline = new Deadline(process, 2 * waitS * 1_000 + ASK_TIMEOUT_MS);
    const waiter = way({ queue, clock: process, deadline, signal, random: dice.next });
    await waiter.wait(isSubject, ask);
    const reactionMs = timeline.now - endedAt;
    const { looks } = queue;
    await waiter.close();
    const queueCalls = queue.calls;
    const before = timeline.now;
    await queue.peek(signal);
    return { reactionMs, trainingApiCalls, queueCalls, looks, roundTripMs: timeline.now - before };
  };
  let over = false;
  const running = run().finally(() => {
    over = true;
  });
  await Promise.all([running, timeline.run(() => over)]);
  return await running;
}

function isSubject(notification: Notification): boolean {
  return notification.type === SUBJECT.type && notification.projectId === SUBJECT.projectId;
}
