/** Serves the training API over HTTP on a free loopback port. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { RequestLog } from '../../request-log.ts';
import { encode, errorAnswer } from './answer.ts';
import type { EncodedAnswer } from './answer.ts';
import { GatewayError } from '../resource/api-error.ts';
import { withoutCredentials } from './exchange.ts';
import type { ExchangeListener } from './exchange.ts';
import { handle } from './handler.ts';
import type { Handled, HandlerOptions } from './handler.ts';
import { bodyLimit } from './routing.ts';
import { KEEP_ALIVE_MS } from '../../network/keep-alive.ts';

export interface TrainingServerOptions extends HandlerOptions {
  log: RequestLog;
  /** Both PEM. Default: no TLS. */
  tls?: { readonly key: string; readonly cert: string };
  /** Called with every request and its answer, just before the answer is sent. */
  onExchange?: ExchangeListener;
}

export interface TrainingServer {
  /** `http://127.0.0.1:PORT`, or `https://…` */
  endpoint: string;
  /** Stops the server and cuts the connections that are still open. */
  close(): Promise<void>;
}

interface Target {
  method: string;
  path: string;
  query: string;
}

export async function startTrainingServer(options: TrainingServerOptions): Promise<TrainingServer> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(request, response, options);
  };
  const { tls } = options;
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: TrainingServerOptions,
): Promise<void> {
  const time = new Date().toISOString();
  const method = request.method ?? '';
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
  const target = { method, path, query };
  const { handled, body } = await handledOf(request, target, options);
  const { outcome, refused } = handled;
  const answer = typeof outcome === 'string' ? null : withUsualHeaders(encode(outcome));
  const status = answer?.status ?? null;
  options.log.add({
    time,
    service: 'training',
    ...target,
    status,
    ...(refused !== undefined && { refused }),
  });
  options.onExchange?.({
    operation: handled.operation,
    version: handled.version,
    ...target,
    requestHeaders: withoutCredentials(request.headers),
    requestBody: body,
    status,
    responseHeaders: answer?.headers ?? {},
    responseBody: answer?.body ?? Buffer.alloc(0),
    faulted: handled.faulted,
  });
  if (answer !== null) send(response, answer);
  else if (outcome === 'cut') request.socket.destroy();
}

async function handledOf(
  request: IncomingMessage,
  target: Target,
  options: HandlerOptions,
): Promise<{ handled: Handled; body: Buffer }> {
  let body = Buffer.alloc(0);
  try {
    body = await received(request, bodyLimit(target.method, target.path));
  } catch (error) {
    // Any error but our own refusal means that the caller has closed the connection.
    const outcome = error instanceof GatewayError ? errorAnswer(error) : 'cut';
    const nowhere = { operation: null, version: null, faulted: false, refused: undefined };
    return { handled: { outcome, ...nowhere }, body };
  }
  const { 'training-key': key, 'content-type': contentType = '', authorization = '' } = request.headers;
  const token = /^Bearer (.+)$/i.exec(authorization)?.[1];
  const incoming = { ...target, key: key?.toString(), token, contentType, body };
  return { handled: await handle(incoming, options), body };
}

async function received(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new GatewayError(413, `The body is bigger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What every answer has; the id is what Azure's support asks for. */
function withUsualHeaders(answer: EncodedAnswer): EncodedAnswer {
  const id = randomUUID();
  return {
    ...answer,
    headers: {
      'request-id': id,
      'apim-request-id': id,
      'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
      'x-content-type-options': 'nosniff',
      'content-length': String(answer.body.length),
      ...answer.headers,
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: EncodedAnswer): void {
  response.writeHead(status, headers).end(body);
}
