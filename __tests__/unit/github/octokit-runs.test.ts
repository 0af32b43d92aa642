import { beforeEach, expect, test } from '@jest/globals';
import type { Answered, Octokit } from '../../../src/github/octokit.ts';
import { OctokitRuns } from '../../../src/github/octokit-runs.ts';
import { runsFailure } from '../../../src/github/runs-refusals.ts';
import { ForeignAnswer } from '../../../src/network/foreign-answer.ts';
import { RunsError, type RunsRefusal } from '../../../src/github/workflow-runs.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

type Headers = Answered['headers'];

let clock: FakeClock;
let asked: [route: string, parameters: Readonly<Record<string, unknown>>][];
/** One for each request; the last one again and again. */
let answers: (Answered | Error)[];
beforeEach(() => {
  clock = new FakeClock();
  [asked, answers] = [[], []];
});

function runs(): OctokitRuns {
  const octokit: Octokit = (route, parameters) => {
    asked.push([route, parameters]);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? ok([]));
  };
  const outside = {
    env: { GITHUB_REPOSITORY: 'octocat/models' },
    clock,
    signal: new AbortController().signal,
  };
  return new OctokitRuns(outside, () => Promise.resolve(octokit));
}

function ok(data: unknown, headers: Headers = {}): Answered {
  return { headers, data };
}

/** As octokit throws it. */
function no(status: number, message: string, headers: Headers = {}): Error {
  return Object.assign(new Error(message), { status, response: { status, headers } });
}

async function refused(error: Error): Promise<RunsError> {
  answers = [error];
  return await runs()
    .rerunJob('70')
    .then(
      () => Promise.reject(new Error('it was not refused')),
      (thrown: unknown) => thrown as RunsError,
    );
}

const RIGHTS = { 'x-accepted-github-permissions': 'actions=write' };

test.each<[status: number, said: string, headers: Headers, refusal: RunsRefusal]>([
  [401, 'Bad credentials', {}, 'bad token'],
  [403, 'Resource not accessible by integration', RIGHTS, 'no right'],
  [403, 'The workflow run containing this job is already running', RIGHTS, 'already running'],
  [403, 'Unable to retry this workflow run because it was created over a month ago', RIGHTS, 'too old'],
  [403, 'This workflow run cannot be retried', RIGHTS, 'refused'],
  [403, 'API rate limit exceeded for installation ID 1.', { 'x-ratelimit-remaining': '0' }, 'limited'],
  [403, 'You have exceeded a secondary rate limit', {}, 'limited'],
  [429, 'slow down', { 'retry-after': '600' }, 'limited'],
  [404, 'Not Found', {}, 'not found'],
  [422, 'Unprocessable', {}, 'refused'],
  [502, 'Bad Gateway', {}, 'no answer'],
])('%i %s', async (status, said, headers, refusal) => {
  expect(await refused(no(status, said, headers))).toMatchObject({ refusal, status, message: said });
});

test('names the right that is missing, where GitHub does', async () => {
  const error = await refused(no(403, 'Resource not accessible by integration', RIGHTS));
  const { title, message } = runsFailure('go on', error, {});
  expect(title).toBe('GitHub token refused');
  expect(message).toContain('\n| actions=write\n');
  expect(message).toMatch(/\n {4}permissions:\n {6}actions: write\n {6}checks: read\nNext: .*\.$/);
});

test('asks to run something again only once, because an answer that is lost may hide that it was done', async () => {
  const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  expect(await refused(Object.assign(new Error('lost'), { cause: lost }))).toMatchObject({
    refusal: 'no answer',
  });
  expect(asked).toHaveLength(1);
});

test('asks again for what it only reads, and tells a page of somebody else from an answer', async () => {
  answers = [no(502, 'Bad Gateway'), no(500, 'Oh'), ok({ jobs: [] })];
  expect(await runs().jobs('1', 'latest')).toEqual([]);
  expect(clock.sleeps).toEqual([1_000, 2_000]);
  const page = new ForeignAnswer('api.github.com', 200, 'a page');
  answers = [Object.assign(new Error('page'), { cause: page })];
  await expect(runs().jobs('1', 'latest')).rejects.toMatchObject({ refusal: 'something else answered' });
  answers = [ok({ total_count: 1 })];
  await expect(runs().jobs('1', 'latest')).rejects.toMatchObject({ refusal: 'something else answered' });
});

