/**
 * Simulates fleets of up to a thousand runs, on all processors. All fleets have the same mean wait: the trainings of a
 * fleet end at equal distances, and the fleet of one run is simulated once for each of several waits.
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type FleetResult, together } from './fleet.ts';
import { type Comparison, type ProtocolName, STALE_COUNTS } from './protocols.ts';
import type { FleetPlan } from './simulated-fleet.ts';

/** Longer trainings would take minutes to simulate, because a dive receives every message. */
const SHORTEST_TRAINING_S = 60;
const LONGEST_TRAINING_S = 900;
export const TRAININGS = `trainings of ${SHORTEST_TRAINING_S / 60} to ${LONGEST_TRAINING_S / 60} min`;

const SIZES = [1, 256, 1_000];
/** The waits for which a fleet of one run is simulated. */
const LONE_RUNS = 16;

interface SimulatedComparison extends Comparison<FleetResult> {
  readonly runs: number;
}

/** @param say a line of progress */
export async function simulatedFleets(say: (line: string) => void): Promise<SimulatedComparison[]> {
  const fleets = SIZES.flatMap((runs) => STALE_COUNTS.map((stale) => ({ runs, stale })));
  const plans = fleets.flatMap(({ runs, stale }, index) =>
    (['ours', 'dive'] as const).flatMap((protocol) => plansOf(runs, stale, protocol, index)),
  );
  const results = await simulateAll(plans, (plan) => {
    if (plan.trainingsS.length > 1) {
      say(`${plan.trainingsS.length} simulated runs, ${plan.stale} stale, ${plan.protocol}`);
    }
  });
  return fleets.map(({ runs, stale }, index) => {
    const of = (protocol: ProtocolName): FleetResult =>
      together(
        plans.flatMap((plan, at) => {
          const result = results[at];
          return plan.group === index && plan.protocol === protocol && result !== undefined ? [result] : [];
        }),
      );
    return {
      what: `${runs === 1 ? '1 simulated run' : `${runs.toLocaleString('en-US')} simulated runs`}, ${stale.toLocaleString('en-US')} stale`,
      runs,
      stale,
      results: { ours: of('ours'), dive: of('dive') },
    };
  });
}

function plansOf(runs: number, stale: number, protocol: ProtocolName, group: number): FleetPlan[] {
  const plan = (trainingsS: readonly number[], more: number): FleetPlan => ({
    protocol,
    trainingsS,
    stale,
    seed: 1_000 * group + more,
    group,
  });
  return runs === 1
    ? evenly(LONE_RUNS).map((trainingS, index) => plan([trainingS], index))
    : [plan(evenly(runs), 0)];
}

/** Returns so many durations of trainings, at equal distances. */
function evenly(count: number): number[] {
  const spread = LONGEST_TRAINING_S - SHORTEST_TRAINING_S;
  return Array.from(
    { length: count },
    (_one, index) => SHORTEST_TRAINING_S + ((index + 0.5) / count) * spread,
  );
}

/** @returns the results in the order of the plans */
async function simulateAll(
  plans: readonly FleetPlan[],
  onBegun: (plan: FleetPlan) => void,
): Promise<(FleetResult | undefined)[]> {
  const results: (FleetResult | undefined)[] = plans.map(() => undefined);
  // The largest fleets come first, so that no thread has to simulate one alone in the end.
  const turn = [...plans.entries()].reverse().values();
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('fleet-worker.ts', import.meta.url));
    try {
      for (const [index, plan] of turn) {
        onBegun(plan);
        worker.postMessage(plan);
        const [result] = (await once(worker, 'message')) as [FleetResult];
        results[index] = result;
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), plans.length) }, work));
  return results;
}
