/**
 * What it means when GitHub does not do what was asked of a workflow run, and what the user can do about it.
 * Source: GitHub's documentation of its REST API ("Rate limits", "Best practices"). The words of its refusals are not
 * documented; these are the ones that it was seen to use.
 */
import type { Env } from '../env.ts';
import { causes, networkAdvice } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { githubProxyFor, isTroubleOfProxy, proxyAdvice } from '../network/proxies.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Advice } from '../report/headings.ts';
import { apiUrl } from './octokit.ts';
import { RunsError, type RunsRefusal } from './workflow-runs.ts';

type Headers = Readonly<Record<string, string | number | undefined>>;

/** Of a limit that says no more: "wait at least one minute". */
const USUAL_LIMIT_MS = 60_000;

const WORDS: readonly (readonly [RegExp, RunsRefusal])[] = [
  [/rate limit/i, 'limited'],
  [/already running/i, 'already running'],
  [/over a month ago/i, 'too old'],
  [/not accessible by|must have (admin|write)|permission/i, 'no right'],
];

/** @param error of octokit */
export function runsError(error: unknown, now: number): RunsError {
  const { response, message } = Object(error) as {
    readonly response?: { readonly status: number; readonly headers: Headers; readonly data?: unknown };
    readonly message?: unknown;
  };
  const said = typeof message === 'string' ? message : String(error);
  if (response === undefined) {
    const isForeign = causes(error).some((cause) => cause instanceof ForeignAnswer);
    return new RunsError(isForeign ? 'something else answered' : 'no answer', said, { cause: error });
  }
  const { status, headers } = response;
  const refusal = refusalOf(status, headers, said);
  const needs = headers['x-accepted-github-permissions'];
  // Any answer may be the last of a limit, one to what is not there as well.
  const until = limitOf(headers, now) ?? (refusal === 'limited' ? now + USUAL_LIMIT_MS : now);
  return new RunsError(refusal, said, {
    status,
    retryAfterMs: until - now,
    needs: refusal === 'no right' && typeof needs === 'string' ? needs : null,
    cause: error,
  });
}

function refusalOf(status: number, headers: Headers, said: string): RunsRefusal {
  if (status === 408 || status >= 500) {
    return 'no answer';
  }
  if (status === 401) {
    return 'bad token';
  }
  if (status === 404 || status === 410) {
    return 'not found';
  }
  if (status !== 403 && status !== 409 && status !== 429) {
    return 'refused';
  }
  const isLimited =
    status === 429 || headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
  return isLimited ? 'limited' : (WORDS.find(([words]) => words.test(said))?.[1] ?? 'refused');
}

/** Until when GitHub takes no more requests, in milliseconds since the epoch; `undefined`: it takes them. */
export function limitOf(headers: Headers, now: number): number | undefined {
  const after = Number(headers['retry-after'] ?? NaN);
  if (after >= 0) {
    return now + after * 1_000;
  }
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN) * 1_000;
  return headers['x-ratelimit-remaining'] === '0' && reset > now ? reset : undefined;
}

/** Which share of an hour's requests is left; `undefined`: the headers do not say. */
export function leftOf(headers: Headers): number | undefined {
  const [remaining, limit] = [headers['x-ratelimit-remaining'], headers['x-ratelimit-limit']].map(Number);
  const left = (remaining ?? NaN) / (limit ?? NaN);
  return left >= 0 && left <= 1 ? left : undefined;
}

/** As the workflow of the relay has them. */
const PERMISSIONS = [
  'The job of the relay needs these permissions, and what else it needs below them:',
  '    permissions:',
  '      actions: write',
  '      checks: read',
];

/** Explains why nothing at all could be done. */
export function runsFailure(doing: string, error: RunsError, env: Env): Failure {
  const { heading, next } = adviceOn(error, env);
  return new Failure(
    'failed',
    heading,
    [
      `Could not ${doing}. ${error.status === null ? 'No answer that tells arrived:' : `GitHub answered ${error.status}:`}`,
      foreign(error.message),
      ...(error.needs === null ? [] : ['It names what the token lacks:', foreign(error.needs)]),
      ...(heading === 'GitHub token refused' ? PERMISSIONS : []),
      `Next: ${next}.`,
    ],
    { cause: error },
  );
}

function adviceOn(error: RunsError, env: Env): Advice {
  const url = apiUrl(env);
  const proxy = isTroubleOfProxy(error) ? githubProxyFor(url, env) : undefined;
  if (proxy !== undefined) {
    return { heading: 'No way through the proxy', next: proxyAdvice(proxy, error.status) };
  }
  switch (error.refusal) {
    case 'no right':
    case 'bad token':
      return {
        heading: 'GitHub token refused',
        next: 'give the job these permissions, or give github-token a token of this repository that has them',
      };
    case 'something else answered':
      return {
        heading: 'Something else answered',
        next: `see what answers for ${url}: a proxy or a sign-in page stands between this runner and GitHub`,
      };
    default:
      return {
        heading: 'GitHub in trouble',
        next: networkAdvice(error) ?? 'nothing for now: the next sweep tries again',
      };
  }
}
