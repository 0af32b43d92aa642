/** A workflow run as GitHub keeps it: its attempts, and the jobs of each. Times are milliseconds since 1970. */

type WorkflowState = 'active' | 'deleted' | 'disabled_fork' | 'disabled_inactivity' | 'disabled_manually';
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'timed_out' | 'skipped';
export type Status = 'queued' | 'in_progress' | 'waiting' | 'completed';

export interface Workflow {
  readonly id: number;
  readonly name: string;
  /** `.github/workflows/NAME.yml` */
  readonly path: string;
  state: WorkflowState;
  readonly createdAt: number;
  updatedAt: number;
}

/** What the workflow file says about a job. */
export interface JobPlan {
  readonly name: string;
  /** Names of jobs. */
  readonly needs?: readonly string[];
  /** The environment whose reviewers are asked first, if `Repository.protectedEnvironments` has it. */
  readonly environment?: string;
  /** Its `if:`, asked when all needed jobs are over. Default: all of them succeeded. */
  readonly runsIf?: (needed: readonly Job[]) => boolean;
}

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** A job of one attempt. Its id is that of its check run as well. */
export interface Job {
  readonly id: number;
  readonly plan: JobPlan;
  readonly run: Run;
  readonly attempt: number;
  /** `blocked`: it needs others first, and no list has it. */
  status: Status | 'blocked';
  conclusion: Conclusion | null;
  readonly createdAt: number;
  startedAt: number | null;
  completedAt: number | null;
  annotations: readonly Annotation[];
}

export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly startedAt: number;
  updatedAt: number;
  /** The login of whoever started it. */
  readonly triggeredBy: string;
  readonly jobs: readonly Job[];
}

export interface Run {
  readonly id: number;
  /** Among the runs of its workflow, from 1. */
  readonly number: number;
  readonly workflow: Workflow;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly createdAt: number;
  /** The oldest first; never empty. */
  readonly attempts: Attempt[];
}

export function latestOf({ attempts, id }: Run): Attempt {
  const latest = attempts.at(-1);
  if (latest === undefined) throw new Error(`run ${id} has no attempt`);
  return latest;
}

export function statusOf({ jobs }: Attempt): Status {
  const statuses = new Set(jobs.map(({ status }) => status));
  if ([...statuses].every((status) => status === 'completed')) return 'completed';
  if (statuses.has('in_progress')) return 'in_progress';
  if (statuses.has('queued')) return statuses.has('completed') ? 'in_progress' : 'queued';
  return 'waiting';
}

/** The worst of its jobs; `null` until all of them are over. */
export function conclusionOf(attempt: Attempt): Conclusion | null {
  if (statusOf(attempt) !== 'completed') return null;
  const conclusions = new Set(attempt.jobs.map(({ conclusion }) => conclusion));
  const worst = (['failure', 'timed_out', 'cancelled', 'success'] as const).find((one) =>
    conclusions.has(one),
  );
  return worst ?? 'skipped';
}

/** A job and all jobs that need it, by their names. */
export function withDependents(jobs: readonly Job[], names: Iterable<string>): Set<string> {
  const found = new Set(names);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { plan } of jobs) {
      if (plan.needs?.some((name) => found.has(name)) === true) found.add(plan.name);
    }
  }
  return found;
}
