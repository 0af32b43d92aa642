/**
 * How a run can end, and the one error type that ends it with words for the user.
 */
import type { ErrorHeading, ErrorTitle } from './headings.ts';

/** The `status` output. A closed list: callers switch over it. */
export type Status =
  | 'succeeded'
  | 'pending'
  | 'dry-run'
  | 'training-failed'
  | 'below-threshold'
  | 'export-failed'
  | 'smoke-test-failed'
  | 'timed-out'
  | 'cancelled'
  | 'failed';

/** Ends that are no failure. */
export const GREEN = ['succeeded', 'pending', 'dry-run'] as const satisfies Status[];

export type FailureStatus = Exclude<Status, (typeof GREEN)[number]>;

/**
 * A failure with its explanation: what the action was doing to which object, what was answered, and what the user can
 * do next. Callers have passed foreign text in its lines through `foreign` already.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: FailureStatus;
  /** More than one where several things failed. */
  readonly headings: readonly ErrorHeading[];

  constructor(
    status: FailureStatus,
    heading: ErrorHeading | readonly ErrorHeading[],
    lines: readonly string[],
    options?: ErrorOptions,
  ) {
    super(lines.join('\n'), options);
    this.status = status;
    this.headings = typeof heading === 'string' ? [heading] : [...new Set(heading)];
  }

  /** Heads the annotation. */
  get title(): ErrorTitle {
    return this.headings.join(', ') as ErrorTitle;
  }
}

/** The first lines of a long list, and how many it leaves out. */
export function shortened(lines: readonly string[], most: number): string[] {
  return [...lines.slice(0, most), ...(lines.length > most ? [`… and ${lines.length - most} more.`] : [])];
}
