/**
 * GitHub's REST API of one repository, as a function from a request to its answer: who asks, what for, and whether that is
 * allowed. It is strict: it refuses what no documentation has, where GitHub would ignore it.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../custom-vision/resource/clock.ts';
import type { Answer } from './call.ts';
import { type Endpoint, ENDPOINTS } from './endpoints.ts';
import type { Place } from './json.ts';
import { RestRateLimits, type Limits, DOCUMENTED_LIMITS } from './rate-limits.ts';
import { notFound, RestRefusal, undocumented } from './refusal.ts';
import { Repository, type RepositoryOptions } from './repository.ts';
import { allows, Tokens } from './tokens.ts';

export interface RestRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why the stand-in refused what GitHub would take, if it did. */
  readonly refused?: string;
}

export interface RestOptions extends Pick<RepositoryOptions, 'fullName' | 'isPrivate'> {
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
  /** Of the pages for people. */
  readonly serverUrl?: string;
}

const DOCUMENTATION = 'https://docs.github.com/rest';
const VERSIONS = ['2022-11-28', '2026-03-10'];
const MEDIA_TYPE = /^(\*\/\*|application\/(json|vnd\.github(\.v3)?\+json))$/;

export class RestApi {
  readonly repository: Repository;
  readonly tokens = new Tokens();
  readonly rates: RestRateLimits;
  readonly #clock: Clock;
  readonly #serverUrl: string;

  constructor({ clock, limits, serverUrl = 'https://github.com', ...repository }: RestOptions) {
    this.repository = new Repository({ clock, ...repository });
    this.rates = new RestRateLimits(clock, { ...DOCUMENTED_LIMITS, ...limits });
    this.#clock = clock;
    this.#serverUrl = serverUrl;
  }

  /** @param request as it came, whoever sent it */
  answer(request: RestRequest): RestAnswer {
    let page: string | undefined;
    try {
      const route = this.#routeOf(request);
      page = route?.endpoint.page;
      const answer = route === undefined ? this.#unrouted(request) : this.#answered(request, route);
      return this.#encoded(answer, route?.endpoint);
    } catch (error) {
      if (!(error instanceof RestRefusal)) throw error;
      const url = `${DOCUMENTATION}/${error.page ?? page ?? ''}`.replace(/\/$/, '');
      const status = String(error.status);
      return {
        ...this.#encoded({
          status: error.status,
          headers: error.headers,
          body: { message: error.message, documentation_url: url, status },
        }),
        ...(error.isOurs && { refused: error.message }),
      };
    }
  }

  #routeOf({ method, url }: RestRequest): Route | undefined {
    const [, owner = '', name = '', rest = ''] = /^\/repos\/([^/]+)\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    if (`${owner}/${name}`.toLowerCase() !== this.repository.fullName.toLowerCase()) return undefined;
    for (const endpoint of ENDPOINTS) {
      const values = endpoint.method === method ? valuesOf(endpoint.path, rest) : undefined;
      if (values !== undefined) return { endpoint, values };
    }
    return undefined;
  }

  /** What no repository is asked for. */
  #unrouted(request: RestRequest): Answer {
    this.#checkHeaders(request);
    const permissions = this.tokens.read(request.headers.authorization);
    if (request.method === 'GET' && request.url.pathname === '/rate_limit' && permissions !== undefined) {
      const core = this.rates.state;
      return { status: 200, body: { resources: { core }, rate: core } };
    }
    this.rates.take(request.method !== 'GET');
    throw notFound();
  }

  #answered(request: RestRequest, { endpoint, values }: Route): Answer {
    this.#checkHeaders(request);
    const permissions = this.tokens.read(request.headers.authorization);
    this.rates.take(endpoint.method !== 'GET');
    const isOpen = endpoint.method === 'GET' && !this.repository.isPrivate;
    if (permissions === undefined && !isOpen) {
      throw endpoint.method === 'GET' ? notFound() : new RestRefusal(401, 'Requires authentication');
    }
    if (permissions !== undefined && !isOpen && !allows(permissions, endpoint.need)) {
      throw new RestRefusal(403, 'Resource not accessible by integration', { headers: acceptedBy(endpoint) });
    }
    checkParameters(request, endpoint);
    const place: Place = {
      repository: this.repository,
      apiUrl: request.url.origin,
      serverUrl: this.#serverUrl,
    };
    return endpoint.answer({ ...place, url: request.url, values });
  }

  #checkHeaders({ headers }: RestRequest): void {
    if ((headers['user-agent'] ?? '') === '') {
      const words =
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header';
      throw new RestRefusal(403, words, { page: '' });
    }
    const version = headers['x-github-api-version'];
    if (version !== undefined && !VERSIONS.includes(version)) {
      throw new RestRefusal(400, `${version} is not a supported version of the API.`, { page: '' });
    }
    const accepted = (headers.accept ?? '*/*').split(',').map((type) => type.split(';')[0]?.trim() ?? '');
    if (!accepted.some((type) => MEDIA_TYPE.test(type))) {
      throw new RestRefusal(
        415,
        `Unsupported 'Accept' header: ${accepted.join(', ')}. Must accept 'application/json'.`,
      );
    }
  }

  #encoded({ status, headers = {}, body }: Answer, endpoint?: Endpoint): RestAnswer {
    return {
      status,
      headers: {
        date: new Date(this.#clock.now()).toUTCString(),
        'x-github-request-id': randomUUID(),
        'x-github-media-type': 'github.v3; format=json',
        ...this.rates.headers,
        ...(endpoint !== undefined && acceptedBy(endpoint)),
        ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
        ...headers,
      },
      body: body === undefined ? '' : JSON.stringify(body),
    };
  }
}

interface Route {
  readonly endpoint: Endpoint;
  readonly values: Readonly<Record<string, string>>;
}

/** Tells which right would do. */
function acceptedBy({ need }: Endpoint): Record<string, string> {
  return { 'x-accepted-github-permissions': `${need.name}=${need.access}` };
}

function checkParameters({ url, body }: RestRequest, { takes = [], body: members = [] }: Endpoint): void {
  for (const name of new Set(url.searchParams.keys())) {
    if (!takes.includes(name)) throw undocumented(`no parameter is named ${name}`);
  }
  if (body === '') return;
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new RestRefusal(400, 'Problems parsing JSON');
  }
  if (typeof given !== 'object' || given === null) throw new RestRefusal(400, 'Body should be a JSON object');
  for (const [name, value] of Object.entries(given)) {
    if (!members.includes(name) || typeof value !== 'boolean') throw undocumented(`${name} of the body`);
  }
}

/** `undefined` if the path is another one. Ids are numbers, but that of a workflow. */
function valuesOf(template: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = decodeURIComponent(given[index] ?? '');
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined;
    } else if (part === '{workflow}' || /^\d+$/.test(segment)) {
      values[part.slice(1, -1)] = segment;
    } else {
      return undefined;
    }
  }
  return values;
}
