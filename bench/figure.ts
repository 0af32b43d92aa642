/**
 * What the benchmark reports: figures, each beside its baselines and its floor, all measured in the same run.
 */

export interface Reference {
  /** What it was compared with, such as "the quickstart's loop, 1 s". */
  readonly name: string;
  /** In the figure's unit; `null` if it could not be measured, and `why` says why. */
  readonly value: number | null;
  readonly why?: string;
}

/** A limit, and whether the figure keeps it. */
interface Bar {
  /** Such as "≤ 1.25 × 5 s + 4 round trips = 6.3 s". */
  readonly text: string;
  readonly met: boolean;
}

export interface Figure {
  /** What was measured, and under which conditions: one row of the table. */
  readonly what: string;
  readonly unit: 's' | 'ms' | 'MB' | 'calls' | 'USD' | 'receives' | 'count';
  readonly ours: number;
  readonly baselines: readonly Reference[];
  /** The best value that is possible at all. */
  readonly floor?: Reference;
  readonly bar?: Bar;
}

/** A part of the benchmark that can be run alone. */
export interface Section {
  /** For `--only`, such as `reaction`. */
  readonly name: string;
  readonly title: string;
  /** @param say a line of progress, for the terminal */
  readonly measure: (say: (line: string) => void) => Promise<Figure[]>;
}
