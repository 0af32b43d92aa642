/**
 * What is known of how good an iteration is, in the form of the output `metrics`. The service measures an iteration on a
 * part of the images that it kept back from the training, so figures of two iterations come with their deviations.
 */
import type { Performance } from '../custom-vision/entities.ts';
import type { Thresholds } from '../inputs/gate.ts';

/** From 0 to 1; `null` where the service gives no such figure. */
export type Figures = Readonly<Record<(typeof FIGURES)[number], number | null>>;

export const FIGURES = ['precision', 'recall', 'averagePrecision'] as const;

export interface TagFigures extends Figures {
  readonly id: string;
  readonly name: string;
  /** `null` where the service does not say it. */
  readonly images: number | null;
}

export interface Metrics extends Figures {
  readonly iterationId: string;
  readonly thresholds: Thresholds;
  readonly deviations: Performance['deviations'];
  readonly tags: readonly TagFigures[];
}

/** Those of this iteration, beside those of earlier ones. */
export interface ComparedMetrics extends Metrics {
  /** The trained iteration before this one. */
  readonly previous: Metrics | null;
  /** The published iteration, the newest if there are several. */
  readonly published: Metrics | null;
}

export function metricsOf(
  iterationId: string,
  { tags: ofTags, ...figures }: Performance,
  thresholds: Thresholds,
): Metrics {
  return {
    iterationId,
    thresholds,
    ...figures,
    tags: ofTags.map((tag) => ({ ...tag, images: null })),
  };
}

/** A figure as people read it, and as outputs hold it: at most four digits after the point, `""` where it is unknown. */
export function decimal(figure: number | null, digits = 4): string {
  return figure === null ? '' : String(Number(figure.toFixed(digits)));
}
