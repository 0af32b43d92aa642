/**
 * How far a long transfer is, every few seconds.
 */
import type { Clock } from '../time/clock.ts';
import type { Report } from '../report/report.ts';

const EVERY_MS = 5_000;

/**
 * Starts counting.
 * @param length in bytes; `null` if it is not known
 * @returns a function that adds bytes, and writes a line if one is due
 */
export function progress(
  what: string,
  length: number | null,
  report: Report,
  clock: Clock,
): (more: number) => void {
  let [bytes, toldBytes, toldAt] = [0, 0, clock.now()];
  return (more) => {
    bytes += more;
    const tookMs = clock.now() - toldAt;
    if (tookMs < EVERY_MS) {
      return;
    }
    const share = length === null ? '' : ` of ${megabytes(length)} (${Math.floor((100 * bytes) / length)} %)`;
    const rate = megabytes((bytes - toldBytes) / (tookMs / 1_000));
    report.info(`Fetching ${what}: ${megabytes(bytes)}${share}, ${rate}/s.`);
    [toldBytes, toldAt] = [bytes, clock.now()];
  };
}

function megabytes(bytes: number): string {
  const value = bytes / 1_000_000;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} MB`;
}
