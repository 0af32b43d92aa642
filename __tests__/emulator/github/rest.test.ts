import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import { type Job, latestOf, type Run, type Workflow } from '../../../emulator/github/rest/run.ts';
import type { Repository } from '../../../emulator/github/rest/repository.ts';
import { type RestService, startRestService } from '../../../emulator/github/rest/service.ts';
import type { RequestLogEntry } from '../../../emulator/request-log.ts';

interface Answered {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const DAY_MS = 86_400_000;
const OWN = { owner: 'octocat', repo: 'models' };
const [RUN, RUNS] = [
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
  'GET /repos/{owner}/{repo}/actions/runs',
];
const JOBS = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
const RE_RUN = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun';
const RE_RUN_FAILED = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs';
const RE_RUN_JOB = 'POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun';
const ANNOTATIONS = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations';
const WORKFLOW = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';

let log: RequestLogEntry[];
let clock: ManualClock;
let service: RestService;
let repository: Repository;
let train: Workflow;
let token: string;

beforeEach(async () => {
  log = [];
  clock = new ManualClock(Date.UTC(2026, 10, 22, 12, 0, 0, 345));
  service = await startRestService({ clock, onRequest: (entry) => log.push(entry) });
  ({ repository } = service.api);
  train = repository.addWorkflow('train.yml', 'Train');
  token = service.api.tokens.issue({ actions: 'write', checks: 'read' });
});
afterEach(async () => {
  await service.close();
});

/** By octokit, as the actions ask. */
async function ask(route: string, parameters: object = {}, as = token): Promise<Answered> {
  const octokit = getOctokit(as, { baseUrl: service.apiUrl });
  return (await octokit.request(route, { ...OWN, ...parameters })) as Answered;
}

/** `STATUS text` of the refusal. */
async function refusal(route: string, parameters: object = {}, as = token): Promise<string> {
  const error: unknown = await ask(route, parameters, as).then(
    () => new Error('it was taken'),
    (reason: unknown) => reason,
  );
  const { status = 0, response } = error as {
    status?: number;
    response?: { data: { message: string; status: string } };
  };
  expect(response?.data.status).toBe(String(status));
  return `${status} ${response?.data.message ?? ''}`;
}

function jobsOf(run: Run): string[] {
  return latestOf(run).jobs.map(({ plan, status, conclusion }) => `${plan.name} ${conclusion ?? status}`);
}

function jobOf(run: Run, name: string): Job {
  const job = latestOf(run).jobs.find(({ plan }) => plan.name === name);
  if (job === undefined) throw new Error(`there is no job ${name}`);
  return job;
}

/** A run of two trainings and of a job that deploys what one of them has delivered; the first one has detached. */
function detachedRun(more: { id?: number; createdAt?: number } = {}): Run {
  const deploy = {
    name: 'deploy',
    needs: ['train'],
    runsIf: ([one]: readonly Job[]) => one?.annotations.length === 0,
  };
  const run = repository.addRun(train, { ...more, jobs: [{ name: 'train' }, { name: 'other' }, deploy] });
  repository.jobs.begin(jobOf(run, 'train'));
  repository.jobs.finish(jobOf(run, 'train'), 'success', [
    { level: 'notice', title: 'Detached', message: 'iteration 4f2a trains' },
  ]);
  repository.jobs.finish(jobOf(run, 'other'), 'success', [
    { level: 'notice', title: 'Detached', message: 'another' },
  ]);
  return run;
}

describe('runs', () => {
  test('a run is shown as it is, in whole seconds', async () => {
    const run = repository.addRun(train, { id: 77, jobs: [{ name: 'train' }] });
    expect((await ask(RUN, { run_id: 77 })).data).toMatchObject({
      ...{ id: 77, name: 'Train', path: '.github/workflows/train.yml', workflow_id: train.id, run_number: 1 },
      ...{ status: 'queued', conclusion: null, run_attempt: 1, previous_attempt_url: null },
      ...{
        created_at: '2026-11-22T12:00:00Z',
        run_started_at: '2026-11-22T12:00:00Z',
        event: 'workflow_dispatch',
      },
      html_url: 'https://github.com/octocat/models/actions/runs/77',
    });
    repository.jobs.begin(jobOf(run, 'train'));
    expect((await ask(RUN, { run_id: 77 })).data).toMatchObject({ status: 'in_progress' });
    clock.advance(60_000);
    repository.jobs.finish(jobOf(run, 'train'), 'success');
    const { data, headers } = await ask(RUN, { run_id: 77 });
    expect(data).toMatchObject({
      ...{ status: 'completed', conclusion: 'success', updated_at: '2026-11-22T12:01:00Z' },
      repository: { full_name: 'octocat/models', private: true },
    });
    expect(headers.date).toBe('Sun, 22 Nov 2026 12:01:00 GMT');
  });

  test('what is not there, or of another repository, is not found', async () => {
    expect(await refusal(RUN, { run_id: 1 })).toBe('404 Not Found');
    repository.addRun(train, { id: 77, jobs: [{ name: 'train' }] });
    expect(await refusal(RUN, { run_id: 77, repo: 'other' })).toBe('404 Not Found');
    repository.removeRun(77);
    expect(await refusal(RUN, { run_id: 77 })).toBe('404 Not Found');
    expect(await refusal(JOBS, { run_id: 77 })).toBe('404 Not Found');
    expect(await refusal('GET /repos/{owner}/{repo}/actions/nothing')).toBe('404 Not Found');
  });

  test('lists have the newest first, in pages, and the parameters choose', async () => {
    const relay = repository.addWorkflow('relay.yml');
    for (let day = 1; day <= 5; day += 1) {
      const run = repository.addRun(day === 5 ? relay : train, {
        ...{ id: day, jobs: [{ name: 'train' }], createdAt: Date.UTC(2026, 10, 10 + day) },
      });
      if (day < 4) repository.jobs.finish(jobOf(run, 'train'), day === 1 ? 'failure' : 'success');
    }
    const ids = async (parameters: object, route = RUNS): Promise<string> => {
      const { data } = await ask(route, parameters);
      const { total_count, workflow_runs } = data as { total_count: number; workflow_runs: { id: number }[] };
      return `${workflow_runs.map(({ id }) => id).join(' ')} of ${total_count}`;
    };
    expect(await ids({})).toBe('5 4 3 2 1 of 5');
    expect(await ids({ status: 'success' })).toBe('3 2 of 2');
    expect(await ids({ status: 'queued' })).toBe('5 4 of 2');
    expect(await ids({ created: '>=2026-11-13' })).toBe('5 4 3 of 3');
    expect(await ids({ created: '2026-11-12..2026-11-13' })).toBe('3 2 of 2');
    expect(await ids({ created: '<2026-11-12T00:00:00Z' })).toBe('1 of 1');
    expect(await ids({ workflow_id: 'relay.yml' }, `GET ${WORKFLOW}/runs`)).toBe('5 of 1');
    expect(await ids({ per_page: 2, page: 2 })).toBe('3 2 of 5');
    const { headers } = await ask(RUNS, { per_page: 2, page: 2 });
    const page = (number: number): string =>
      `<${service.apiUrl}/repos/octocat/models/actions/runs?per_page=2&page=${number}>`;
    expect(headers.link).toBe(
      `${page(1)}; rel="prev", ${page(3)}; rel="next", ${page(3)}; rel="last", ${page(1)}; rel="first"`,
    );
    for (const parameters of [{ created: 'yesterday' }, { status: 'done' }, { page: 0 }, { unknown: 1 }]) {
      expect(await refusal(RUNS, parameters)).toMatch(/^422 Validation Failed/);
    }
  });

  test('a list that is filtered ends after a thousand', async () => {
    for (let id = 1; id <= 1_050; id += 1) repository.addRun(train, { id, jobs: [] });
    const found = async (parameters: object): Promise<number[]> => {
      const { data } = await ask(RUNS, { per_page: 100, page: 11, ...parameters });
      const { total_count, workflow_runs } = data as { total_count: number; workflow_runs: unknown[] };
      return [workflow_runs.length, total_count];
    };
    expect(await found({ created: '>=2026-01-01' })).toEqual([0, 1_050]);
    expect(await found({})).toEqual([50, 1_050]);
  });
});

describe('runs again', () => {
  test('one job and those that need it; the others are copies, without annotations', async () => {
    const run = detachedRun();
    const first = jobOf(run, 'train');
    expect(jobsOf(run)).toEqual(['train success', 'other success', 'deploy skipped']);
    clock.advance(3_600_000);
    expect(await ask(RE_RUN_JOB, { job_id: first.id })).toMatchObject({ status: 201, data: {} });
    expect(jobsOf(run)).toEqual(['train queued', 'other success', 'deploy blocked']);
    expect((await ask(RUN, { run_id: run.id })).data).toMatchObject({
      ...{ status: 'in_progress', run_attempt: 2, triggering_actor: { login: 'github-actions[bot]' } },
      ...{ created_at: '2026-11-22T12:00:00Z', run_started_at: '2026-11-22T13:00:00Z' },
    });
    expect((await ask(JOBS, { run_id: run.id })).data).toMatchObject({
      total_count: 2,
      jobs: [
        { name: 'train', status: 'queued', run_attempt: 2 },
        { name: 'other', conclusion: 'success', run_attempt: 2, completed_at: '2026-11-22T12:00:00Z' },
      ],
    });
    const { data } = await ask(JOBS, { run_id: run.id, filter: 'all' });
    const { jobs } = data as { jobs: { id: number; name: string }[] };
    expect(jobs.map(({ name }) => name)).toEqual(['train', 'other', 'deploy', 'train', 'other']);
    const annotations = await Promise.all(
      jobs.map(async ({ id }) => (await ask(ANNOTATIONS, { check_run_id: id })).data as object[]),
    );
    expect(annotations.map(({ length }) => length)).toEqual([1, 1, 0, 0, 0]);
    expect(annotations[0]).toMatchObject([
      { annotation_level: 'notice', title: 'Detached', path: '.github' },
    ]);

    repository.jobs.finish(jobOf(run, 'train'), 'success');
    expect(jobsOf(run)).toEqual(['train success', 'other success', 'deploy queued']);
    repository.jobs.finish(jobOf(run, 'deploy'), 'failure');
    expect(
      (await ask(`${RUN}/attempts/{attempt_number}`, { run_id: run.id, attempt_number: 1 })).data,
    ).toMatchObject({
      ...{ run_attempt: 1, conclusion: 'success' },
    });
    expect(await refusal(RE_RUN_JOB, { job_id: first.id })).toMatch(
      /^403 This workflow run cannot be retried/,
    );
  });

  test('those that failed, or all', async () => {
    const run = detachedRun();
    expect(await refusal(RE_RUN_FAILED, { run_id: run.id })).toBe('403 This workflow run cannot be retried');
    await ask(RE_RUN, { run_id: run.id });
    expect(jobsOf(run)).toEqual(['train queued', 'other queued', 'deploy blocked']);
    repository.jobs.finish(jobOf(run, 'other'), 'success');
    repository.jobs.cancel(run);
    expect(jobsOf(run)).toEqual(['train cancelled', 'other success', 'deploy cancelled']);
    await ask(RE_RUN_FAILED, { run_id: run.id });
    expect(jobsOf(run)).toEqual(['train queued', 'other success', 'deploy blocked']);
  });

  test.each([
    ['while it runs', (run: Run) => repository.reRun(run, 'somebody'), 'This workflow is already running'],
    [
      'after a month',
      () => {
        clock.advance(30 * DAY_MS + 1);
      },
      'Unable to retry this workflow run because it was created over a month ago',
    ],
    [
      'after 50 times',
      (run: Run) => {
        for (let time = 1; time <= 50; time += 1) {
          repository.reRun(run, 'somebody');
          repository.jobs.cancel(run);
        }
      },
      'This workflow run cannot be retried',
    ],
    [
      'of a workflow that is gone',
      () => {
        repository.setState(train, 'deleted');
      },
      'This workflow run cannot be retried',
    ],
  ])('is refused %s', async (_when, happen: (run: Run) => unknown, words) => {
    const run = detachedRun();
    happen(run);
    const before = run.attempts.length;
    expect(await refusal(RE_RUN, { run_id: run.id })).toBe(`403 ${words}`);
    expect(await refusal(RE_RUN_JOB, { job_id: jobOf(run, 'train').id })).toBe(
      `403 ${words.replace('This workflow is', 'The workflow run containing this job is')}`,
    );
    expect(run.attempts).toHaveLength(before);
  });

  test('an environment with reviewers holds a job until one of them has decided', async () => {
    repository.jobs.protectedEnvironments.add('production');
    const jobs = [{ name: 'train' }, { name: 'deploy', needs: ['train'], environment: 'production' }];
    const runs = [repository.addRun(train, { jobs }), repository.addRun(train, { jobs })];
    for (const run of runs) repository.jobs.finish(jobOf(run, 'train'), 'success');
    expect((await ask(RUN, { run_id: runs[0]?.id })).data).toMatchObject({
      status: 'waiting',
      conclusion: null,
    });
    expect(await refusal(RE_RUN, { run_id: runs[0]?.id })).toBe('403 This workflow is already running');
    const [one, other] = repository.jobs.waiting;
    if (one === undefined || other === undefined) throw new Error('nobody waits');
    repository.jobs.review(one, 'approved');
    repository.jobs.review(other, 'rejected');
    expect(runs.map(jobsOf)).toEqual([
      ['train success', 'deploy queued'],
      ['train success', 'deploy failure'],
    ]);
    expect((await ask(RUN, { run_id: runs[1]?.id })).data).toMatchObject({ conclusion: 'failure' });
  });

  test('reads may show it later, writes do not', async () => {
    repository.readLagMs = 5_000;
    const run = detachedRun();
    await ask(RE_RUN, { run_id: run.id });
    expect((await ask(RUN, { run_id: run.id })).data).toMatchObject({ status: 'completed', run_attempt: 1 });
    expect(await refusal(RE_RUN, { run_id: run.id })).toBe('403 This workflow is already running');
    clock.advance(5_000);
    expect((await ask(RUN, { run_id: run.id })).data).toMatchObject({
      status: 'queued',
      run_attempt: 2,
    });
  });
});

test('workflows are listed, and switched off and on, by id or by file', async () => {
  repository.addWorkflow('relay.yml', 'Relay');
  expect((await ask('GET /repos/{owner}/{repo}/actions/workflows')).data).toMatchObject({
    total_count: 2,
    workflows: [{ name: 'Train' }, { name: 'Relay', state: 'active', path: '.github/workflows/relay.yml' }],
  });
  expect(await ask(`PUT ${WORKFLOW}/disable`, { workflow_id: 'relay.yml' })).toMatchObject({ status: 204 });
  expect((await ask(`GET ${WORKFLOW}`, { workflow_id: 'relay.yml' })).data).toMatchObject({
    state: 'disabled_manually',
  });
  await ask(`PUT ${WORKFLOW}/enable`, { workflow_id: repository.workflows[1]?.id });
  expect(repository.workflows.map(({ state }) => state)).toEqual(['active', 'active']);
  expect(await refusal(`GET ${WORKFLOW}`, { workflow_id: 'renamed.yml' })).toBe('404 Not Found');
});

describe('rights', () => {
  test('a token may do what its permissions say, and is told what they lack', async () => {
    const run = detachedRun();
    const reader = service.api.tokens.issue({ actions: 'read', contents: 'write' });
    expect((await ask(RUN, { run_id: run.id }, reader)).status).toBe(200);
    const lacks = '403 Resource not accessible by integration';
    expect(await refusal(RE_RUN, { run_id: run.id }, reader)).toBe(lacks);
    expect(await refusal(ANNOTATIONS, { check_run_id: jobOf(run, 'train').id }, reader)).toBe(lacks);
    expect(await refusal(RUN, { run_id: run.id }, service.api.tokens.issue({}))).toBe(lacks);
    const error: unknown = await ask(RE_RUN, { run_id: run.id }, reader).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      response: { headers: { 'x-accepted-github-permissions': 'actions=write' } },
    });
    expect(run.attempts).toHaveLength(1);
  });

