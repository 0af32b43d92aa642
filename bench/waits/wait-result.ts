/**
 * The measurements of one wait.
 */

export interface WaitResult {
  /** The time from the end, when the message is sent, to when the run goes on. */
  readonly reactionMs: number;
  readonly trainingApiCalls: number;
  /** All calls, those that clear up after the wait included. */
  readonly queueCalls: number;
  /** How many peeks and receives there were until the run went on. */
  readonly looks: number;
}

export type WayName = 'ours' | 'quickstart' | 'trigger';

/** The results of waits of one length, each on a queue of its own. */
export interface MeasuredWaits {
  readonly waitS: number;
  readonly clock: 'real' | 'virtual';
  readonly results: Readonly<Record<WayName, readonly WaitResult[]>>;
  /** The median time of one call to the queue meanwhile. */
  readonly roundTripMs: number;
}

/** How many waits are measured for each way. */
export type Repetitions = Readonly<Record<WayName, number>>;
