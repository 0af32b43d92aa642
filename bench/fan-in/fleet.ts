/**
 * The measurements of a fleet: of runs that wait on one queue at the same time.
 */
import { percentile } from '../distribution.ts';

export interface FleetResult {
  readonly runs: number;
  /** How many runs ended as they should. */
  readonly succeeded: number;
  /** The time from when the notification is visible to the service's first answer that the training has ended. */
  readonly reactionsMs: readonly number[];
  /** Calls of any kind, by all runs. */
  readonly queueCalls: number;
  /** How often each of the stale notifications was received. */
  readonly staleReceives: readonly number[];
  /** How often runs received notifications that another run was waiting for. */
  readonly liveForeignReceives: number;
  /** How many stale notifications were deleted. */
  readonly lost: number;
  /** The median time of one call to a queue meanwhile. */
  readonly roundTripMs: number;
}

/** Adds the measurements of several fleets of one kind up. */
export function together(fleets: readonly FleetResult[]): FleetResult {
  const total = (of: (fleet: FleetResult) => number): number =>
    fleets.reduce((sum, fleet) => sum + of(fleet), 0);
  return {
    runs: total(({ runs }) => runs),
    succeeded: total(({ succeeded }) => succeeded),
    reactionsMs: fleets.flatMap(({ reactionsMs }) => reactionsMs),
    queueCalls: total(({ queueCalls }) => queueCalls),
    staleReceives: fleets.flatMap(({ staleReceives }) => staleReceives),
    liveForeignReceives: total(({ liveForeignReceives }) => liveForeignReceives),
    lost: total(({ lost }) => lost),
    roundTripMs: percentile(
      fleets.map(({ roundTripMs }) => roundTripMs),
      0.5,
    ),
  };
}