test('waits for a limit that is short, and for no other', async () => {
  answers = [no(429, 'slow down', { 'retry-after': '45' }), ok({})];
  await runs().rerunJob('70');
  expect(clock.sleeps).toEqual([45_000]);
  expect(await refused(no(429, 'slow down', { 'retry-after': '61' }))).toMatchObject({
    retryAfterMs: 61_000,
  });
  expect(clock.sleeps).toEqual([45_000]);
});

test('sends nothing more when the last answer says that the limit is used up', async () => {
  const reset = String(clock.now() / 1_000 + 1_800);
  answers = [ok({ jobs: [] }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })];
  const api = runs();
  await api.jobs('1', 'latest');
  await expect(api.rerunJob('70')).rejects.toMatchObject({ refusal: 'limited', retryAfterMs: 1_800_000 });
  expect(api.sent).toBe(1);
});

test.each<[headers: Headers, left: number]>([
  [{ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '250' }, 0.25],
  [{ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0' }, 0],
  [{ 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0' }, 1],
  [{ 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '1001' }, 1],
  [{ 'x-ratelimit-limit': '1000' }, 1],
  [{}, 1],
])('says what is left of an hour’s requests: %p', async (headers, left) => {
  answers = [ok({ jobs: [] }, headers)];
  const api = runs();
  await api.jobs('1', 'latest');
  expect(api.left).toBe(left);
});

test('asks nothing more before the time that a refusal has named', async () => {
  const api = runs();
  answers = [no(429, 'slow down', { 'retry-after': '600' })];
  await expect(api.jobs('1', 'latest')).rejects.toMatchObject({ refusal: 'limited', retryAfterMs: 600_000 });
  await expect(api.jobs('2', 'latest')).rejects.toMatchObject({ refusal: 'limited' });
  expect(api.sent).toBe(1);
});

test('sends nothing more when a run that is not there was the last of the limit', async () => {
  const api = runs();
  const reset = String(clock.now() / 1_000 + 1_800);
  answers = [no(404, 'Not Found', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset })];
  await expect(api.jobs('1', 'latest')).rejects.toMatchObject({ refusal: 'not found' });
  await expect(api.jobs('2', 'latest')).rejects.toMatchObject({
    refusal: 'limited',
    retryAfterMs: 1_800_000,
  });
  expect(api.sent).toBe(1);
});

test('reads every page of the jobs, and what GitHub leaves out', async () => {
  const job = {
    id: 30_000_000_001,
    name: 'train',
    status: 'completed',
    conclusion: 'success',
    run_attempt: 2,
  };
  const times = { started_at: '2026-11-26T08:00:00Z', completed_at: null };
  answers = [
    ok({ jobs: Array.from({ length: 100 }, () => job) }),
    ok({ jobs: [{ ...job, ...times, status: 'queued' }] }),
  ];
  const all = await runs().jobs('1', 'all');
  expect(all).toHaveLength(101);
  expect(all[0]).toEqual({
    ...{ id: '30000000001', name: 'train', attempt: 2, conclusion: 'success' },
    ...{ startedAt: null, completedAt: null },
  });
  expect(all[100]).toMatchObject({ conclusion: null, startedAt: Date.UTC(2026, 10, 26, 8) });
  expect(asked.map(([, { owner, repo, filter, page }]) => [owner, repo, filter, page])).toEqual([
    ['octocat', 'models', 'all', 1],
    ['octocat', 'models', 'all', 2],
  ]);
});

test('asks for the runs of a time as GitHub writes it', async () => {
  const run = { created_at: '2026-11-26T07:00:00Z', updated_at: '2026-11-26T08:00:00Z' };
  answers = [ok({ workflow_runs: [{ id: 1, status: 'completed', conclusion: 'success', ...run }] })];
  const [since, until] = [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 2)];
  expect(await runs().runsIn({ since, until }, 1)).toEqual([
    {
      ...{ id: '1', attempt: 1, completed: true, conclusion: 'success' },
      ...{ createdAt: Date.UTC(2026, 10, 26, 7), updatedAt: Date.UTC(2026, 10, 26, 8) },
    },
  ]);
  expect(await runs().hasSucceededSince('relay.yml', since)).toBe(true);
  expect(asked.map(([, { created }]) => created)).toEqual([
    '2026-11-01T00:00:00Z..2026-11-02T00:00:00Z',
    '>=2026-11-01T00:00:00Z',
  ]);
});
