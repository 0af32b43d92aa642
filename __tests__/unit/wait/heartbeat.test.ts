import { expect, test } from '@jest/globals';
import { heartbeat } from '../../../src/wait/heartbeat.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { RecordedReport } from '../../../trials/fakes/recorded-report.ts';

const MINUTE_MS = 60_000;

/** At which minutes a line is written, if somebody asks every second. */
function minutesOfLines(
  upToMinutes: number,
  usualMs?: number,
): { minutes: number[]; report: RecordedReport } {
  const [clock, report] = [new FakeClock(), new RecordedReport()];
  const beat = heartbeat('the training', usualMs, { clock, report });
  const minutes: number[] = [];
  for (let now = 0; now <= upToMinutes * MINUTE_MS; now += 1_000) {
    const before = report.said.length;
    beat();
    if (report.said.length > before) {
      minutes.push(now / MINUTE_MS);
    }
    clock.advance(1_000);
  }
  return { minutes, report };
}

test('there is a line every minute for ten minutes, then every five', () => {
  expect(minutesOfLines(30).minutes).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30]);
});

test('a line tells the time waited, and the likely rest while there is one', () => {
  const { report } = minutesOfLines(3, 2.5 * MINUTE_MS);
  expect(report.of('info')).toEqual([
    'Still waiting for the training: 1 min, likely 2 min more, as before.',
    'Still waiting for the training: 2 min, likely 30 s more, as before.',
    'Still waiting for the training: 3 min.',
  ]);
});

test('after a long pause there is one line and not one for each minute missed', () => {
  const [clock, report] = [new FakeClock(), new RecordedReport()];
  const beat = heartbeat('the training', undefined, { clock, report });
  clock.advance(7 * MINUTE_MS);
  beat();
  clock.advance(1);
  beat();
  expect(report.said).toHaveLength(1);
});

test('lines that come late, as looks allow, do not push the next ones back', () => {
  const [clock, report] = [new FakeClock(), new RecordedReport()];
  const beat = heartbeat('the training', undefined, { clock, report });
  // Of looks 7 s apart none is at a full minute.
  for (let now = 0; now <= 21 * MINUTE_MS; now += 7_000) {
    beat();
    clock.advance(7_000);
  }
  const minutes = report.of('info').map((line) => /: (\d+) min\.$/.exec(line)?.[1]);
  expect(minutes).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '15', '20']);
});
