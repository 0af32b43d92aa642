/** The lists of runs and of jobs. */
import type { Answer, Call } from './call.ts';
import { jobJson, runJson } from './json.ts';
import { isCreated, MOST_FOUND, pageOf } from './listing.ts';
import { undocumented } from './refusal.ts';
import { conclusionOf, type Job, type Run, statusOf } from './run.ts';

export const RUN_FILTERS = [
  'actor',
  'branch',
  'event',
  'status',
  'created',
  'exclude_pull_requests',
  'check_suite_id',
  'head_sha',
];
const STATES = [
  ...[
    'completed',
    'action_required',
    'cancelled',
    'failure',
    'neutral',
    'skipped',
    'stale',
    'success',
    'timed_out',
  ],
  ...['in_progress', 'queued', 'requested', 'waiting', 'pending'],
];

/** The newest first. */
export function runsListed(call: Call, isOf: (run: Run) => boolean): Answer {
  const { repository, url } = call;
  const asked = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const [status, created, event] = [asked('status'), asked('created'), asked('event')];
  const [actor, branch, sha] = [asked('actor'), asked('branch'), asked('head_sha')];
  if (status !== undefined && !STATES.includes(status)) throw undocumented(`status is ${status}`);
  const isInTime = created === undefined ? () => true : isCreated(created);
  const runs = repository.runs
    .filter((run) => {
      const attempt = repository.shown(run);
      return (
        isOf(run) &&
        isInTime(run.createdAt) &&
        [event ?? run.event, actor ?? run.actor, branch ?? run.branch, sha ?? run.sha].join('\n') ===
          [run.event, run.actor, run.branch, run.sha].join('\n') &&
        (status === undefined || [statusOf(attempt), conclusionOf(attempt)].some((one) => one === status))
      );
    })
    .sort((one, other) => other.createdAt - one.createdAt);
  const isFiltered = [status, created, event, actor, branch, sha].some((one) => one !== undefined);
  const { items, count, headers } = pageOf(runs, url, isFiltered ? MOST_FOUND : Infinity);
  const workflowRuns = items.map((run) => runJson(run, repository.shown(run), call));
  return { status: 200, headers, body: { total_count: count, workflow_runs: workflowRuns } };
}

/** Jobs that need others first are not there yet. */
export function jobsListed(call: Call, jobs: readonly Job[]): Answer {
  const { items, count, headers } = pageOf(
    jobs.filter(({ status }) => status !== 'blocked'),
    call.url,
  );
  return {
    status: 200,
    headers,
    body: { total_count: count, jobs: items.map((job) => jobJson(job, call)) },
  };
}
