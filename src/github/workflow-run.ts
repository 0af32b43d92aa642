/**
 * Which run of which workflow this is, and what its runner allows.
 */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Env, given } from '../env.ts';

export interface WorkflowRun {
  readonly runId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** `{server}/{owner}/{repo}/actions/runs/{run id}`, the address that people open. */
  readonly url: string;
  /** For files that need not outlive the job. */
  readonly tempFolder: string;
}

export async function workflowRun(env: Env): Promise<WorkflowRun> {
  const { context } = await import('@actions/github');
  // Outside of a workflow there is no run id.
  const runId = String(Number.isInteger(context.runId) ? context.runId : 0);
  return {
    runId,
    attempt: Number.isInteger(context.runAttempt) ? context.runAttempt : 1,
    url: `${context.serverUrl}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${runId}`,
    tempFolder: given(env.RUNNER_TEMP) ?? tmpdir(),
  };
}

/** GitHub Enterprise Server has no artifact service of this kind; the artifact client judges by the same rule. */
export function hasArtifactService(env: Env): boolean {
  const server = env.GITHUB_SERVER_URL ?? '';
  const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : 'github.com';
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
}

/** Of the events that carry a pull request, only `pull_request_target` is trusted with secrets. */
const UNTRUSTED_EVENTS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];
interface EventPayload {
  readonly pull_request?: { readonly head?: { readonly repo?: { readonly full_name?: unknown } | null } };
}

/**
 * Whether this is the workflow of a pull request from a fork: GitHub hands it no secrets, no variables that are not in
 * the repository, and no right to ask for OIDC tokens.
 */
export function isFromFork(env: Env): boolean {
  if (!UNTRUSTED_EVENTS.includes(env.GITHUB_EVENT_NAME ?? '')) {
    return false;
  }
  try {
    const payload = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')) as EventPayload;
    // GitHub sends `null` for a fork that was deleted meanwhile.
    return payload.pull_request?.head?.repo?.full_name !== env.GITHUB_REPOSITORY;
  } catch {
    // Without a readable event, nothing says that the workflow is from a fork.
    return false;
  }
}
