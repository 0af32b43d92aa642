import { expect, test } from '@jest/globals';
import { callsUsd, runnerUsd } from '../../bench/prices.ts';

test('ten thousand queue calls cost what the price list says, calls to the training API nothing', () => {
  expect(callsUsd({ queue: 10_000, trainingApi: 0 })).toBeCloseTo(0.004, 10);
  expect(callsUsd({ queue: 0, trainingApi: 10_000 })).toBe(0);
});

test('a runner that waits a second too long costs a sixtieth of a minute', () => {
  expect(runnerUsd(60_000)).toBeCloseTo(0.006, 10);
  expect(runnerUsd(1_000)).toBeCloseTo(0.0001, 10);
});
