/**
 * What one wait has measured.
 */

export interface WaitResult {
  /** From the end, when its message is sent, to the run going on. */
  readonly reactionMs: number;
  readonly trainingApiCalls: number;
  /** Clearing up after the wait included. */
  readonly queueCalls: number;
  /** Peeks and receives until the run goes on. */
  readonly looks: number;
}

export type WayName = 'ours' | 'quickstart' | 'trigger';

/** Waits of one length, each by itself on a queue of its own. */
export interface MeasuredWaits {
  readonly waitS: number;
  readonly clock: 'real' | 'virtual';
  readonly results: Readonly<Record<WayName, readonly WaitResult[]>>;
  /** One call to the queue and its answer, meanwhile: the middle of many. */
  readonly roundTripMs: number;
}

/** How many waits of each way make a series. */
export type Repetitions = Readonly<Record<WayName, number>>;
