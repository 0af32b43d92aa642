/**
 * Says every few seconds how far a long step is.
 */
import { counted } from '../report/counted.ts';
import type { Report } from '../report/report.ts';
import { type Clock, formatDuration } from '../time/clock.ts';

const PAUSE_MS = 5_000;
const MEGABYTE = 1_000_000;

/** What a step says of itself while it goes on. */
export interface Tally {
  done: number;
  bytes: number;
}

export interface Watched {
  /** Begins the line, such as `Sent`. */
  readonly verb: string;
  /** What is counted, such as `image`. */
  readonly thing: string;
  readonly total: number;
  /** `null`: not known before. */
  readonly totalBytes: number | null;
}

/** @param step counts in the tally what it has done */
export async function withProgress<T>(
  watched: Watched,
  step: (tally: Tally) => Promise<T>,
  { clock, report, signal }: { clock: Clock; report: Pick<Report, 'info'>; signal: AbortSignal },
): Promise<T> {
  const tally = { done: 0, bytes: 0 };
  const over = new AbortController();
  const begun = clock.now();
  const tell = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(PAUSE_MS, AbortSignal.any([signal, over.signal]));
      report.info(line(watched, tally, clock.now() - begun));
    }
  };
  // It ends with the step, or with the run.
  const told = tell().catch(() => undefined);
  try {
    return await step(tally);
  } finally {
    over.abort();
    await told;
  }
}

function line(
  { verb, thing, total, totalBytes }: Watched,
  { done, bytes }: Tally,
  elapsedMs: number,
): string {
  const megabytes = (bytes / MEGABYTE).toFixed(0);
  const ofAll = totalBytes === null ? '' : ` of ${(totalBytes / MEGABYTE).toFixed(0)}`;
  const rest = done === 0 ? '' : `, about ${formatDuration((elapsedMs / done) * (total - done))} left`;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${verb} ${done} of ${counted(total, thing)} (${percent} %), ${megabytes}${ofAll} MB${rest}.`;
}
