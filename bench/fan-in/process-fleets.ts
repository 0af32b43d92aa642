/**
 * Fleets of whole action processes on Azurite with its data on disk, and the baseline in this process on another
 * Azurite, under the same conditions.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { mean } from '../distribution.ts';
import { diveFleet } from './dive-fleet.ts';
import { type FleetResult, together } from './fleet.ts';
import { type FleetOutcome, type FleetWorld, measureFleets } from './fleet-world.ts';
import { processFleet } from './process-fleet.ts';
import { type Comparison, STALE_COUNTS } from './protocols.ts';

interface Size {
  readonly runs: number;
  /** How many fleets of that size with the same number of stale messages there are, each on a queue of its own. */
  readonly copies: number;
  /** Whether all fleets of that size run at the same time. */
  readonly sideBySide: boolean;
}

/** A small machine can run fifty processes at once. */
const SIZES: readonly Size[] = [
  { runs: 1, copies: 3, sideBySide: true },
  { runs: 10, copies: 1, sideBySide: true },
  { runs: 50, copies: 1, sideBySide: false },
];
const ENDS_OVER_MS = 30_000;
const ACTION = path.join(import.meta.dirname, '..', '..', 'dist', 'index.js');

interface ProcessComparison extends Comparison<FleetResult> {
  readonly runs: number;
  /** The mean time from the start of a training to its end. */
  readonly meanWaitS: number;
}

/** @param say a line of progress */
export async function processFleets(say: (line: string) => void): Promise<ProcessComparison[]> {
  if (!existsSync(ACTION)) {
    throw new Error('dist/index.js is missing: build it with `npm run build` first');
  }
  const comparisons: ProcessComparison[] = [];
  for (const size of SIZES) {
    comparisons.push(...(await compare(size, say)));
  }
  return comparisons;
}

async function compare(
  { runs, copies, sideBySide }: Size,
  say: (line: string) => void,
): Promise<ProcessComparison[]> {
  const processes = runs === 1 ? '1 process' : `${runs} processes`;
  const queues = STALE_COUNTS.flatMap((stale) =>
    Array.from({ length: copies }, (_one, copy) => ({ name: `fleet-${stale}-${copy}`, stale })),
  );
  const outcomes = new Map<string, FleetOutcome>();
  const live =
    (fleet: (world: FleetWorld, queueName: string) => Promise<FleetOutcome>) =>
    async (world: FleetWorld): Promise<FleetOutcome[]> =>
      sideBySide
        ? await Promise.all(queues.map(({ name }) => fleet(world, name)))
        : await inTurn(queues, ({ name }) => fleet(world, name));

  say(`${processes} a queue, ${queues.length} queues${sideBySide ? ' at the same time' : ' in turn'}`);
  const ours = await measureFleets(
    queues,
    live(async (world, name) => {
      const outcome = await processFleet(world, name, runs, ENDS_OVER_MS, say);
      say(`${processes}, ${name}: ${outcome.succeeded} of ${runs} succeeded`);
      outcomes.set(name, outcome);
      return outcome;
    }),
  );
  say('the same by the baseline');
  const dive = await measureFleets(
    queues,
    live(async (world, name) => {
      const outcome = await diveFleet(world, name, outcomes.get(name)?.terms ?? []);
      say(`baseline for ${processes}, ${name}: ${outcome.succeeded} of ${runs} in time`);
      return outcome;
    }),
  );
  return STALE_COUNTS.map((stale) => {
    const names = queues.filter((queue) => queue.stale === stale).map(({ name }) => name);
    const of = (results: ReadonlyMap<string, FleetResult>): FleetResult =>
      together(names.flatMap((name) => results.get(name) ?? []));
    const terms = names.flatMap((name) => outcomes.get(name)?.terms ?? []);
    return {
      what: `${processes}, ${stale.toLocaleString('en-US')} stale`,
      runs,
      stale,
      results: { ours: of(ours), dive: of(dive) },
      meanWaitS: mean(terms.map(({ startsAtMs, endsAtMs }) => (endsAtMs - startsAtMs) / 1_000)),
    };
  });
}

async function inTurn<T, R>(all: readonly T[], action: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) {
    results.push(await action(one));
  }
  return results;
}
