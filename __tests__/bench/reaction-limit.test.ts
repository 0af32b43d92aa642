import { expect, test } from '@jest/globals';
import { delayInForceS, endWithinPause, reactionLimit } from '../../bench/waits/delay-in-force.ts';

test('the delay in force grows with the root of the time waited, from half a second to five', () => {
  expect([5, 30, 120, 600, 3_600, 21_600].map((waitS) => delayInForceS(waitS).toFixed(3))).toEqual([
    '0.500',
    '0.500',
    '0.986',
    '2.205',
    '5.000',
    '5.000',
  ]);
});

test('a reaction may take one and a quarter of the delay and four round trips', () => {
  const { limitS, text } = reactionLimit(30, 10);
  expect(limitS).toBeCloseTo(1.25 * 0.5 + 4 * 0.01, 10);
  expect(text).toBe('≤ 1.25 × 0.50 s + 4 × 0.0100 s = 0.67 s');
});

test('an end comes anywhere in the last pause of its wait', () => {
  expect(endWithinPause(30, 0)).toBe(30);
  expect(endWithinPause(30, 1)).toBe(29.5);
});
