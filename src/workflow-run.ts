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
  /** A moment at or before which this job began, in milliseconds since the epoch. */
  readonly jobBegan: number;
  /** For files that need not outlive the job. */
  readonly tempFolder: string;
}

export async function workflowRun(env: Readonly<Record<string, string | undefined>>): Promise<WorkflowRun> {
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

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** The runtime token is made for the job, right before it begins: its `nbf` or `iat` (RFC 7519), in seconds. */
function tokenIssued(token: string | undefined): number | undefined {
  try {
    const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8');
    const { nbf, iat } = JSON.parse(payload) as { nbf?: unknown; iat?: unknown };
    const seconds = nbf ?? iat;
    return typeof seconds === 'number' ? seconds * 1_000 : undefined;
  } catch {
    // No token, or one of another form: it does not tell.
    return undefined;
  }
}
