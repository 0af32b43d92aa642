import { expect, test } from '@jest/globals';
import { metricsInOneLine } from '../../../src/judge/metrics-line.ts';
import type { ComparedMetrics, Metrics } from '../../../src/judge/metrics.ts';

function metrics(
  iterationId: string,
  precision: number | null,
  more: Partial<ComparedMetrics> = {},
): ComparedMetrics {
  return {
    iterationId,
    thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
    precision,
    recall: 0.88,
    averagePrecision: 0.9471,
    deviations: { precision: 0.0204, recall: 0.05 },
    tags: [],
    previous: null,
    published: null,
    ...more,
  };
}

const THIS = 'precision 0.93 (±0.02), recall 0.88 (±0.05), average precision 0.947';
const earlier: Metrics = { ...metrics('a', 0.911), averagePrecision: null };

test.each<[string, ComparedMetrics, string]>([
  ['nothing to compare with', metrics('b', 0.93), THIS],
  [
    'a previous iteration; a figure that it lacks is left out',
    metrics('b', 0.93, { previous: earlier }),
    `${THIS}; compared with the previous iteration: precision +0.019, recall unchanged`,
  ],
  [
    'another one that is published',
    metrics('b', 0.93, { previous: earlier, published: metrics('c', 0.95) }),
    `${THIS}; compared with the previous iteration: precision +0.019, recall unchanged; compared with the published iteration: precision −0.02, recall unchanged, average precision unchanged`,
  ],
  [
    'one that is both',
    metrics('b', 0.93, { previous: earlier, published: earlier }),
    `${THIS}; compared with the previous iteration, which is published: precision +0.019, recall unchanged`,
  ],
  ['an iteration that is published itself', metrics('b', 0.93, { published: metrics('b', 0.93) }), THIS],
  [
    'figures that are not known',
    metrics('b', null, { recall: null, averagePrecision: null, previous: earlier }),
    'precision unknown, recall unknown, average precision unknown',
  ],
])('%s', (_what, known, line) => {
  expect(metricsInOneLine(known)).toBe(line);
});
