import { expect, test } from '@jest/globals';
import { mean, percentile } from '../../bench/distribution.ts';

const HUNDRED = Array.from({ length: 100 }, (_one, index) => 100 - index);

test('a percentile is a number that was measured, whatever their order', () => {
  expect(percentile(HUNDRED, 0.5)).toBe(50);
  expect(percentile(HUNDRED, 0.95)).toBe(95);
  expect(percentile(HUNDRED, 1)).toBe(100);
});

test('of a few numbers the 95th percentile is the largest', () => {
  expect(percentile([3, 1, 2], 0.95)).toBe(3);
  expect(percentile([7], 0.5)).toBe(7);
});

test('numbers are not compared as texts', () => {
  expect(percentile([9, 10, 100], 1)).toBe(100);
});

test('nothing measured is no figure', () => {
  expect(() => percentile([], 0.95)).toThrow('nothing was measured');
  expect(() => mean([])).toThrow('nothing was measured');
});

test('a mean counts every number', () => {
  expect(mean([1, 2, 6])).toBe(3);
});
