/**
 * How long an export may take.
 */
import { formatDuration } from '../time/clock.ts';
import type { Overdue } from '../wait/awaited.ts';

/** Recorded exports took 2 to 40 seconds; large ones, and the queue before them, take minutes. */
const LONGEST_MS = 3_600_000;

/**
 * What is said of an export that runs for longer than it can.
 * @param what such as "the export of iteration …"
 * @param since when this run began to wait for it, in milliseconds since the epoch: the service tells no earlier time
 */
export function overdueExport(what: string, since: number): Overdue {
  return {
    heading: 'Export takes too long',
    at: since + LONGEST_MS,
    lines: (now) => [
      `This run waits for ${what} since ${new Date(since).toISOString()}, for ${formatDuration(now - since)}: longer than an export takes.`,
      'Next: look at it in the portal; no operation of the service cancels an export, so if it does not end, choose another entry for platforms, or ask the support of Azure with the ids of project and iteration. The run goes on waiting.',
    ],
  };
}
