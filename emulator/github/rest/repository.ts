/** The workflows and runs of one repository, and which runs may be run again. */
import type { Clock } from '../../custom-vision/resource/clock.ts';
import { Jobs } from './jobs.ts';
import { cannotRunAgain } from './refusal.ts';
import {
  type Attempt,
  type Conclusion,
  type Job,
  type JobPlan,
  latestOf,
  type Run,
  statusOf,
  type Workflow,
  withDependents,
} from './run.ts';

export interface RunPlan {
  readonly jobs: readonly JobPlan[];
  /** Default: the next one. */
  readonly id?: number;
  /** Default: `workflow_dispatch`. */
  readonly event?: string;
  /** Default: now. */
  readonly createdAt?: number;
}

export interface RepositoryOptions {
  readonly clock: Clock;
  /** `owner/name` */
  readonly fullName?: string;
  /** Default: yes. What is public, everybody may read. */
  readonly isPrivate?: boolean;
}

const MONTH_MS = 30 * 86_400_000;
const MOST_RE_RUNS = 50;
const SHA = '1f0c2a1e5b7d4c3f9a8e6d5b4c3a2f1e0d9c8b7a';
const UNSUCCESSFUL: readonly (Conclusion | null)[] = ['failure', 'cancelled', 'timed_out'];

export class Repository {
  readonly fullName: string;
  readonly isPrivate: boolean;
  /** The oldest first. */
  readonly workflows: Workflow[] = [];
  readonly jobs: Jobs;
  /**
   * For how long reads show a run as it was before it was run again. Whether GitHub's do is not known; writes see the
   * truth.
   */
  readLagMs = 0;
  readonly #runs = new Map<number, Run>();
  readonly #clock: Clock;
  #nextRunId = 9_100_000_000;

  constructor({ clock, fullName = 'octocat/models', isPrivate = true }: RepositoryOptions) {
    this.#clock = clock;
    this.fullName = fullName;
    this.isPrivate = isPrivate;
    this.jobs = new Jobs(clock);
  }

  /** In the order that they were added in. */
  get runs(): Run[] {
    return [...this.#runs.values()];
  }

  run(id: number): Run | undefined {
    return this.#runs.get(id);
  }

  /** The latest attempt, as reads show it. */
  shown(run: Run): Attempt {
    const latest = latestOf(run);
    const isSeen = this.#clock.now() - latest.startedAt >= this.readLagMs;
    return isSeen ? latest : (run.attempts.at(-2) ?? latest);
  }

  /** @param file such as `train.yml` */
  addWorkflow(file: string, name = file.replace(/\.ya?ml$/, '')): Workflow {
    const now = this.#clock.now();
    const workflow: Workflow = {
      id: 160_000 + this.workflows.length,
      name,
      path: `.github/workflows/${file}`,
      state: 'active',
      createdAt: now,
      updatedAt: now,
    };
    this.workflows.push(workflow);
    return workflow;
  }

  setState(workflow: Workflow, state: Workflow['state']): void {
    workflow.state = state;
    workflow.updatedAt = this.#clock.now();
  }

  addRun(workflow: Workflow, { jobs, id, event = 'workflow_dispatch', createdAt }: RunPlan): Run {
    const run: Run = {
      id: id ?? this.#nextRunId++,
      number: 1 + this.runs.filter((other) => other.workflow === workflow).length,
      workflow,
      event,
      branch: 'main',
      sha: SHA,
      actor: 'octocat',
      createdAt: createdAt ?? this.#clock.now(),
      attempts: [],
    };
    this.#runs.set(run.id, run);
    this.jobs.start(run, jobs);
    return run;
  }

  /** Somebody deletes a run. */
  removeRun(id: number): void {
    this.#runs.delete(id);
  }

  /** @throws RestRefusal 403 */
  reRun(run: Run, by: string): Attempt {
    this.#refuse(run, 'run');
    return this.jobs.again(run, by, new Set(latestOf(run).jobs.map(({ plan }) => plan.name)));
  }

  /** Runs the jobs that failed again, and those that need them. @throws RestRefusal 403 */
  reRunFailed(run: Run, by: string): Attempt {
    this.#refuse(run, 'run');
    const { jobs } = latestOf(run);
    const failed = jobs.filter(({ conclusion }) => UNSUCCESSFUL.includes(conclusion));
    if (failed.length === 0) throw cannotRunAgain('not');
    const names = failed.map(({ plan }) => plan.name);
    return this.jobs.again(run, by, withDependents(jobs, names));
  }

  /** Runs one job of the latest attempt again, and those that need it. @throws RestRefusal 403 */
  reRunJob(job: Job, by: string): Attempt {
    this.#refuse(job.run, 'job');
    const { jobs } = latestOf(job.run);
    // Whether GitHub takes one of an earlier attempt, or one that was skipped, is not known.
    if (!jobs.includes(job) || job.conclusion === 'skipped') throw cannotRunAgain('not');
    return this.jobs.again(job.run, by, withDependents(jobs, [job.plan.name]));
  }

  #refuse(run: Run, what: 'run' | 'job'): void {
    if (statusOf(latestOf(run)) !== 'completed') throw cannotRunAgain(what);
    if (this.#clock.now() - run.createdAt > MONTH_MS) throw cannotRunAgain('old');
    // Of a workflow that is disabled or gone, it is not known what GitHub says.
    if (run.attempts.length > MOST_RE_RUNS || run.workflow.state !== 'active') throw cannotRunAgain('not');
  }
}
