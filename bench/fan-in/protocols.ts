/**
 * The two protocols that are compared on a shared queue.
 */
import { ours } from '../waits/ours.ts';
import type { Way } from '../waits/way.ts';
import { PeekTakeDive } from './peek-take-dive.ts';

export type ProtocolName = 'ours' | 'dive';

export const protocols: Readonly<Record<ProtocolName, Way>> = {
  ours,
  dive: (place) => new PeekTakeDive(place),
};

/** The baseline's name in the table. */
export const DIVE = 'peek, take, dive';

/** How many unclaimed notifications stand in front. */
export const STALE_COUNTS = [0, 31, 32, 100, 1_000];

/** The same fleet by both protocols. */
export interface Comparison<Result> {
  /** Such as "50 processes, 100 stale". */
  readonly what: string;
  readonly stale: number;
  readonly results: Readonly<Record<ProtocolName, Result>>;
}
