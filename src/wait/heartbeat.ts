/**
 * Signs of life in the log of a long wait: every minute for ten minutes, then every five.
 */
import { formatDuration } from '../time/clock.ts';
import type { Report } from '../report/report.ts';

const OFTEN_MS = 60_000;
const SELDOM_MS = 300_000;
const OFTEN_FOR_MS = 600_000;

export class Heartbeat {
  private readonly what: string;
  private readonly started: number;
  private readonly usualMs: number | undefined;
  private readonly report: Report;
  /** The time waited at which the next line is due. */
  private dueMs = OFTEN_MS;

  constructor(what: string, started: number, usualMs: number | undefined, report: Report) {
    this.what = what;
    this.started = started;
    this.usualMs = usualMs;
    this.report = report;
  }

  /** Writes a line if one is due. */
  beat(now: number): void {
    const waited = now - this.started;
    if (waited < this.dueMs) {
      return;
    }
    // By the full minutes since the start: counted from the last line, each one would be some seconds later.
    const step = waited < OFTEN_FOR_MS ? OFTEN_MS : SELDOM_MS;
    this.dueMs = (Math.floor(waited / step) + 1) * step;
    const rest =
      this.usualMs !== undefined && this.usualMs > waited
        ? `, likely ${formatDuration(this.usualMs - waited)} more, as before`
        : '';
    this.report.info(`Still waiting for ${this.what}: ${formatDuration(waited)}${rest}.`);
  }
}
