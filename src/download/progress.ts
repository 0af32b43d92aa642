/**
 * How far a long transfer is, every few seconds.
 */
import type { Clock } from '../time/clock.ts';
import type { Report } from '../report/report.ts';

const EVERY_MS = 5_000;

export class Progress {
  private readonly what: string;
  private readonly length: number | null;
  private readonly report: Report;
  private readonly clock: Clock;
  private bytes = 0;
  private toldBytes = 0;
  private toldAt: number;

  /** @param length in bytes; `null` if it is not known */
  constructor(what: string, length: number | null, report: Report, clock: Clock) {
    this.what = what;
    this.length = length;
    this.report = report;
    this.clock = clock;
    this.toldAt = clock.now();
  }

  /** More bytes are there; writes a line if one is due. */
  add(bytes: number): void {
    this.bytes += bytes;
    const now = this.clock.now();
    const tookMs = now - this.toldAt;
    if (tookMs < EVERY_MS) {
      return;
    }
    const share =
      this.length === null
        ? ''
        : ` of ${megabytes(this.length)} (${Math.floor((100 * this.bytes) / this.length)} %)`;
    const rate = megabytes((this.bytes - this.toldBytes) / (tookMs / 1_000));
    this.report.info(`Fetching ${this.what}: ${megabytes(this.bytes)}${share}, ${rate}/s.`);
    this.toldBytes = this.bytes;
    this.toldAt = now;
  }
}

function megabytes(bytes: number): string {
  const value = bytes / 1_000_000;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} MB`;
}
