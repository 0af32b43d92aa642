/** Serves the training API over HTTP on a free loopback port. */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestLog } from '../request-log.ts';
import { GatewayError } from './api-error.ts';
import { errorAnswer, handle } from './handler.ts';
import type { Answer, HandlerOptions, Outcome } from './handler.ts';

export interface TrainingServerOptions extends HandlerOptions {
  log: RequestLog;
}

export interface TrainingServer {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  /** Cuts the connections that are still open. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Longer than callers pause: a connection that closes just as it is used again looks like a fault. */
const KEEP_ALIVE_MS = 10 * 60_000;

export async function startTrainingServer(options: TrainingServerOptions): Promise<TrainingServer> {
  const server = createServer((request, response) => {
    void serve(request, response, options);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
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
  const outcome = await outcomeOf(request, { method, path, query }, options);
  const status = typeof outcome === 'string' ? null : outcome.status;
  options.log.add({ time, service: 'training', method, path, query, status });
  if (outcome === 'cut') request.socket.destroy();
  else if (outcome !== 'silence') send(response, outcome);
}

async function outcomeOf(
  request: IncomingMessage,
  target: { method: string; path: string; query: string },
  options: HandlerOptions,
): Promise<Outcome> {
  let body: Buffer;
  try {
    body = await readBody(request);
  } catch (error) {
    // Anything but our own refusal means that the caller has gone away.
    return error instanceof GatewayError ? errorAnswer(error) : 'cut';
  }
  const { 'training-key': key, 'content-type': contentType = '' } = request.headers;
  return await handle({ ...target, key: key?.toString(), contentType, body }, options);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new GatewayError(413, `The body is bigger than ${MAX_BODY_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body, headers, truncated }: Answer): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const json = Buffer.from(JSON.stringify(body), 'utf8');
  response
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers })
    .end(truncated === true ? json.subarray(0, Math.ceil(json.length / 2)) : json);
}
