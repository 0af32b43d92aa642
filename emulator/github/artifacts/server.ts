/**
 * The HTTP server of the artifact service, on loopback: it reads bearer tokens and JSON, and answers with JSON.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { RequestLogEntry } from '../../request-log.ts';
import { ARTIFACT_METHODS, type ArtifactMethod, type ArtifactProtocol } from './protocol.ts';
import type { RuntimeTokens } from './runtime-token.ts';
import { type ArtifactFault, faultyAnswer, type FaultyAnswer as Answer } from './faults.ts';
import { codeOfStatus, TwirpError } from './twirp.ts';
import { KEEP_ALIVE_MS } from '../../network/keep-alive.ts';

const PREFIX = '/twirp/github.actions.results.api.v1.ArtifactService/';

export class ArtifactServer {
  readonly #protocol: ArtifactProtocol;
  readonly #tokens: RuntimeTokens;
  readonly #onRequest: ((entry: RequestLogEntry) => void) | undefined;
  readonly #outages: { readonly method: ArtifactMethod; readonly status: number }[] = [];
  readonly #server: Server;
  /** What is wrong with the service until further notice. */
  fault: ArtifactFault | undefined;

  constructor(
    protocol: ArtifactProtocol,
    tokens: RuntimeTokens,
    onRequest: ((entry: RequestLogEntry) => void) | undefined,
  ) {
    this.#protocol = protocol;
    this.#tokens = tokens;
    this.#onRequest = onRequest;
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      void this.#serve(request, response);
    });
  }

  /** Listens on a free loopback port. Returns the origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The server answers the next calls of the method with this status, whatever they hold. */
  failNext(method: ArtifactMethod, times: number, status: number): void {
    for (let call = 0; call < times; call++) this.#outages.push({ method, status });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const time = new Date().toISOString();
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.once('close', () => {
      this.#onRequest?.({
        time,
        service: 'artifacts',
        method: request.method ?? '',
        path: url.pathname,
        query: url.search.slice(1),
        status: response.writableFinished ? response.statusCode : null,
      });
    });
    const answer = await this.#answer(request, url);
    if (answer === 'hang up') request.socket.destroy();
    else response.writeHead(answer.status, { 'Content-Type': answer.type }).end(answer.body);
  }

  async #answer(request: IncomingMessage, url: URL): Promise<Answer | 'hang up'> {
    try {
      // Read the whole body in any case: a client may see a reset if it is answered before all of it was read.
      const body = await text(request);
      const method = methodOf(request, url);
      const outage = this.#outages.findIndex((candidate) => candidate.method === method);
      if (outage >= 0) {
        const status = this.#outages.splice(outage, 1)[0]?.status ?? 503;
        return inJson(status, { code: codeOfStatus(status), msg: 'an outage, as ordered' });
      }
      const faulty = this.fault === undefined ? undefined : faultyAnswer(this.fault, method, body);
      if (faulty !== undefined) return faulty;
      const job = this.#tokens.verify(/^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (job === undefined)
        throw new TwirpError('unauthenticated', 'the bearer token is missing or not valid');
      return inJson(200, await this.#protocol.answer(method, job, parse(body)));
    } catch (error) {
      const refusal =
        error instanceof TwirpError
          ? error
          : new TwirpError('internal', `the emulator failed: ${String(error)}`);
      return inJson(refusal.status, { code: refusal.code, msg: refusal.message });
    }
  }
}

function inJson(status: number, body: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function methodOf(request: IncomingMessage, url: URL): ArtifactMethod {
  const method = ARTIFACT_METHODS.find((candidate) => url.pathname === PREFIX + candidate);
  if (method === undefined) throw new TwirpError('bad_route', `there is no ${url.pathname}`);
  if (request.method !== 'POST') throw new TwirpError('bad_route', `${method} takes POST only`);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new TwirpError('bad_route', `${method} takes application/json only`);
  return method;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new TwirpError('malformed', 'the body is not JSON');
  }
}