  test('a token that is forged or of a job that is over is refused', async () => {
    expect(await refusal(RUNS, {}, 'ghs_forged')).toBe('401 Bad credentials');
    service.api.tokens.revoke(token);
    expect(await refusal(RUNS)).toBe('401 Bad credentials');
  });

  test.each([
    [true, { GET: 404, POST: 401 }],
    [false, { GET: 200, POST: 401 }],
  ])('without a token, if the repository is private: %s', async (isPrivate, expected) => {
    const open = await startRestService({ clock, isPrivate });
    const run = open.api.repository.addRun(open.api.repository.addWorkflow('train.yml'), { jobs: [] });
    const url = `${open.apiUrl}/repos/octocat/models/actions/runs/${run.id}`;
    expect({
      GET: (await fetch(url)).status,
      POST: (await fetch(`${url}/rerun`, { method: 'POST' })).status,
    }).toEqual(expected);
    await open.close();
  });
});

describe('limits', () => {
  test('a thousand requests an hour, and the headers count them', async () => {
    service.api.rates.limits = { ...service.api.rates.limits, requestsPerHour: 3 };
    const rest = async (): Promise<unknown> => (await ask('GET /rate_limit')).data;
    expect((await ask(RUNS)).headers).toMatchObject({
      ...{ 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '2', 'x-ratelimit-used': '1' },
      'x-ratelimit-reset': String(Math.ceil((clock.now() + 3_600_000) / 1_000)),
    });
    await ask(RUNS);
    await ask(RUNS);
    expect(await refusal(RUNS)).toBe('403 API rate limit exceeded for installation ID 4711.');
    expect(await rest()).toMatchObject({ resources: { core: { limit: 3, remaining: 0, used: 3 } } });
    expect(service.api.rates.ignored).toBe(0);
    await refusal(RUNS);
    expect(service.api.rates.ignored).toBe(1);
    clock.advance(3_600_000);
    expect((await ask(RUNS)).headers).toMatchObject({ 'x-ratelimit-remaining': '2' });
  });

  test.each([
    ['writes a minute', 80, 60_000],
    ['points a minute', 180, 60_000],
    ['writes an hour', 500, 3_600_000],
  ])('so many %s, which no header announces', async (what, most, lengthMs) => {
    const { rates } = service.api;
    rates.limits = { ...rates.limits, ...(what.startsWith('points') && { writesPerMinute: 10_000 }) };
    for (let sent = 0; sent < most; sent += 1) {
      if (what === 'writes an hour') clock.advance(2_000);
      rates.take(true);
    }
    expect(await refusal(RE_RUN, { run_id: 1 })).toMatch(
      /^403 You have exceeded a secondary rate limit\. Please wait/,
    );
    const error: unknown = await ask(RE_RUN, { run_id: 1 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ response: { headers: { 'retry-after': '60' } } });
    clock.advance(lengthMs);
    expect(await refusal(RE_RUN, { run_id: 1 })).toBe('404 Not Found');
  });
});

