/**
 * Made-up figures of how well a trained iteration predicts. They follow from the ids alone, so the same request has the
 * same answer, and they react to the thresholds as real ones do.
 */
import { createHash } from 'node:crypto';
import { notFound } from './api-error.ts';
import type { Iteration } from './project.ts';

interface Figures {
  precision: number;
  precisionStdDeviation: number;
  recall: number;
  recallStdDeviation: number;
  averagePrecision: number;
}

export interface Performance extends Figures {
  perTag: (Figures & { id: string; name: string })[];
}

/** From 0 to 1. */
export interface Thresholds {
  /** The probability above which a prediction counts. */
  threshold: number;
  /** The overlap above which two boxes count as the same; for object detection only. */
  overlapThreshold: number;
}

/** @throws ApiError NotFoundIterationPerformance for an iteration that is not trained */
export function performanceOf(iteration: Iteration, thresholds: Thresholds): Performance {
  if (iteration.status !== 'Completed') {
    throw notFound(
      'NotFoundIterationPerformance',
      `The iteration ${iteration.id} is ${iteration.status}; there are figures of Completed ones only.`,
    );
  }
  const detection = iteration.domain.type === 'ObjectDetection';
  const overlapThreshold = detection ? thresholds.overlapThreshold : 0;
  const figures = (seed: string): Figures =>
    figuresOf(`${iteration.id}/${seed}`, { ...thresholds, overlapThreshold });
  return {
    perTag: iteration.tags.map(({ id, name }) => ({ id, name, ...figures(id) })),
    ...figures('all'),
  };
}

/** A higher threshold makes predictions fewer and better; a higher overlap makes both figures worse. */
function figuresOf(seed: string, { threshold, overlapThreshold }: Thresholds): Figures {
  const [mistakes = 0, misses = 0, spread = 0] = createHash('sha256').update(seed).digest();
  const share = (byte: number): number => 0.05 + (0.3 * byte) / 255;
  const fit = 1 - 0.5 * overlapThreshold ** 2;
  const precision = fit * (1 - share(mistakes) * (1 - threshold));
  const recall = fit * (1 - share(misses) * threshold);
  return {
    precision: rounded(precision),
    precisionStdDeviation: rounded(0.2 * share(spread) * (1 - threshold)),
    recall: rounded(recall),
    recallStdDeviation: rounded(0.2 * share(spread) * threshold),
    averagePrecision: rounded(fit * (1 - (share(mistakes) * share(misses)) / 2)),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
