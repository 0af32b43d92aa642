import { beforeEach, expect, test } from '@jest/globals';
import { progress } from '../../../src/download/progress.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';

let clock = new FakeClock();
let report = new RecordedReport();

beforeEach(() => {
  clock = new FakeClock();
  report = new RecordedReport();
});

function fetch(length: number | null, steps: readonly (readonly [ms: number, bytes: number])[]): string[] {
  const add = progress('the blob', length, report, clock);
  for (const [ms, bytes] of steps) {
    clock.advance(ms);
    add(bytes);
  }
  return report.of('info');
}

test('a long transfer tells bytes, share and rate every five seconds', () => {
  const second = [1_000, 30_000_000] as const;
  expect(fetch(1_000_000_000, [...Array<typeof second>(9).fill(second), [1_000, 90_000_000]])).toEqual([
    'Fetching the blob: 150 MB of 1000 MB (15 %), 30 MB/s.',
    'Fetching the blob: 360 MB of 1000 MB (36 %), 42 MB/s.',
  ]);
});

test('a short one says nothing', () => {
  expect(
    fetch(100, [
      [4_000, 50],
      [999, 50],
    ]),
  ).toEqual([]);
});

test('a length that is not known leaves out the share, and little is told exactly', () => {
  expect(fetch(null, [[10_000, 1_234_567]])).toEqual(['Fetching the blob: 1.2 MB, 0.1 MB/s.']);
});

test('all but the last byte is not yet 100 %', () => {
  expect(fetch(10_000_000, [[5_000, 9_999_999]])).toEqual([
    'Fetching the blob: 10.0 MB of 10 MB (99 %), 2.0 MB/s.',
  ]);
});
