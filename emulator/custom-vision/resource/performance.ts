/**
 * Figures of how well a trained iteration predicts. They follow from its images, its tags and the thresholds, so that the
 * same project has the same figures every time; or they are those that somebody has set.
 */
import { createHash } from 'node:crypto';
import { notFound } from './api-error.ts';
import type { Figures, ToldFigures } from './figures.ts';
import { imagesOfTag } from './project.ts';
import type { Iteration, Tag } from './project.ts';

export interface Performance extends ToldFigures {
  perTag: (ToldFigures & { id: string; name: string })[];
}

/** From 0 to 1. */
export interface Thresholds {
  /** The probability above which a prediction counts. */
  threshold: number;
  /** The overlap above which two boxes count as the same; for object detection only. */
  overlapThreshold: number;
}

/** With so many images of a tag, half of what can go wrong with it does. */
const IMAGES_OF_HALF = 6;

/**
 * Counts as one question for the figures.
 * @throws ApiError NotFoundIterationPerformance for an iteration that is not trained, or of which the figures are late
 */
export function performanceOf(iteration: Iteration, thresholds: Thresholds): Performance {
  if (iteration.status !== 'Completed') {
    throw notFound(
      'NotFoundIterationPerformance',
      `The iteration ${iteration.id} is ${iteration.status}; there are figures of Completed ones only.`,
    );
  }
  if (iteration.lateFigures > 0) {
    iteration.lateFigures -= 1;
    throw notFound(
      'NotFoundIterationPerformance',
      `The iteration ${iteration.id} is trained, and its figures are not there yet.`,
    );
  }
  const detection = iteration.domain.type === 'ObjectDetection';
  const overlapThreshold = detection ? thresholds.overlapThreshold : 0;
  const { tags: ofTags = {}, ...ofAll } = iteration.figures;
  const made = iteration.tags.map((tag) => figuresOf(tag, iteration, { ...thresholds, overlapThreshold }));
  return {
    perTag: iteration.tags.flatMap(({ id, name }, index) => {
      const figures = made[index];
      return figures === undefined ? [] : [{ id, name, ...figures, ...ofTags[name] }];
    }),
    ...mean(made),
    ...ofAll,
  };
}

/**
 * A higher threshold makes predictions fewer and better; a higher overlap makes both figures worse. Each further image of
 * a tag helps less than the one before, so of two tags with unlike numbers of images the mean is worse than of two alike.
 */
function figuresOf(tag: Tag, { images }: Iteration, { threshold, overlapThreshold }: Thresholds): Figures {
  // Some tags are harder to tell than others.
  const [mistaken = 0, missed = 0] = createHash('sha256').update(tag.name).digest();
  const few = 1 / (1 + imagesOfTag(tag.id, images) / IMAGES_OF_HALF);
  const share = (byte: number): number => Math.min(1, few * (0.9 + (0.2 * byte) / 255));
  const fit = 1 - 0.5 * overlapThreshold ** 2;
  return {
    precision: fit * (1 - share(mistaken) * (1 - threshold)),
    precisionStdDeviation: 0.2 * few * (1 - threshold),
    recall: fit * (1 - share(missed) * threshold),
    recallStdDeviation: 0.2 * few * threshold,
    averagePrecision: fit * (1 - (share(mistaken) * share(missed)) / 2),
  };
}

/** Every tag counts the same, however many images it has. */
function mean(all: readonly Figures[]): Figures {
  const of = (figure: keyof Figures): number =>
    all.reduce((sum, figures) => sum + figures[figure], 0) / Math.max(1, all.length);
  return {
    precision: of('precision'),
    precisionStdDeviation: of('precisionStdDeviation'),
    recall: of('recall'),
    recallStdDeviation: of('recallStdDeviation'),
    averagePrecision: of('averagePrecision'),
  };
}
