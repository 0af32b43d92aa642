/**
 * The workflow runs of this repository by octokit. Reads are repeated after trouble that may pass; a request to run
 * something again is not, because GitHub may have begun it. A limit is waited for where that is short.
 */
import type { Env } from '../env.ts';
import type { Clock } from '../time/clock.ts';
import { tryAgain } from '../time/try-again.ts';
import type { Answered, Octokit } from './octokit.ts';
import { leftOf, limitOf, runsError } from './runs-refusals.ts';
import { list, readAnnotation, readJob, readRun } from './runs-answers.ts';
import { type Annotation, type Job, type ListedRun, type RunsApi, RunsError } from './workflow-runs.ts';

const PAGE_SIZE = 100;
/** A matrix has at most 256 jobs, a workflow several of them. */
const MOST_PAGES = 10;
const PAUSES_MS = [1_000, 2_000, 4_000];
/** A sweep waits no longer than this for a limit: each minute of a runner is paid for. */
const LONGEST_LIMIT_MS = 60_000;

interface Outside {
  readonly env: Env;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export class OctokitRuns implements RunsApi {
  sent = 0;
  left = 1;
  private readonly outside: Outside;
  private readonly octokit: () => Promise<Octokit>;
  /** Until when GitHub takes no requests, in milliseconds since the epoch, as its last answer says. */
  private limitedUntil = -Infinity;

  /** @param load makes the client, at the first request */
  constructor(outside: Outside, load: () => Promise<Octokit>) {
    this.outside = outside;
    let loaded: Promise<Octokit> | undefined;
    this.octokit = () => (loaded ??= load());
  }

  async jobs(runId: string, attempts: 'latest' | 'all'): Promise<readonly Job[]> {
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
    return (await this.all(route, { run_id: runId, filter: attempts }, 'jobs')).map(readJob);
  }

  async annotations(jobId: string): Promise<readonly Annotation[]> {
    const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations';
    return (await this.all(route, { check_run_id: jobId })).map(readAnnotation);
  }

  async rerunJob(jobId: string): Promise<void> {
    await this.write('POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun', { job_id: jobId });
  }

  async rerunRun(runId: string): Promise<void> {
    await this.write('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun', { run_id: runId });
  }

  async runsIn(
    { since, until }: { readonly since: number; readonly until: number },
    page: number,
  ): Promise<readonly ListedRun[]> {
    const parameters = { created: `${moment(since)}..${moment(until)}`, per_page: PAGE_SIZE, page };
    const { data } = await this.read('GET /repos/{owner}/{repo}/actions/runs', parameters);
    return list(data, 'workflow_runs').map(readRun);
  }

  async hasSucceededSince(workflow: string, since: number): Promise<boolean> {
    const { data } = await this.read('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
      workflow_id: workflow,
      status: 'success',
      created: `>=${moment(since)}`,
      per_page: 1,
    });
    return list(data, 'workflow_runs').length > 0;
  }

  async setEnabled(workflow: string, enabled: boolean): Promise<void> {
    const verb = enabled ? 'enable' : 'disable';
    await this.write(`PUT /repos/{owner}/{repo}/actions/workflows/{workflow_id}/${verb}`, {
      workflow_id: workflow,
    });
  }

  /** All pages of a list. @param member where the answer has it; none: the answer is the list */
  private async all(route: string, parameters: object, member?: string): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const { data } = await this.read(route, { ...parameters, per_page: PAGE_SIZE, page });
      const more = list(data, member);
      found.push(...more);
      if (more.length < PAGE_SIZE) {
        break;
      }
    }
    return found;
  }

  private read(route: string, parameters: object): Promise<Answered> {
    return this.send(route, parameters, (error, attempt) =>
      error.refusal === 'no answer' ? PAUSES_MS[attempt - 1] : undefined,
    );
  }

  private write(route: string, parameters: object): Promise<Answered> {
    return this.send(route, parameters, () => undefined);
  }

  private async send(
    route: string,
    parameters: object,
    pauseAfter: (error: RunsError, attempt: number) => number | undefined,
  ): Promise<Answered> {
    const octokit = await this.octokit();
    return await tryAgain(
      () => this.once(octokit, route, parameters),
      (error, attempt) => {
        if (!(error instanceof RunsError)) {
          return undefined;
        }
        const waits = error.refusal === 'limited' && error.retryAfterMs <= LONGEST_LIMIT_MS;
        return waits && attempt <= PAUSES_MS.length ? error.retryAfterMs : pauseAfter(error, attempt);
      },
      this.outside,
    );
  }

  private async once(octokit: Octokit, route: string, parameters: object): Promise<Answered> {
    const { clock, env, signal } = this.outside;
    const restMs = this.limitedUntil - clock.now();
    if (restMs > 0) {
      throw new RunsError('limited', 'the rate limit is used up', { retryAfterMs: restMs });
    }
    const [owner, repo] = (env.GITHUB_REPOSITORY ?? '').split('/');
    this.sent += 1;
    try {
      const answer = await octokit(route, { owner, repo, ...parameters }, signal);
      this.limitedUntil = limitOf(answer.headers, clock.now()) ?? -Infinity;
      this.left = leftOf(answer.headers) ?? this.left;
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const refused = runsError(error, clock.now());
      this.limitedUntil = clock.now() + refused.retryAfterMs;
      throw refused;
    }
  }
}

/** As GitHub's filters take a moment. */
function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
