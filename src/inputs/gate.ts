/**
 * The inputs that say how a model is measured, and what it has to reach to be delivered.
 */
import type { InputReader } from './reader.ts';

/** At which probability a prediction counts, and for object detection at which overlap of two boxes; from 0 to 1. */
export interface Thresholds {
  readonly threshold: number;
  readonly overlapThreshold: number;
}

/** What the figures of a model have to be, from 0 to 1; `null`: nothing is asked of this one. */
export interface Gate {
  readonly minimums: {
    readonly precision: number | null;
    readonly recall: number | null;
    readonly averagePrecision: number | null;
  };
  /** What the minimums hold for: the model alone, or each of its tags as well. */
  readonly minimumFor: 'model' | 'tags';
  /** The iteration that this one may not fall behind in any figure by more than `tolerance`. */
  readonly noWorseThan: 'none' | 'previous' | 'published';
  readonly tolerance: number;
}

export function readThresholds(reader: InputReader): Thresholds {
  return {
    threshold: reader.share('metrics-threshold', 0.5),
    overlapThreshold: reader.share('metrics-overlap-threshold', 0.3),
  };
}

export function readGate(reader: InputReader): Gate {
  const gate: Gate = {
    minimums: {
      precision: reader.optionalShare('minimum-precision', 0.9),
      recall: reader.optionalShare('minimum-recall', 0.9),
      averagePrecision: reader.optionalShare('minimum-average-precision', 0.9),
    },
    minimumFor: reader.choice('minimum-for', 'model', 'tags'),
    noWorseThan: reader.choice('no-worse-than', 'none', 'previous', 'published'),
    tolerance: reader.share('tolerance', 0.02),
  };
  // It would look like a gate and let everything pass.
  reader.compare([
    ['minimum-for', 'minimum-precision', 'minimum-recall', 'minimum-average-precision'],
    gate.minimumFor === 'tags' && Object.values(gate.minimums).every((least) => least === null),
    'tags asks for nothing without a minimum; expected one of minimum-precision, minimum-recall and minimum-average-precision as well, such as: minimum-recall: 0.8',
  ]);
  return gate;
}
