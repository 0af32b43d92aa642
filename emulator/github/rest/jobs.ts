/**
 * The jobs of all runs, and how an attempt goes on. Nothing runs here: whoever plays the jobs is told of each that is
 * queued, and says how it ends.
 */
import type { Clock } from '../../custom-vision/resource/clock.ts';
import {
  type Annotation,
  type Attempt,
  type Conclusion,
  type Job,
  type JobPlan,
  latestOf,
  type Run,
} from './run.ts';

export class Jobs {
  /** Those with reviewers: a job of one waits until somebody approves it. */
  readonly protectedEnvironments = new Set<string>();
  /** Called with each job as soon as a runner could take it. */
  onQueued: (job: Job) => void = () => undefined;
  readonly #jobs = new Map<number, Job>();
  readonly #clock: Clock;
  #nextId = 30_000_000_000;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of any attempt. */
  get(id: number): Job | undefined {
    return this.#jobs.get(id);
  }

  /** The jobs that wait for the reviewers of an environment. */
  get waiting(): Job[] {
    return [...this.#jobs.values()].filter(({ status }) => status === 'waiting');
  }

  /** A runner has taken it. */
  begin(job: Job): void {
    job.status = 'in_progress';
    job.startedAt = this.#clock.now();
    this.#touch(job);
  }

  /** Jobs that need it are queued, or skipped. */
  finish(job: Job, conclusion: Conclusion, annotations: readonly Annotation[] = []): void {
    const now = this.#clock.now();
    Object.assign(job, { status: 'completed', conclusion, annotations, completedAt: now });
    job.startedAt ??= now;
    this.#touch(job);
    this.#advance(job.run);
  }

  /** A reviewer of the environment lets the job run, or not. */
  review(job: Job, verdict: 'approved' | 'rejected'): void {
    if (job.status !== 'waiting') throw new Error(`job ${job.id} is ${job.status}, and waits for nobody`);
    if (verdict === 'rejected') this.finish(job, 'failure');
    else this.#queue(job);
  }

  /** Somebody cancels the latest attempt: what is not over ends so. */
  cancel(run: Run): void {
    for (const job of latestOf(run).jobs) {
      if (job.status !== 'completed') this.finish(job, 'cancelled');
    }
  }

  /** Begins the first attempt of a run. */
  start(run: Run, plans: readonly JobPlan[]): void {
    this.#begin(run, run.actor, run.createdAt, (number) =>
      plans.map((plan) => this.#added(run, plan, number)),
    );
  }

  /**
   * Begins one more attempt. Jobs that are not run again are in it as copies: with an id of their own, with the times of
   * the one before, and without annotations, as people have found.
   *
   * @param names of the jobs that are run again
   */
  again(run: Run, by: string, names: ReadonlySet<string>): Attempt {
    const { jobs } = latestOf(run);
    return this.#begin(run, by, this.#clock.now(), (attempt) =>
      jobs.map((job) =>
        names.has(job.plan.name)
          ? this.#added(run, job.plan, attempt)
          : this.#kept({ ...job, id: this.#nextId++, attempt, annotations: [] }),
      ),
    );
  }

  #begin(
    run: Run,
    triggeredBy: string,
    startedAt: number,
    jobsOf: (attempt: number) => readonly Job[],
  ): Attempt {
    const number = run.attempts.length + 1;
    const attempt: Attempt = { number, startedAt, updatedAt: startedAt, triggeredBy, jobs: jobsOf(number) };
    run.attempts.push(attempt);
    this.#advance(run);
    return attempt;
  }

  #added(run: Run, plan: JobPlan, attempt: number): Job {
    return this.#kept({
      ...{ id: this.#nextId++, plan, run, attempt, status: 'blocked', conclusion: null },
      ...{ createdAt: this.#clock.now(), startedAt: null, completedAt: null, annotations: [] },
    });
  }

  #kept(job: Job): Job {
    this.#jobs.set(job.id, job);
    return job;
  }

  /** Queues the jobs whose turn has come. */
  #advance(run: Run): void {
    const { jobs } = latestOf(run);
    for (const job of jobs) {
      const { needs = [], runsIf, environment } = job.plan;
      const needed = jobs.filter(({ plan }) => needs.includes(plan.name));
      if (job.status !== 'blocked' || needed.some(({ status }) => status !== 'completed')) continue;
      const runs = runsIf?.(needed) ?? needed.every(({ conclusion }) => conclusion === 'success');
      if (!runs) this.finish(job, 'skipped');
      else if (environment === undefined || !this.protectedEnvironments.has(environment)) this.#queue(job);
      else job.status = 'waiting';
    }
  }

  #queue(job: Job): void {
    job.status = 'queued';
    this.onQueued(job);
  }

  #touch({ run }: Job): void {
    latestOf(run).updatedAt = this.#clock.now();
  }
}