describe('strictness', () => {
  test.each([
    ['a parameter that no page has', { path: '/actions/runs?since=1' }, 422],
    [
      'a member that no page has',
      { method: 'POST', path: '/actions/runs/77/rerun', body: '{"force":true}' },
      422,
    ],
    ['a body that is no JSON', { method: 'POST', path: '/actions/runs/77/rerun', body: 'yes' }, 400],
    ['no user agent', { headers: { 'user-agent': '' } }, 403],
    ['an unknown version', { headers: { 'x-github-api-version': '2020-01-01' } }, 400],
    ['another media type', { headers: { accept: 'text/html' } }, 415],
    ['a filter that there is not', { path: '/actions/runs/77/jobs?filter=newest' }, 422],
  ])(
    'refuses %s',
    (_what, { method = 'GET', path = '/actions/runs', body = '', headers = {} }: Odd, status) => {
      detachedRun({ id: 77 });
      const answer = service.api.answer({
        ...{ method, body, url: new URL(`https://api.github.com/repos/octocat/models${path}`) },
        headers: { 'user-agent': 'test', authorization: `Bearer ${token}`, ...headers },
      });
      expect(answer.status).toBe(status);
      expect(answer.refused !== undefined).toBe(status === 422);
    },
  );

  interface Odd {
    readonly method?: string;
    readonly path?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }
});

