/**
 * Octokit, the client of GitHub's REST API, on the same HTTP client as every other request of a run: its own `fetch`
 * would read answers of any length and from anybody, and takes the proxies of one package more.
 */
import type { Env } from '../env.ts';
import type { Report } from '../report/report.ts';
import { foreign } from '../report/foreign-text.ts';
import { githubClient } from './github-client.ts';

const REQUEST_TIMEOUT_MS = 20_000;
const API_VERSION = '2022-11-28';

/** What octokit gives of an answer. */
export interface Answered {
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/**
 * Sends a request.
 * @param route such as `GET /repos/{owner}/{repo}/actions/runs/{run_id}`
 * @throws octokit's RequestError, with what the network says as its cause
 */
export type Octokit = (
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<Answered>;

/** Where GitHub's API is, as the runner says it. */
export function apiUrl({ GITHUB_API_URL: url }: Env): string {
  return url === undefined || url === '' ? 'https://api.github.com' : url;
}

export async function octokitFor(token: string, env: Env, report: Report): Promise<Octokit> {
  const baseUrl = apiUrl(env);
  const [{ getOctokit }, fetch] = await Promise.all([import('@actions/github'), boundedFetch(baseUrl)]);
  const say = (text: string): void => {
    report.debug(foreign(text));
  };
  const octokit = getOctokit(token, {
    baseUrl,
    request: { fetch },
    log: { debug: () => undefined, info: () => undefined, warn: say, error: say },
  });
  return async (route, parameters, signal) => {
    const headers = { 'x-github-api-version': API_VERSION };
    return await octokit.request(route, { ...parameters, headers, request: { fetch, signal } });
  };
}

/** What octokit passes to a `fetch`. */
interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

async function boundedFetch(baseUrl: string) {
  const [client, { createDefaultHttpClient, createHttpHeaders, createPipelineRequest }] = await Promise.all([
    githubClient(baseUrl),
    import('@azure/core-rest-pipeline'),
  ]);
  const http = createDefaultHttpClient();
  return async (url: string, { method = 'GET', headers = {}, body, signal }: Asked) => {
    const answer = await client.pipeline.sendRequest(
      http,
      createPipelineRequest({
        url,
        method: method as 'GET',
        headers: createHttpHeaders(headers),
        timeout: REQUEST_TIMEOUT_MS,
        allowInsecureConnection: url.startsWith('http:'),
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { abortSignal: signal }),
      }),
    );
    const text = answer.bodyAsText ?? '';
    return {
      status: answer.status,
      url,
      headers: new Map(answer.headers),
      text: () => Promise.resolve(text),
      arrayBuffer: () => Promise.resolve(Buffer.from(text)),
    };
  };
}
