/**
 * Asks the artifact service of this workflow run which artifacts it has: `ListArtifacts` of the service's protocol, which
 * the runtime token alone opens, whatever `permissions` the job has. The toolkit's own call would load its whole client,
 * and keeps of a failure its text only.
 */
import type { Env } from '../env.ts';
import { errorCode, timedOutIfAborted } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { githubProxyFor, isTroubleOfProxy, type Proxy } from '../network/proxies.ts';
import { githubClient } from './github-client.ts';
import { claimsOf } from './jwt.ts';

const METHOD = '/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts';
const REQUEST_TIMEOUT_MS = 10_000;

/** The service gave no list. */
export class ArtifactListError extends Error {
  override readonly name = 'ArtifactListError';
  readonly reason: 'not asked' | 'no answer' | 'refused' | 'something else answered';
  /** `undefined`: no answer arrived. */
  readonly statusCode: number | undefined;
  /** Set if the proxy answered or failed, not the service. */
  readonly proxy: Proxy | undefined;

  constructor(
    said: string,
    reason: ArtifactListError['reason'],
    more: Partial<Pick<ArtifactListError, 'statusCode' | 'proxy' | 'cause'>> = {},
  ) {
    super(said, { cause: more.cause });
    this.reason = reason;
    this.statusCode = more.statusCode;
    this.proxy = more.proxy;
  }
}

/** As the service lists it: numbers are texts, and what has its default value is left out. */
export interface ListedArtifact {
  readonly name?: unknown;
  readonly database_id?: unknown;
  readonly digest?: unknown;
}

/**
 * @returns the finished artifacts of that name, whichever job made them
 * @throws ArtifactListError, also when aborted
 */
export async function listArtifacts(name: string, env: Env, signal: AbortSignal): Promise<ListedArtifact[]> {
  const ids = backendIds(env.ACTIONS_RUNTIME_TOKEN);
  const url = URL.parse(METHOD, env.ACTIONS_RESULTS_URL)?.href;
  if (url === undefined) {
    throw new ArtifactListError('ACTIONS_RESULTS_URL is no URL', 'not asked');
  }
  const client = await githubClient(url);
  const proxy = githubProxyFor(url, env);
  let answer;
  try {
    answer = await client.pathUnchecked(url).post({
      abortSignal: signal,
      timeout: REQUEST_TIMEOUT_MS,
      headers: { authorization: `Bearer ${env.ACTIONS_RUNTIME_TOKEN ?? ''}` },
      contentType: 'application/json',
      body: { ...ids, name_filter: name },
    });
  } catch (error) {
    throw notListed(timedOutIfAborted(error, `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`), proxy);
  }
  return read(Number(answer.status), answer.body, proxy);
}

function notListed(cause: unknown, proxy: Proxy | undefined): ArtifactListError {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof ForeignAnswer) {
    return new ArtifactListError(said, 'something else answered', { statusCode: cause.httpStatus, cause });
  }
  const unread = errorCode(cause) === 'PARSE_ERROR';
  return new ArtifactListError(said, unread ? 'something else answered' : 'no answer', {
    cause,
    proxy: isTroubleOfProxy(cause) ? proxy : undefined,
  });
}

function read(statusCode: number, body: unknown, proxy: Proxy | undefined): ListedArtifact[] {
  const { artifacts, msg } = Object(body) as { readonly artifacts?: unknown; readonly msg?: unknown };
  if (statusCode >= 400) {
    const words = typeof msg === 'string' ? msg : typeof body === 'string' ? body : '';
    throw new ArtifactListError(`${statusCode} ${words}`.trim(), 'refused', {
      statusCode,
      // The service's other refusals do not tell whether a proxy stood in its place.
      proxy: statusCode === 407 ? proxy : undefined,
    });
  }
  const list = artifacts ?? [];
  if (statusCode !== 200 || typeof body !== 'object' || body === null || !Array.isArray(list)) {
    throw new ArtifactListError(`${statusCode} without a list of artifacts`, 'something else answered', {
      statusCode,
    });
  }
  return list as ListedArtifact[];
}

/** How the service knows this run and this job: from the token's `Actions.Results:RUN:JOB`, as the toolkit reads it. */
function backendIds(token: string | undefined): Readonly<Record<string, string>> {
  const { scp } = claimsOf(token);
  const scope = typeof scp === 'string' ? /(?:^| )Actions\.Results:([^: ]+):([^: ]+)(?: |$)/.exec(scp) : null;
  const [, run, job] = scope ?? [];
  if (run === undefined || job === undefined) {
    throw new ArtifactListError(
      'ACTIONS_RUNTIME_TOKEN is no JSON Web Token that names a workflow run and a job',
      'not asked',
    );
  }
  return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
}
