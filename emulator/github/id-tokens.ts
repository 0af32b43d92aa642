/**
 * A stand-in for the service that gives OIDC tokens to a job with `id-token: write`, and for the issuer whose keys
 * others check them with. The tokens have the claims that GitHub's documentation lists.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes, randomUUID } from 'node:crypto';
import { type Claims, SigningKeys } from '../jwt.ts';
import type { RequestLogEntry } from '../request-log.ts';
import { KEEP_ALIVE_MS } from '../network/keep-alive.ts';

export interface IdTokenService {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** Where the issuer publishes its keys. */
  readonly keysUrl: string;
  /** For `ACTIONS_ID_TOKEN_REQUEST_URL`; it has a query already, as GitHub's has. */
  readonly requestUrl: string;
  /** For `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  readonly requestToken: string;
  /** The `sub` of its tokens from now on. */
  subject: string;
  /** How long its tokens are valid; at first five minutes. */
  lifetimeSeconds: number;
  /** The status of the answer to the job's requests instead of a token; `undefined`: the job gets a token. */
  failing: number | undefined;
  /** All tokens that were given, the oldest first. */
  readonly issued: readonly string[];
  /** Returns a token as the job would get it, for a step that keeps one in a file. */
  issue(audience: string): string;
  rotateKeys(): void;
  close(): Promise<void>;
}

const ISSUER = 'https://token.actions.githubusercontent.com';
const LIFETIME_S = 300;
/** The token that asks for OIDC tokens is valid for about as long as a hosted job may run. */
const REQUEST_TOKEN_LIFETIME_S = 370 * 60;
const KEYS_PATH = '/.well-known/jwks';

export async function startIdTokenService(options: {
  onRequest?: (entry: RequestLogEntry) => void;
}): Promise<IdTokenService> {
  const keys = new SigningKeys();
  const requestToken = requestTokenOf(keys);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const time = new Date().toISOString();
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { status, body } = answer(request, url);
    options.onRequest?.({
      time,
      service: 'id tokens',
      method: request.method ?? '',
      path: url.pathname,
      query: url.search.slice(1),
      status,
    });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const issued: string[] = [];
  const service: IdTokenService = {
    issuer: ISSUER,
    keysUrl: `${origin}${KEYS_PATH}`,
    requestUrl: `${origin}/idtoken/octocat/train?api-version=2.0`,
    requestToken,
    subject: 'repo:octocat/models:ref:refs/heads/main',
    lifetimeSeconds: LIFETIME_S,
    failing: undefined,
    issued,
    issue: (audience: string) => {
      const token = keys.sign(claims(audience));
      issued.push(token);
      return token;
    },
    rotateKeys: () => {
      keys.rotate();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return service;

  function answer(request: IncomingMessage, url: URL): { status: number; body: object } {
    if (url.pathname === KEYS_PATH) return { status: 200, body: keys.published };
    if (request.method !== 'GET' || url.pathname !== new URL(service.requestUrl).pathname) {
      return { status: 404, body: { message: 'not found' } };
    }
    if (service.failing !== undefined) {
      return { status: service.failing, body: { message: 'an outage, as ordered' } };
    }
    if (request.headers.authorization !== `Bearer ${requestToken}`) {
      return { status: 401, body: { message: 'the bearer token is missing or not valid' } };
    }
    return { status: 200, body: { value: service.issue(url.searchParams.get('audience') ?? 'octocat') } };
  }

  function claims(audience: string): Claims {
    const nowS = Math.floor(Date.now() / 1_000);
    return {
      jti: randomUUID(),
      iss: service.issuer,
      sub: service.subject,
      aud: audience,
      ref: 'refs/heads/main',
      ref_type: 'branch',
      repository: 'octocat/models',
      repository_owner: 'octocat',
      run_id: '4711',
      event_name: 'workflow_dispatch',
      runner_environment: 'github-hosted',
      iat: nowS,
      nbf: nowS,
      exp: nowS + service.lifetimeSeconds,
    };
  }
}

function requestTokenOf(keys: SigningKeys): string {
  const nowS = Math.floor(Date.now() / 1_000);
  return keys.sign({
    aud: 'vstoken.actions.githubusercontent.com',
    jti: randomBytes(8).toString('hex'),
    nbf: nowS,
    exp: nowS + REQUEST_TOKEN_LIFETIME_S,
  });
}
