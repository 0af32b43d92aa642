/**
 * A stand-in for the part of Entra ID that gives access tokens to applications: discovery and the token endpoint of
 * one tenant, over TLS, as `@azure/identity` talks to them.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Claims, isInTime, isSigned, readToken, SigningKeys } from '../jwt.ts';
import type { RequestLogEntry } from '../request-log.ts';
import type { ServerCertificate } from './certificate.ts';
import type { Application, Directory } from './directory.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { KEEP_ALIVE_MS } from '../network/keep-alive.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
}

export interface GivenToken {
  readonly token: string;
  /** The object id of the application that it was given to. */
  readonly clientId: string;
  readonly audience: string;
}

/** Microsoft's services accept a token for so long after its end, because clocks differ. */
const LEEWAY_MS = 300_000;

export class TokenService {
  /** How long new tokens are valid. */
  lifetimeSeconds = 3_600;
  /** `down`: it answers every request for a token with 503. `silent`: it does not answer. */
  state: 'up' | 'down' | 'silent' = 'up';
  /** The code of its refusal of every request for a token; `undefined`: it judges each request. */
  refusing: RefusalCode | undefined;
  /** Every token that was given, the oldest first. */
  readonly given: GivenToken[] = [];
  readonly #keys = new SigningKeys();
  readonly #directory: Directory;
  readonly #server;
  readonly #onRequest: ((entry: RequestLogEntry) => void) | undefined;

  constructor(
    directory: Directory,
    certificate: ServerCertificate,
    onRequest?: (entry: RequestLogEntry) => void,
  ) {
    this.#directory = directory;
    this.#onRequest = onRequest;
    this.#server = createServer({ ...certificate, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  /** Listens on a free loopback port. Returns the origin, for `AZURE_AUTHORITY_HOST`. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Returns a token as the application would get it, for a test of a login that keeps its tokens. */
  issue(application: Application, audience: string): string {
    const token = this.#keys.sign(this.#claims(application, audience));
    this.given.push({ token, clientId: application.clientId, audience });
    return token;
  }

  rotateKeys(): void {
    this.#keys.rotate();
  }

  /**
   * Returns the object id that a token was given to; `undefined` if it is not valid for the audience, or has expired
   * more than five minutes ago.
   */
  holderOf(token: string, audience: string): string | undefined {
    const claims = readToken(token)?.claims;
    if (claims === undefined || !isSigned(token, this.#keys.published)) return undefined;
    if (!isInTime(claims, LEEWAY_MS)) return undefined;
    return claims.iss === this.#issuer && claims.aud === audience ? String(claims.oid) : undefined;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** The issuer of its access tokens, which are of version 1.0, as most of Microsoft's own resources have them. */
  get #issuer(): string {
    return `https://sts.windows.net/${this.#directory.tenantId}/`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const time = new Date().toISOString();
    const url = new URL(request.url ?? '/', `https://${request.headers.host ?? 'localhost'}`);
    const answer = await this.#answer(request, url);
    this.#onRequest?.({
      time,
      service: 'entra',
      method: request.method ?? '',
      path: url.pathname,
      query: url.search.slice(1),
      status: answer?.status ?? null,
    });
    if (answer !== undefined) {
      response
        .writeHead(answer.status, { 'Content-Type': 'application/json', 'x-ms-request-id': randomUUID() })
        .end(JSON.stringify(answer.body));
    }
  }

  async #answer(request: IncomingMessage, url: URL): Promise<Answer | undefined> {
    const body = await text(request);
    const [, tenant = '', ...rest] = url.pathname.split('/');
    const what = `${request.method ?? ''} ${rest.join('/')}`;
    if (what === 'GET discovery/instance') return { status: 200, body: this.#instance(url) };
    try {
      if (tenant !== this.#directory.tenantId) throw new Refusal('90002');
      switch (what) {
        case 'GET v2.0/.well-known/openid-configuration':
          return { status: 200, body: this.#configuration(url.origin) };
        case 'GET discovery/v2.0/keys':
          return { status: 200, body: this.#keys.published };
        case 'POST oauth2/v2.0/token':
          if (this.state === 'silent') return undefined;
          if (this.state === 'down') return { status: 503, body: { error: 'temporarily_unavailable' } };
          return { status: 200, body: await this.#token(new URLSearchParams(body)) };
        default:
          return { status: 404, body: { error: 'not_found' } };
      }
    } catch (error) {
      if (error instanceof Refusal) return error.answer();
      return { status: 500, body: { error: 'server_error', error_description: String(error) } };
    }
  }

  async #token(form: URLSearchParams): Promise<object> {
    if (this.refusing !== undefined) throw new Refusal(this.refusing);
    const application = await this.#directory.authenticate(form);
    const scope = form.get('scope') ?? '';
    const audience = /^(https:\/\/[^ ]+)\/\.default(?: |$)/.exec(scope)?.[1];
    if (form.get('grant_type') !== 'client_credentials' || audience === undefined) {
      return Promise.reject(new Error(`not emulated: grant ${form.get('grant_type') ?? ''}, scope ${scope}`));
    }
    const token = this.issue(application, audience);
    return {
      token_type: 'Bearer',
      expires_in: this.lifetimeSeconds,
      ext_expires_in: this.lifetimeSeconds,
      access_token: token,
    };
  }

  #claims({ clientId, objectId }: Application, audience: string): Claims {
    // Rounded up, so that no token expires before the answer says.
    const nowS = Math.ceil(Date.now() / 1_000);
    return {
      aud: audience,
      iss: this.#issuer,
      iat: nowS,
      nbf: nowS - 1,
      exp: nowS + this.lifetimeSeconds,
      appid: clientId,
      oid: objectId,
      sub: objectId,
      tid: this.#directory.tenantId,
      ver: '1.0',
    };
  }

  #configuration(origin: string): object {
    const base = `${origin}/${this.#directory.tenantId}`;
    return {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  #instance({ origin, host }: URL): object {
    return {
      tenant_discovery_endpoint: `${origin}/${this.#directory.tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    };
  }
}
