/**
 * How a run can end, and the one error type that ends it with words for the user.
 */
import type { ErrorHeading } from './headings.ts';

/** The `status` output. A closed list: callers switch over it. */
export type Status =
  'succeeded' | 'pending' | 'training-failed' | 'export-failed' | 'timed-out' | 'cancelled' | 'failed';

export type FailureStatus = Exclude<Status, 'succeeded' | 'pending'>;

/**
 * A failure that is explained: what was being done to which object, what was answered, and what to do next.
 * Foreign text in its lines has been through `foreign` already.
 */
export class Failure extends Error {
  readonly status: FailureStatus;
  /** More than one where several things have failed. */
  readonly headings: readonly ErrorHeading[];

  constructor(
    status: FailureStatus,
    heading: ErrorHeading | readonly ErrorHeading[],
    lines: readonly string[],
    options?: ErrorOptions,
  ) {
    super(lines.join('\n'), options);
    this.name = 'Failure';
    this.status = status;
    this.headings = typeof heading === 'string' ? [heading] : [...new Set(heading)];
  }

  /** Heads the annotation. */
  get title(): string {
    return this.headings.join(', ');
  }
}
