/**
 * Signs of life in the log of a long wait: every minute for ten minutes, then every five.
 */
import { type Clock, formatDuration } from '../time/clock.ts';
import type { Report } from '../report/report.ts';

const OFTEN_MS = 60_000;
const SELDOM_MS = 300_000;
const OFTEN_FOR_MS = 600_000;

/**
 * Starts counting.
 * @param usualMs how long such a thing took before, if that is known
 * @returns a function that writes a line if one is due
 */
export function heartbeat(
  what: string,
  usualMs: number | undefined,
  { clock, report }: { readonly clock: Clock; readonly report: Report },
): () => void {
  const started = clock.now();
  let dueMs = OFTEN_MS;
  return () => {
    const waited = clock.now() - started;
    if (waited < dueMs) {
      return;
    }
    // Due at a full minute since the start: if it were counted from the last line, each would be some seconds later.
    const step = waited < OFTEN_FOR_MS ? OFTEN_MS : SELDOM_MS;
    dueMs = (Math.floor(waited / step) + 1) * step;
    const restMs = (usualMs ?? 0) - waited;
    const rest = restMs > 0 ? `, likely ${formatDuration(restMs)} more, as before` : '';
    report.info(`Still waiting for ${what}: ${formatDuration(waited)}${rest}.`);
  };
}
