/**
 * Where a machine in Azure gets tokens for its managed identities, over plain http and without leaving the machine: the
 * endpoint of App Service and Container Apps (IDENTITY_ENDPOINT), and that of a virtual machine (the Instance Metadata
 * Service, IMDS). The tokens are the token service's.
 * Sources: Microsoft's references of both endpoints. The wording is our own but for "Identity not found".
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readToken } from '../jwt.ts';
import type { Application } from './directory.ts';
import type { TokenService } from './token-service.ts';

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
  /** For `IDENTITY_HEADER`: only who knows it gets a token of App Service. */
  readonly identityHeader = randomUUID();
  /** Given where no other is asked for. */
  systemAssigned: Application | undefined;
  readonly userAssigned: Application[] = [];
  /** What every request for a token is answered with: 410 while it starts, 429 throttled, 5xx in trouble. */
  failing: 410 | 429 | 500 | 503 | undefined;
  /** Of each request so far, the oldest first. */
  readonly statuses: number[] = [];
  readonly #tokens: TokenService;
  readonly #server;

  constructor(tokens: TokenService) {
    this.#tokens = tokens;
    this.#server = createServer((request, response) => {
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
    // The library ends the path with a slash where the endpoint is given to it by a variable.
    const pathname = asked.replace(/\/$/, '');
    if (!isPath(pathname) || method !== 'GET') return { status: 404, body: { error: 'not_found' } };
    const { version, withoutHeader, notFound } = FORMS[pathname];
    const mayAsk =
      pathname === '/msi/token'
        ? headers['x-identity-header'] === this.identityHeader
        : headers.metadata === 'true';
    // Also what is sent to see whether anybody is there.
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

  /** All values are texts. */
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
