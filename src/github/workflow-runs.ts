/**
 * The workflow runs of this repository, as GitHub's REST API has them: what the relay reads of them, and what it asks for.
 */

/** A run, as a list of runs shows it. Ids are digits; times are in milliseconds since the epoch, `null` where unknown. */
export interface ListedRun {
  readonly id: string;
  readonly attempt: number;
  /** False while it is queued, runs, or waits for somebody. */
  readonly completed: boolean;
  /** GitHub's word for how its latest attempt ended, such as `success`; `null` before that. */
  readonly conclusion: string | null;
  readonly createdAt: number | null;
  /** What `completed` changed last: of a completed run, about when its latest attempt ended. */
  readonly updatedAt: number | null;
}

/**
 * A job of a run. A later attempt that did not run it again lists a copy of it: under a new id, with the old times and
 * conclusion, and without annotations.
 */
export interface Job {
  /** That of its check run, too. */
  readonly id: string;
  readonly name: string;
  /** The attempt that lists it. */
  readonly attempt: number;
  /** `null` while it is queued, runs, or waits for somebody; else GitHub's word, such as `success` or `skipped`. */
  readonly conclusion: string | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}

/** What a step has said of itself on the page of its run; foreign text. */
export interface Annotation {
  readonly title: string;
  readonly message: string;
}

/** Every method throws RunsError, and the signal's reason when aborted. */
export interface RunsApi {
  /** How many requests were sent. */
  readonly sent: number;
  /** What its last answer says is left of an hour's requests, from 0 to 1. All workflows of a repository share them. */
  readonly left: number;
  /** The jobs of the latest attempt, or of all of them. */
  jobs(runId: string, attempts: 'latest' | 'all'): Promise<readonly Job[]>;
  annotations(jobId: string): Promise<readonly Annotation[]>;
  /** Runs the job once more, and the jobs that depend on it. */
  rerunJob(jobId: string): Promise<void>;
  rerunRun(runId: string): Promise<void>;
  /**
   * A page of all runs created in a time, the newest first, up to 100; GitHub gives no more than ten pages
   * of a time.
   * @param page counted from 1
   */
  runsIn(
    time: { readonly since: number; readonly until: number },
    page: number,
  ): Promise<readonly ListedRun[]>;
  /** Whether a run of a workflow that was created since then has succeeded. @param workflow its file, such as `relay.yml` */
  hasSucceededSince(workflow: string, since: number): Promise<boolean>;
  /** Lets a workflow's schedule and other events start it, or not. */
  setEnabled(workflow: string, enabled: boolean): Promise<void>;
}

/** Why GitHub did not do it. */
export type RunsRefusal =
  /** The token is not known, or no longer. */
  | 'bad token'
  /** The token lacks a right. */
  | 'no right'
  /** Another repository's, or deleted. */
  | 'not found'
  /** The run has not ended: somebody else runs it again already. */
  | 'already running'
  /** The run was created more than 30 days ago. */
  | 'too old'
  /** A rate limit is used up. */
  | 'limited'
  /** Anything else that GitHub says no to. */
  | 'refused'
  /** No answer, or trouble that may pass: what was asked for may have been done. */
  | 'no answer'
  | 'something else answered';

export class RunsError extends Error {
  override readonly name = 'RunsError';
  readonly refusal: RunsRefusal;
  /** `null`: no answer arrived. */
  readonly status: number | null;
  /** How long to wait before anything more is asked for: a limit is used up, by this request or before. */
  readonly retryAfterMs: number;
  /** What it takes, such as `actions=write`, as GitHub names it in a header; foreign text. */
  readonly needs: string | null;

  /** @param said what GitHub said, raw: callers show it by `foreign` or `quoted` only */
  constructor(
    refusal: RunsRefusal,
    said: string,
    more: Partial<Pick<RunsError, 'status' | 'retryAfterMs' | 'needs' | 'cause'>> = {},
  ) {
    super(said, { cause: more.cause });
    this.refusal = refusal;
    this.status = more.status ?? null;
    this.retryAfterMs = more.retryAfterMs ?? 0;
    this.needs = more.needs ?? null;
  }
}
