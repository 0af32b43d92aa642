/** What the API shows, in the members of GitHub's documentation. Times are in whole seconds. */
import type { Repository } from './repository.ts';
import {
  type Annotation,
  type Attempt,
  conclusionOf,
  type Job,
  type Run,
  statusOf,
  type Workflow,
} from './run.ts';

/** How a repository's things are named. */
export interface Place {
  readonly repository: Repository;
  /** Without a slash at the end: of the API, and of the pages for people. */
  readonly apiUrl: string;
  readonly serverUrl: string;
}

function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}${id}`).toString('base64');
}

function userJson(login: string): object {
  return { login, id: login.length, type: login.endsWith('[bot]') ? 'Bot' : 'User', site_admin: false };
}

export function workflowJson(workflow: Workflow, { repository, apiUrl, serverUrl }: Place): object {
  const { id, name, path, state } = workflow;
  return {
    id,
    node_id: nodeId('Workflow', id),
    name,
    path,
    state,
    created_at: isoOf(workflow.createdAt),
    updated_at: isoOf(workflow.updatedAt),
    url: `${apiUrl}/repos/${repository.fullName}/actions/workflows/${id}`,
    html_url: `${serverUrl}/${repository.fullName}/blob/main/${path}`,
    badge_url: `${serverUrl}/${repository.fullName}/workflows/${encodeURIComponent(name)}/badge.svg`,
  };
}

/** A run as it is in one of its attempts. */
export function runJson(run: Run, attempt: Attempt, { repository, apiUrl, serverUrl }: Place): object {
  const { id, workflow } = run;
  const repositoryUrl = `${apiUrl}/repos/${repository.fullName}`;
  const url = `${repositoryUrl}/actions/runs/${id}`;
  const repositoryJson = {
    id: 1_296_269,
    node_id: nodeId('Repository', 1_296_269),
    name: repository.fullName.split('/')[1],
    full_name: repository.fullName,
    owner: userJson(repository.fullName.split('/')[0] ?? ''),
    private: repository.isPrivate,
    html_url: `${serverUrl}/${repository.fullName}`,
    url: repositoryUrl,
  };
  return {
    id,
    name: workflow.name,
    node_id: nodeId('WorkflowRun', id),
    head_branch: run.branch,
    head_sha: run.sha,
    path: workflow.path,
    display_title: workflow.name,
    run_number: run.number,
    event: run.event,
    status: statusOf(attempt),
    conclusion: conclusionOf(attempt),
    workflow_id: workflow.id,
    check_suite_id: id + 1,
    check_suite_node_id: nodeId('CheckSuite', id + 1),
    url,
    html_url: `${serverUrl}/${repository.fullName}/actions/runs/${id}`,
    pull_requests: [],
    created_at: isoOf(run.createdAt),
    updated_at: isoOf(attempt.updatedAt),
    actor: userJson(run.actor),
    run_attempt: attempt.number,
    referenced_workflows: [],
    run_started_at: isoOf(attempt.startedAt),
    triggering_actor: userJson(attempt.triggeredBy),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl}/check-suites/${id + 1}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: attempt.number === 1 ? null : `${url}/attempts/${attempt.number - 1}`,
    workflow_url: `${repositoryUrl}/actions/workflows/${workflow.id}`,
    head_commit: { id: run.sha, message: 'Add images', timestamp: isoOf(run.createdAt) },
    repository: repositoryJson,
    head_repository: repositoryJson,
  };
}

export function jobJson(job: Job, { repository, apiUrl, serverUrl }: Place): object {
  const { id, run, plan, status } = job;
  const repositoryUrl = `${apiUrl}/repos/${repository.fullName}`;
  const runs = status === 'in_progress' || (status === 'completed' && job.conclusion !== 'skipped');
  return {
    id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
    run_url: `${repositoryUrl}/actions/runs/${run.id}`,
    run_attempt: job.attempt,
    node_id: nodeId('CheckRun', id),
    head_sha: run.sha,
    url: `${repositoryUrl}/actions/jobs/${id}`,
    html_url: `${serverUrl}/${repository.fullName}/actions/runs/${run.id}/job/${id}`,
    status,
    conclusion: job.conclusion,
    created_at: isoOf(job.createdAt),
    // A job that has not begun shows when it was created.
    started_at: isoOf(job.startedAt ?? job.createdAt),
    completed_at: job.completedAt === null ? null : isoOf(job.completedAt),
    name: plan.name,
    steps: [],
    check_run_url: `${repositoryUrl}/check-runs/${id}`,
    labels: ['ubuntu-latest'],
    runner_id: runs ? 1 : null,
    runner_name: runs ? 'GitHub Actions 1' : null,
    runner_group_id: runs ? 0 : null,
    runner_group_name: runs ? 'GitHub Actions' : null,
  };
}

export function annotationJson(annotation: Annotation, job: Job, { repository, serverUrl }: Place): object {
  const { level, title, message } = annotation;
  return {
    path: '.github',
    blob_href: `${serverUrl}/${repository.fullName}/blob/${job.run.sha}/.github`,
    start_line: 1,
    start_column: null,
    end_line: 1,
    end_column: null,
    annotation_level: level,
    title,
    message,
    raw_details: null,
  };
}
