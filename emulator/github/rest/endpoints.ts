/** The endpoints that are here: what each takes, what right it needs, and what it answers. */
import { type Answer, attemptOf, type Call, jobOf, runOf, workflowOf } from './call.ts';
import { annotationJson, jobJson, runJson, workflowJson } from './json.ts';
import { pageOf } from './listing.ts';
import { jobsListed, RUN_FILTERS, runsListed } from './lists.ts';
import { undocumented } from './refusal.ts';
import type { Need } from './tokens.ts';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the repository. */
  readonly path: string;
  readonly need: Need;
  /** Names of query parameters. */
  readonly takes?: readonly string[];
  /** Names of members of the body, each true or false. */
  readonly body?: readonly string[];
  /** Its page, below https://docs.github.com/rest */
  readonly page: string;
  readonly answer: (call: Call) => Answer;
}

/** Whom GitHub names where the token of a workflow has done something. */
const BOT = 'github-actions[bot]';
const READ: Need = { name: 'actions', access: 'read' };
const WRITE: Need = { name: 'actions', access: 'write' };
const PAGING = ['per_page', 'page'];
const RUNS = 'actions/workflow-runs';
const WORKFLOWS = 'actions/workflows';
const RE_RUN = { method: 'POST', need: WRITE, body: ['enable_debug_logging', 'enable_debugger'] } as const;

export const ENDPOINTS: readonly Endpoint[] = [
  {
    ...{ method: 'GET', path: 'actions/workflows', need: READ, takes: PAGING },
    page: `${WORKFLOWS}#list-repository-workflows`,
    answer: (call) => {
      const { items, count, headers } = pageOf(call.repository.workflows, call.url);
      const workflows = items.map((workflow) => workflowJson(workflow, call));
      return { status: 200, headers, body: { total_count: count, workflows } };
    },
  },
  {
    ...{ method: 'GET', path: 'actions/workflows/{workflow}', need: READ },
    page: `${WORKFLOWS}#get-a-workflow`,
    answer: (call) => ({ status: 200, body: workflowJson(workflowOf(call), call) }),
  },
  {
    ...{ method: 'PUT', path: 'actions/workflows/{workflow}/enable', need: WRITE },
    page: `${WORKFLOWS}#enable-a-workflow`,
    answer: (call) => {
      call.repository.setState(workflowOf(call), 'active');
      return { status: 204 };
    },
  },
  {
    ...{ method: 'PUT', path: 'actions/workflows/{workflow}/disable', need: WRITE },
    page: `${WORKFLOWS}#disable-a-workflow`,
    answer: (call) => {
      call.repository.setState(workflowOf(call), 'disabled_manually');
      return { status: 204 };
    },
  },
  {
    ...{ method: 'GET', path: 'actions/workflows/{workflow}/runs', need: READ },
    takes: [...PAGING, ...RUN_FILTERS],
    page: `${RUNS}#list-workflow-runs-for-a-workflow`,
    answer: (call) => {
      const workflow = workflowOf(call);
      return runsListed(call, (run) => run.workflow === workflow);
    },
  },
  {
    ...{ method: 'GET', path: 'actions/runs', need: READ, takes: [...PAGING, ...RUN_FILTERS] },
    page: `${RUNS}#list-workflow-runs-for-a-repository`,
    answer: (call) => runsListed(call, () => true),
  },
  {
    ...{ method: 'GET', path: 'actions/runs/{run}', need: READ, takes: ['exclude_pull_requests'] },
    page: `${RUNS}#get-a-workflow-run`,
    answer: (call) => {
      const run = runOf(call);
      return { status: 200, body: runJson(run, call.repository.shown(run), call) };
    },
  },
  {
    ...{
      method: 'GET',
      path: 'actions/runs/{run}/attempts/{attempt}',
      need: READ,
      takes: ['exclude_pull_requests'],
    },
    page: `${RUNS}#get-a-workflow-run-attempt`,
    answer: (call) => ({ status: 200, body: runJson(runOf(call), attemptOf(call), call) }),
  },
  {
    ...{ method: 'GET', path: 'actions/runs/{run}/attempts/{attempt}/jobs', need: READ, takes: PAGING },
    page: 'actions/workflow-jobs#list-jobs-for-a-workflow-run-attempt',
    answer: (call) => jobsListed(call, attemptOf(call).jobs),
  },
  {
    ...{ method: 'GET', path: 'actions/runs/{run}/jobs', need: READ, takes: [...PAGING, 'filter'] },
    page: 'actions/workflow-jobs#list-jobs-for-a-workflow-run',
    answer: (call) => {
      const run = runOf(call);
      const filter = call.url.searchParams.get('filter') ?? 'latest';
      if (!['latest', 'all'].includes(filter)) throw undocumented(`filter is ${filter}`);
      const shown = call.repository.shown(run);
      const attempts =
        filter === 'latest' ? [shown] : run.attempts.filter(({ number }) => number <= shown.number);
      return jobsListed(
        call,
        attempts.flatMap(({ jobs }) => jobs),
      );
    },
  },
  {
    ...{ method: 'GET', path: 'actions/jobs/{job}', need: READ },
    page: 'actions/workflow-jobs#get-a-job-for-a-workflow-run',
    answer: (call) => ({ status: 200, body: jobJson(jobOf(call), call) }),
  },
  {
    ...RE_RUN,
    path: 'actions/runs/{run}/rerun',
    page: `${RUNS}#re-run-a-workflow`,
    answer: (call) => {
      call.repository.reRun(runOf(call), BOT);
      return { status: 201, body: {} };
    },
  },
  {
    ...RE_RUN,
    path: 'actions/runs/{run}/rerun-failed-jobs',
    page: `${RUNS}#re-run-failed-jobs-from-a-workflow-run`,
    answer: (call) => {
      call.repository.reRunFailed(runOf(call), BOT);
      return { status: 201, body: {} };
    },
  },
  {
    ...RE_RUN,
    path: 'actions/jobs/{job}/rerun',
    page: `${RUNS}#re-run-a-job-from-a-workflow-run`,
    answer: (call) => {
      call.repository.reRunJob(jobOf(call), BOT);
      return { status: 201, body: {} };
    },
  },
  {
    ...{
      method: 'GET',
      path: 'check-runs/{job}/annotations',
      need: { name: 'checks', access: 'read' },
      takes: PAGING,
    },
    page: 'checks/runs#list-check-run-annotations',
    answer: (call) => {
      const job = jobOf(call);
      const { items, headers } = pageOf(job.annotations, call.url);
      return { status: 200, headers, body: items.map((annotation) => annotationJson(annotation, job, call)) };
    },
  },
];
