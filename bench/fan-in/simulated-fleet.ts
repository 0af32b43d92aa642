/**
 * A fleet on the virtual clock of the simulation: the action's real code of the wait, or the baseline's, on a queue
 * with Azure's semantics. Each run waits for a training and then for an export.
 */
import { Dice } from '../../trials/simulation/dice.ts';
import { guid } from '../../trials/simulation/neighbours.ts';
import { SimulatedProcess } from '../../trials/simulation/process.ts';
import { SimulatedQueue, type Stored } from '../../trials/simulation/simulated-queue.ts';
import { notificationText } from '../notification-text.ts';
import { Timeline } from '../../trials/simulation/timeline.ts';
import { Deadline } from '../../src/time/clock.ts';
import type { Notification } from '../../src/wait/notification.ts';
import { CountedQueue } from '../counted-queue.ts';
import { percentile } from '../distribution.ts';
import { VirtualQueue } from '../virtual-queue.ts';
import type { Way } from '../waits/way.ts';
import type { FleetResult } from './fleet.ts';
import type { ProtocolName } from './protocols.ts';

export interface FleetPlan {
  readonly protocol: ProtocolName;
  /** How long each run's training takes. */
  readonly trainingsS: readonly number[];
  /** How many unclaimed notifications stand in front of everything else. */
  readonly stale: number;
  readonly seed: number;
  /** The results of a group are added up. */
  readonly group: number;
}

const STARTS_AT = Date.UTC(2026, 10, 22, 12);
const START_SPREAD_MS = 60_000;
const EXPORT_MS = 30_000;
const ASK_TIMEOUT_MS = 60_000;
const LEAST_AGE_MS = 2 * 3_600_000;
const MOST_AGE_MS = 6 * 86_400_000;
/** So long after the longest training, a run that has found no message asks the service, and ends. */
const DEADLINE_MORE_MS = 30 * 60_000;

const STALE = 0xf0;
const LIVE = 0xa0;

export async function simulatedFleet({ trainingsS, stale, seed }: FleetPlan, way: Way): Promise<FleetResult> {
  const timeline = new Timeline(STARTS_AT);
  const dice = new Dice(seed, 0);
  const habits = { skewMs: 0, disorder: 0, returnsBehind: true };
  const stored = new SimulatedQueue(timeline, new Dice(seed, 1), habits);
  for (let number = 0; number < stale; number += 1) {
    const left: Notification = {
      type: 'Training',
      projectId: guid(STALE, number % 7),
      iterationId: guid(STALE + 1, number),
    };
    stored.send(notificationText(left), left, dice.between(LEAST_AGE_MS, MOST_AGE_MS));
  }
  const left = new Set(stored.all);

  const reactionsMs: number[] = [];
  const roundTripsMs: number[] = [];
  let [queueCalls, liveForeignReceives, succeeded, over] = [0, 0, 0, 0];

  const run = async (index: number, trainingMs: number): Promise<void> => {
    const { signal } = new AbortController();
    const process = new SimulatedProcess(timeline, new Dice(seed, 10 + index), 0, undefined);
    const projectId = guid(LIVE, index);
    const onReceived = (message: Stored): void => {
      message.receivedByRuns += 1;
      const whose = message.meaning?.projectId;
      liveForeignReceives += whose !== projectId && !left.has(message) ? 1 : 0;
    };
    const queue = new CountedQueue(new VirtualQueue(stored, process, onReceived));
    await process.sleep(dice.between(0, START_SPREAD_MS), signal);
    const longestS = Math.max(...trainingsS);
    const deadline = new Deadline(process, longestS * 1_000 + DEADLINE_MORE_MS);
    const waiter = way({ queue, clock: process, deadline, signal, random: dice.next });

    /** @returns the time from the end to when the run knows of it */
    const activity = async (subject: Notification, ms: number): Promise<number> => {
      let endedAt = Infinity;
      timeline.after(ms, () => {
        endedAt = timeline.now;
        stored.send(notificationText(subject), subject);
      });
      const isOurs = ({ type, projectId: of }: Notification): boolean =>
        type === subject.type && of === projectId;
      await waiter.wait(isOurs, () =>
        process.request({
          operation: 'ask',
          fate: { kind: 'answered' },
          timeoutMs: ASK_TIMEOUT_MS,
          signal,
          effect: () => timeline.now >= endedAt,
        }),
      );
      return timeline.now - endedAt;
    };
    const iterationId = guid(LIVE + 1, index);
    reactionsMs.push(await activity({ type: 'Training', projectId, iterationId }, trainingMs));
    await activity({ type: 'Export', projectId, iterationId, modelUri: null }, EXPORT_MS);
    succeeded += deadline.passed ? 0 : 1;
    await waiter.close();
    queueCalls += queue.calls;
    const before = timeline.now;
    await queue.peek(signal);
    roundTripsMs.push(timeline.now - before);
    over += 1;
  };

  const runs = Promise.all(trainingsS.map((trainingS, index) => run(index, trainingS * 1_000)));
  await Promise.all([runs, timeline.run(() => over === trainingsS.length)]);
  const present = new Set(stored.all);
  return {
    runs: trainingsS.length,
    succeeded,
    reactionsMs,
    queueCalls,
    staleReceives: [...left].map(({ receivedByRuns }) => receivedByRuns),
    liveForeignReceives,
    lost: [...left].filter((message) => !present.has(message)).length,
    roundTripMs: percentile(roundTripsMs, 0.5),
  };
}
