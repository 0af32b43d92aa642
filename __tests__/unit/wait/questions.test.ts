import { expect, test } from '@jest/globals';
import { blockedMs, silenceMs } from '../../../src/wait/questions.ts';

const MINUTE_MS = 60_000;

test('silence while notifications are unproven is a minute, and otherwise never under one nor over 15', () => {
  expect(silenceMs(null, true, 15 * 60_000, 0.5)).toBe(120_000);
  expect(silenceMs(null, false, 15 * 60_000, 0.5)).toBe(60_000);
  expect(silenceMs(5_000, true, 15 * 60_000, 0.5)).toBe(60_000);
  expect(silenceMs(10 * 3_600_000, true, 15 * 60_000, 0.5)).toBe(900_000);
  expect(silenceMs(10 * 3_600_000, false, 15 * 60_000, 0.5)).toBe(60_000);
});

test('how long a crowd is borne is spread by half either way, and never longer than the reconciliation', () => {
  expect(blockedMs(0, null, 0)).toBe(15_000);
  expect(blockedMs(0, null, 1)).toBe(45_000);
  expect(blockedMs(60 * MINUTE_MS, null, 0.5)).toBe(6 * MINUTE_MS);
  expect(blockedMs(60 * MINUTE_MS, 2 * MINUTE_MS, 0.5)).toBe(2 * MINUTE_MS);
});
