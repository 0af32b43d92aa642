import { expect, test } from '@jest/globals';
import { readPerformance } from '../../../src/custom-vision/entities.ts';
import { decimal, metricsOf } from '../../../src/judge/metrics.ts';

const BOLT = '0a1b2c3d-0000-4000-8000-000000000001';
const NUT = '0a1b2c3d-0000-4000-8000-000000000002';
const THRESHOLDS = { threshold: 0.5, overlapThreshold: 0.3 };
const figures = { precision: 1.0, precisionStdDeviation: 0.1, recall: 0.5, recallStdDeviation: 0.2 };

test('the figures are read with their deviations, and tags with the names that they had', () => {
  const performance = readPerformance({
    ...figures,
    averagePrecision: 0.75,
    perTagPerformance: [
      { id: BOLT.toUpperCase(), name: 'old name', ...figures, averagePrecision: null },
      { id: NUT, name: 'nut', ...figures },
    ],
  });
  expect(metricsOf('iteration', performance, THRESHOLDS)).toEqual({
    iterationId: 'iteration',
    thresholds: THRESHOLDS,
    precision: 1,
    recall: 0.5,
    averagePrecision: 0.75,
    deviations: { precision: 0.1, recall: 0.2 },
    tags: [
      { id: BOLT, name: 'old name', images: null, precision: 1, recall: 0.5, averagePrecision: null },
      { id: NUT, name: 'nut', images: null, precision: 1, recall: 0.5, averagePrecision: null },
    ],
  });
});

test.each([
  ['a text', '0.5'],
  ['more than 1', 1.5],
  ['less than 0', -0.1],
  ['not there', undefined],
  ['null', null],
  ['NaN, which JSON does not have', Number.NaN],
])('a figure that is %s is unknown', (_what, precision) => {
  expect(readPerformance({ ...figures, precision }).precision).toBeNull();
});

test.each([
  [null, ''],
  [0, '0'],
  [1, '1'],
  [0.5, '0.5'],
  [0.123456, '0.1235'],
  [0.00001, '0'],
])('the figure %p is written as %p', (figure, text) => {
  expect(decimal(figure)).toBe(text);
});
