/** The relay's own code, with its real client of GitHub over requests that no network carries. */
import { getOctokit } from '@actions/github';
import type { RestAnswer, RestRequest } from '../../../emulator/github/rest/rest-api.ts';
import type { Octokit } from '../../../src/github/octokit.ts';
import { OctokitRuns } from '../../../src/github/octokit-runs.ts';
import type { RunsApi } from '../../../src/github/workflow-runs.ts';
import { rest } from '../../../src/relay/rest.ts';
import type { RelayRun } from '../../../src/relay/run.ts';
import { sweep } from '../../../src/relay/sweep.ts';

/** Carries a request to GitHub, and its answer back. */
export type Send = (request: RestRequest) => Promise<RestAnswer>;

/** The code under test. */
export interface RelayCode {
  readonly sweep: typeof sweep;
  readonly rest: typeof rest;
}

export const RELAY: RelayCode = { sweep, rest };

export function runsOver(
  send: Send,
  token: string,
  { clock, signal }: Pick<RelayRun, 'clock' | 'signal'>,
): RunsApi {
  const env = { GITHUB_REPOSITORY: 'octocat/models' };
  return new OctokitRuns({ env, clock, signal }, () => Promise.resolve(octokitOver(send, token)));
}

function octokitOver(send: Send, token: string): Octokit {
  const silent = (): void => undefined;
  const octokit = getOctokit(token, { log: { debug: silent, info: silent, warn: silent, error: silent } });
  const fetch = fetchOver(send);
  return async (route, parameters, signal) =>
    await octokit.request(route, {
      ...parameters,
      request: { fetch, signal, parseSuccessResponseBody: false },
    });
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * All that octokit reads of an answer, without streams: they would take turns of the event loop, as no time does here. What
 * succeeds is read by us, for octokit's own reader of JSON takes more time than all the rest.
 */
function fetchOver(send: Send) {
  return async (input: string, { method = 'GET', headers = {}, body = '' }: Asked) => {
    const url = new URL(input);
    const answer = await send({ method, url, headers, body });
    return {
      status: answer.status,
      url: url.href,
      headers: new Map(Object.entries(answer.headers)),
      body: answer.status < 300 && answer.body !== '' ? (JSON.parse(answer.body) as unknown) : undefined,
      text: () => Promise.resolve(answer.body),
      arrayBuffer: () => Promise.resolve(Buffer.from(answer.body)),
    };
  };
}
