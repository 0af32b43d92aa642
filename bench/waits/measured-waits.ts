/**
 * The waits of the sections Reaction and Calls. They are measured once, even if both sections are run.
 */
import { realWaits } from './real-waits.ts';
import { virtualWaits } from './virtual-waits.ts';
import type { MeasuredWaits, Repetitions } from './wait-result.ts';

const REAL_WAITS_S = [5, 30, 120];
const REAL_REPETITIONS: Repetitions = { ours: 60, quickstart: 20, trigger: 20 };
const VIRTUAL_WAITS: readonly { waitS: number; repetitions: Repetitions }[] = [
  { waitS: 600, repetitions: { ours: 200, quickstart: 60, trigger: 200 } },
  { waitS: 3_600, repetitions: { ours: 100, quickstart: 20, trigger: 100 } },
  { waitS: 21_600, repetitions: { ours: 60, quickstart: 10, trigger: 100 } },
];

let measured: Promise<MeasuredWaits[]> | undefined;

/** @param say a line of progress */
export function measuredWaits(say: (line: string) => void): Promise<MeasuredWaits[]> {
  measured ??= measure(say);
  return measured;
}

async function measure(say: (line: string) => void): Promise<MeasuredWaits[]> {
  const all = await realWaits(REAL_WAITS_S, REAL_REPETITIONS, say);
  for (const { waitS, repetitions } of VIRTUAL_WAITS) {
    say(`waits of ${waitS / 60} min on a virtual clock`);
    all.push(await virtualWaits(waitS, repetitions));
  }
  return all;
}

/** The length of a wait in words, such as `30 s`, `10 min` or `6 h`, and whether the clock is virtual. */
export function labelOf({ waitS, clock, results }: MeasuredWaits): string {
  const length = waitS < 180 ? `${waitS} s` : waitS < 3_600 ? `${waitS / 60} min` : `${waitS / 3_600} h`;
  return `${length} (${clock} clock, ${results.ours.length} waits)`;
}
