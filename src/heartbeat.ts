/**
 * Signs of life in the log of a long wait: every minute for ten minutes, then every five.
 */
import { formatDuration } from './clock.ts';
import type { Report } from './report.ts';

const OFTEN_MS = 60_000;
const SELDOM_MS = 300_000;
const OFTEN_FOR_MS = 600_000;

export class Heartbeat {
  private readonly what: string;
  private readonly started: number;
  private readonly usualMs: number | undefined;
  private readonly report: Report;
  private last: number;

  constructor(what: string, started: number, usualMs: number | undefined, report: Report) {
    this.what = what;
    this.started = started;
    this.usualMs = usualMs;
    this.report = report;
    this.last = started;
  }

  /** Writes a line if one is due. */
  beat(now: number): void {
    const waited = now - this.started;
    if (now - this.last < (waited <= OFTEN_FOR_MS ? OFTEN_MS : SELDOM_MS)) {
      return;
    }
    this.last = now;
    const rest =
      this.usualMs !== undefined && this.usualMs > waited
        ? `, likely ${formatDuration(this.usualMs - waited)} more, as before`
        : '';
    this.report.info(`Still waiting for ${this.what}: ${formatDuration(waited)}${rest}.`);
  }
}
