/**
 * Many runs on one queue: what each run costs, how soon it goes on, and what that does to the messages of all of them.
 */
import { mean, percentile, sum } from '../distribution.ts';
import type { Figure, Section } from '../figure.ts';
import type { FleetResult } from './fleet.ts';
import { processFleets } from './process-fleets.ts';
import { type Comparison, DIVE } from './protocols.ts';
import { simulatedFleets, TRAININGS } from './simulated-fleets.ts';

const MOST_RECEIVES = 3;
/** The limits for "does not grow with the number of runs", from the figures of the smallest fleet. */
const GROWTH = 1.25;

export const section: Section = {
  name: 'fan-in',
  title: `Fan-in: many runs on one queue, some notifications that nobody claims in front (simulated: ${TRAININGS})`,
  measure: async (say) => {
    const real = await processFleets(say);
    const simulated = await simulatedFleets(say);
    return [
      ...real.flatMap((comparison) =>
        figures({
          ...comparison,
          what: `${comparison.what}, waits of ${Math.round(comparison.meanWaitS)} s`,
        }),
      ),
      ...[...Map.groupBy(real, ({ runs }) => runs)].flatMap(([runs, comparisons]) =>
        ends(`${runs} of whole processes, all stale counts`, comparisons),
      ),
      ...simulated.flatMap((comparison) => {
        const smallest = simulated.find(({ runs, stale }) => runs === 1 && stale === comparison.stale);
        return figures(comparison, smallest === comparison ? undefined : smallest);
      }),
      ...ends('simulated, all fleets', simulated),
    ];
  },
};

/** @param smallest the figure that may not be exceeded by much */
function figures(
  { what, stale, results }: Comparison<FleetResult>,
  smallest?: Comparison<FleetResult>,
): Figure[] {
  const compared = (
    name: string,
    unit: Figure['unit'],
    of: (fleet: FleetResult) => number,
    grows?: 'must not grow',
  ): Figure => {
    const limit = grows && smallest ? GROWTH * of(smallest.results.ours) : undefined;
    const value = of(results.ours);
    return {
      what: `${what}: ${name}`,
      unit,
      ours: value,
      baselines: [{ name: DIVE, value: of(results.dive) }],
      ...(limit === undefined
        ? {}
        : { bar: { text: `≤ ${GROWTH} × that of 1 run = ${limit.toPrecision(3)}`, met: value <= limit } }),
    };
  };
  const most = compared('most receives of a stale message', 'receives', ({ staleReceives }) =>
    Math.max(0, ...staleReceives),
  );
  return [
    compared('queue calls a run', 'calls', ({ queueCalls, runs }) => queueCalls / runs, 'must not grow'),
    {
      ...compared('reaction p95', 's', ({ reactionsMs }) =>
        // If all runs failed, there is no reaction to measure.
        reactionsMs.length === 0 ? Infinity : percentile(reactionsMs, 0.95) / 1_000,
      ),
      floor: { name: 'one queue round trip', value: results.ours.roundTripMs / 1_000 },
    },
    ...(stale === 0
      ? []
      : [
          { ...most, bar: { text: `≤ ${MOST_RECEIVES}`, met: most.ours <= MOST_RECEIVES } },
          compared(
            'receives of a stale message, mean',
            'receives',
            ({ staleReceives }) => mean(staleReceives),
            'must not grow',
          ),
        ]),
    compared(
      'receives of live foreign messages a run',
      'receives',
      ({ liveForeignReceives, runs }) => liveForeignReceives / runs,
    ),
  ];
}

/** A figure that has to be zero. */
function ends(what: string, comparisons: readonly Comparison<FleetResult>[]): Figure[] {
  const zero = (name: string, of: (fleet: FleetResult) => number): Figure => {
    const total = (protocol: 'ours' | 'dive'): number =>
      sum(comparisons.map(({ results }) => of(results[protocol])));
    return {
      what: `${what}: ${name}`,
      unit: 'count',
      ours: total('ours'),
      baselines: [{ name: DIVE, value: total('dive') }],
      bar: { text: '0', met: total('ours') === 0 },
    };
  };
  return [
    zero('runs that did not succeed', ({ runs, succeeded }) => runs - succeeded),
    zero('foreign messages lost', ({ lost }) => lost),
  ];
}
