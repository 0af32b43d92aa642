/**
 * What a fleet has measured: runs that wait on one queue at the same time.
 */
import { percentile } from '../distribution.ts';

export interface FleetResult {
  readonly runs: number;
  /** Those that ended as they should. */
  readonly succeeded: number;
  /** From the notification being visible to the first answer of the service that the training has ended. */
  readonly reactionsMs: readonly number[];
  /** By all runs, of any kind. */
  readonly queueCalls: number;
  /** How often each of the stale notifications was received. */
  readonly staleReceives: readonly number[];
  /** How often notifications were received that another run was waiting for. */
  readonly liveForeignReceives: number;
  /** Stale notifications that are gone. */
  readonly lost: number;
  /** One call to a queue and its answer meanwhile: the middle of many. */
  readonly roundTripMs: number;
}

/** Several fleets of one kind as one. */
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
