/**
 * Which run of which workflow this is.
 */
import { tmpdir } from 'node:os';

export interface WorkflowRun {
  readonly runId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** `{server}/{owner}/{repo}/actions/runs/{run id}`, the address that people open. */
  readonly url: string;
  /** When this step began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** For files that need not outlive the job. */
  readonly tempFolder: string;
}

export async function workflowRun(env: Readonly<Record<string, string | undefined>>): Promise<WorkflowRun> {
  const { context } = await import('@actions/github');
  const runId = String(context.runId);
  return {
    runId,
    attempt: Number.isInteger(context.runAttempt) ? context.runAttempt : 1,
    url: `${context.serverUrl}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${runId}`,
    startedAt: performance.timeOrigin,
    tempFolder: env.RUNNER_TEMP ?? tmpdir(),
  };
}
