/**
 * Which run of which workflow this is.
 */
import { tmpdir } from 'node:os';
import { type Env, given } from './env.ts';
import { timeOf } from './jwt.ts';

export interface WorkflowRun {
  readonly runId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** `{server}/{owner}/{repo}/actions/runs/{run id}`, the address that people open. */
  readonly url: string;
  /** A moment at or before which this job began, in milliseconds since the epoch. */
  readonly jobBegan: number;
  /** For files that need not outlive the job. */
  readonly tempFolder: string;
}

export async function workflowRun(env: Env): Promise<WorkflowRun> {
  const { context } = await import('@actions/github');
  // Outside of a workflow there is none.
  const runId = String(Number.isInteger(context.runId) ? context.runId : 0);
  return {
    runId,
    attempt: Number.isInteger(context.runAttempt) ? context.runAttempt : 1,
    url: `${context.serverUrl}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${runId}`,
    jobBegan: tokenIssued(env.ACTIONS_RUNTIME_TOKEN) ?? performance.timeOrigin,
    tempFolder: given(env.RUNNER_TEMP) ?? tmpdir(),
  };
}

/** The runtime token is made for the job, right before it begins. */
function tokenIssued(token: string | undefined): number | undefined {
  return timeOf(token, 'nbf') ?? timeOf(token, 'iat');
}