test('it fails as it is told to, before it has acted or after it', async () => {
  const run = detachedRun();
  service.faults.add({ of: '/rerun', fault: 'cut before' });
  await expect(ask(RE_RUN, { run_id: run.id })).rejects.toThrow();
  expect(run.attempts).toHaveLength(1);
  service.faults.add({ of: '/rerun', fault: 'cut after' });
  await expect(ask(RE_RUN, { run_id: run.id })).rejects.toThrow();
  expect(run.attempts).toHaveLength(2);
  service.faults.add({ of: 'GET', fault: { status: 503 }, times: Infinity });
  await expect(ask(RUN, { run_id: run.id })).rejects.toMatchObject({ status: 503 });
  service.faults.clear();
  service.faults.add({ of: 'GET', fault: 'sign-in page' });
  expect((await ask(RUN, { run_id: run.id })).data).toMatch(/Sign in/);
});

test('requests are logged, without tokens', async () => {
  await ask(RUNS, { per_page: 5 });
  await refusal(RUNS, { unknown: 1 });
  expect(log).toMatchObject([
    {
      service: 'github',
      method: 'GET',
      path: '/repos/octocat/models/actions/runs',
      query: 'per_page=5',
      status: 200,
    },
    { status: 422, refused: 'Validation Failed: no parameter is named unknown' },
  ]);
  expect(JSON.stringify(log)).not.toContain(token);
});
