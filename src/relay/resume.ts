/**
 * Runs again what is due, one run after the other: each run once a sweep, however many of its trainings have ended.
 */
import { type Annotation, type Job, RunsError, type RunsRefusal } from '../github/workflow-runs.ts';
import { outcome } from './ends.ts';
import { attemptOf, candidates, ofRun, type Told, type Verdict, verdictOn } from './plan.ts';
import type { Why } from './reasons.ts';
import type { Ended, Outcome, RelayRun } from './run.ts';

/**
 * From one request that changes something to the next. GitHub's "Best practices for using the REST API" ask for "at least
 * one second" where there are many; its limits would allow less: 900 points a minute, of which a write takes five, and 80
 * requests a minute that make content. But it does not say whether a re-run makes content, people on its pages use up the
 * same 80, and the limits "are subject to change without notice". A sweep that is refused for a minute loses more than
 * the quarter of a second that 80 a minute would win it. Reads need no pause, and are made in that second.
 */
const BETWEEN_WRITES_MS = 1_000;
/** The job of the relay ends after ten minutes, as its example has it; what it has done is to be told before. */
const MOST_MS = 8 * 60_000;
/** After so many in a row without an answer GitHub is in trouble; after one, a connection was lost. */
const MOST_UNANSWERED = 2;

/** What is said of a run that GitHub refused something of; the others end the sweep's requests to GitHub. */
const OF_ONE_RUN: Partial<Record<RunsRefusal, readonly [Outcome['kind'], Why]>> = {
  'not found': ['given up', 'no such run'],
  'too old': ['given up', 'too old'],
  refused: ['given up', 'refused'],
  // Another relay was faster.
  'already running': ['waiting', 'run goes on'],
};

export class Resuming {
  /** Why GitHub is asked no more. */
  trouble: RunsError | null = null;
  /** The last answer to a re-run that was lost: the run may go on, or not. The others were seen to. */
  unanswered: RunsError | null = null;
  private readonly run: RelayRun;
  private readonly most: number;
  private readonly dryRun: boolean;
  private readonly endsAt: number;
  private resumed = 0;
  private wroteAt = -Infinity;
  private unansweredInARow = 0;

  /** @param beganAt when the sweep began */
  constructor(
    { mostReruns, dryRun }: { mostReruns: number; dryRun: boolean },
    run: RelayRun,
    beganAt: number,
  ) {
    this.run = run;
    this.endsAt = beganAt + MOST_MS;
    this.most = mostReruns;
    this.dryRun = dryRun;
  }

  /**
   * Sees to a run.
   * @param all its trainings that have ended
   * @returns what came of each
   * @throws the signal's reason
   */
  async resume(runId: string, all: readonly Ended[]): Promise<Outcome[]> {
    const each = (kind: Outcome['kind'], why: Why, said: string | null = null): Outcome[] =>
      all.map((one) => outcome(one, kind, why, { said }));
    if (this.trouble !== null) {
      return each('waiting', whyNot(this.trouble));
    }
    if (this.resumed >= this.most) {
      return each('waiting', 'most-reruns');
    }
    if (this.run.clock.now() >= this.endsAt) {
      return each('waiting', 'time');
    }
    try {
      return await this.seeTo(runId, all);
    } catch (error) {
      if (!(error instanceof RunsError)) {
        throw error;
      }
      const ofOne = OF_ONE_RUN[error.refusal];
      if (ofOne === undefined) {
        this.note(error);
        return each('waiting', whyNot(error), error.message);
      }
      const [kind, why] = ofOne;
      return each(kind, why, why === 'refused' ? error.message : null);
    }
  }

  private async seeTo(runId: string, all: readonly Ended[]): Promise<Outcome[]> {
    const { runs, clock } = this.run;
    const now = clock.now();
    const jobs = await runs.jobs(runId, 'latest');
    const whole = ofRun(jobs, now);
    let verdicts = all.map((one): [Ended, Verdict] => [one, whole ?? verdictOn(one, jobs, undefined, now)]);
    if (verdicts.some(([, { kind }]) => kind === 'unclear')) {
      const told = await this.told(runId, jobs);
      verdicts = all.map((one) => [one, verdictOn(one, jobs, told, now)]);
    }
    const due = verdicts.flatMap(([, verdict]) => (verdict.kind === 'due' ? [verdict] : []));
    if (due.length > 0 && !this.dryRun) {
      await this.rerun(runId, due);
      this.resumed += 1;
    }
    const attempt = attemptOf(jobs) + 1;
    return verdicts.flatMap(([one, verdict]) => {
      if (verdict.kind === 'unclear') {
        return [];
      }
      if (verdict.kind !== 'due') {
        return [outcome(one, verdict.kind, verdict.why)];
      }
      return [
        this.dryRun ? outcome(one, 'waiting', 'dry run') : outcome(one, 'resumed', verdict.why, { attempt }),
      ];
    });
  }

  /** The one job that is due, and those that depend on it, or else the whole run: GitHub takes no list of jobs. */
  private async rerun(runId: string, due: readonly Extract<Verdict, { kind: 'due' }>[]): Promise<void> {
    const { runs } = this.run;
    const ids = new Set(due.flatMap(({ jobs }) => jobs.map(({ id }) => id)));
    const [job] = ids;
    const isOne = ids.size === 1 && due.every(({ jobs }) => jobs.length > 0);
    if (isOne && job !== undefined) {
      try {
        await this.written(() => runs.rerunJob(job));
        return;
      } catch (error) {
        if (!(error instanceof RunsError && ['refused', 'not found'].includes(error.refusal))) {
          throw error;
        }
      }
    }
    await this.written(() => runs.rerunRun(runId));
  }

  private async written(write: () => Promise<void>): Promise<void> {
    const { clock, signal } = this.run;
    const restMs = this.wroteAt + BETWEEN_WRITES_MS - clock.now();
    if (restMs > 0) {
      await clock.sleep(restMs, signal);
    }
    this.wroteAt = clock.now();
    try {
      await write();
      this.unansweredInARow = 0;
    } catch (error) {
      if (error instanceof RunsError && error.refusal === 'no answer') {
        // GitHub may have begun it, so it counts.
        this.resumed += 1;
        this.unanswered = error;
        this.unansweredInARow += 1;
      }
      throw error;
    }
  }

  /** A read was tried several times before it is trouble, a re-run but once. */
  private note(error: RunsError): void {
    if (error !== this.unanswered || this.unansweredInARow >= MOST_UNANSWERED) {
      this.trouble = error;
    }
  }

  /**
   * What the jobs have said of themselves. A job that a later attempt did not run again is a copy there, and says
   * nothing: it was said by the job of that name that it is a copy of.
   */
  private async told(runId: string, jobs: readonly Job[]): Promise<Told> {
    const { runs } = this.run;
    const earlier = attemptOf(jobs) > 1 ? await runs.jobs(runId, 'all') : [];
    const told = new Map<string, readonly Annotation[]>();
    for (const job of candidates(jobs)) {
      const same = earlier.filter(
        ({ name, completedAt }) => name === job.name && completedAt === job.completedAt,
      );
      const original = same.sort((a, b) => a.attempt - b.attempt)[0] ?? job;
      try {
        told.set(job.id, await runs.annotations(original.id));
      } catch (error) {
        if (error instanceof RunsError && error.refusal === 'no right') {
          return null;
        }
        throw error;
      }
    }
    return told;
  }
}

function whyNot({ refusal }: RunsError): Why {
  return refusal === 'limited' ? 'rate limit' : 'GitHub in trouble';
}
