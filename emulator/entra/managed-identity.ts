/**
 * The endpoints by which a machine in Azure gets tokens for its managed identities, over plain http and without leaving
 * the machine: that of App Service and Container Apps (IDENTITY_ENDPOINT), and that of a virtual machine (the Instance
 * Metadata Service, IMDS). The token service issues the tokens.
 * Sources: Microsoft's references of both endpoints. The wording is our own except for "Identity not found".
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readToken } from '../jwt.ts';
import type { Application } from './directory.ts';
import type { TokenService } from './token-service.ts';
import { KEEP_ALIVE_MS } from '../network/keep-alive.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The two endpoints differ in path, version, the header that they want, and the form of their refusals. */
const FORMS = {
  '/msi/token': { version: '2019-08-01', withoutHeader: 401, notFound: 'No such identity is assigned here.' },
  '/metadata/identity/oauth2/token': {
    version: '2018-02-01',
    withoutHeader: 400,
    notFound: 'Identity not found',
  },
} as const;

type Path = keyof typeof FORMS;

export class ManagedIdentityEndpoint {
  /** For `IDENTITY_HEADER`: App Service gives a token only to a caller that sends it. */
  readonly identityHeader = randomUUID();
  /** The identity that is used if the request names none. */
  systemAssigned: Application | undefined;
  readonly userAssigned: Application[] = [];
  /** Set: it answers every request for a token so. 410 while it starts, 429 if throttled, 5xx in trouble. */
  failing: 410 | 429 | 500 | 503 | undefined;
  /** The status of the answer to each request so far, the oldest first. */
  readonly statuses: number[] = [];
  readonly #tokens: TokenService;
  readonly #server;

  constructor(tokens: TokenService) {
    this.#tokens = tokens;
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      request.resume();
      const { status, body } = this.#answer(request);
      this.statuses.push(status);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  /** Listens on a free loopback port. Returns the origin, for `AZURE_POD_IDENTITY_AUTHORITY_HOST`. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #answer({ method = '', url = '/', headers }: IncomingMessage): Answer {
    const { pathname: asked, searchParams: query } = new URL(url, 'http://localhost');
    // The library ends the path with a slash if it has read the endpoint from a variable.
    const pathname = asked.replace(/\/$/, '');
    if (!isPath(pathname) || method !== 'GET') return { status: 404, body: { error: 'not_found' } };
    const { version, withoutHeader, notFound } = FORMS[pathname];
    const mayAsk =
      pathname === '/msi/token'
        ? headers['x-identity-header'] === this.identityHeader
        : headers.metadata === 'true';
    // This also answers the probe by which the library looks whether the endpoint exists.
    if (!mayAsk) return refusal(pathname, withoutHeader, 'The header is missing or wrong.');
    if (this.failing !== undefined) return refusal(pathname, this.failing, 'Not now.');
    if (query.get('api-version') !== version) return refusal(pathname, 400, 'The api-version is wrong.');
    const resource = query.get('resource') ?? '';
    if (resource === '') return refusal(pathname, 400, 'The resource is missing.');
    const wanted = query.get('client_id');
    const identity =
      wanted === null
        ? this.systemAssigned
        : this.userAssigned.find(({ clientId }) => clientId === wanted.toLowerCase());
    if (identity === undefined) return refusal(pathname, 400, notFound);
    return { status: 200, body: this.#given(identity, resource, pathname) };
  }

  /** The JSON of a token; all its values are strings. */
  #given(identity: Application, resource: string, path: Path): object {
    const token = this.#tokens.issue(identity, resource);
    const claims = readToken(token)?.claims;
    const lifetime = String(this.#tokens.lifetimeSeconds);
    return {
      access_token: token,
      client_id: identity.clientId,
      expires_on: String(claims?.exp),
      resource,
      token_type: 'Bearer',
      ...(path === '/msi/token'
        ? {}
        : { expires_in: lifetime, ext_expires_in: lifetime, not_before: String(claims?.nbf) }),
    };
  }
}

function isPath(path: string): path is Path {
  return path in FORMS;
}

function refusal(path: Path, status: number, text: string): Answer {
  return path === '/msi/token'
    ? { status, body: { statusCode: status, message: text, correlationId: randomUUID() } }
    : { status, body: { error: 'invalid_request', error_description: text } };
}
