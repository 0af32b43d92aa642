/**
 * A pass-through in front of a service that shows every request at three moments: when it has arrived whole and was not
 * passed on, when its answer was made and nothing of it was delivered, and when half of the answer was. At each of them
 * it can be kept for good, so that a run can be ended there.
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { KEEP_ALIVE_MS } from '../../emulator/network/keep-alive.ts';

export type Service = 'training' | 'artifacts' | 'queue' | 'blob' | 'github';
export type Moment = 'before' | 'after' | 'amid';

export interface Passing {
  readonly service: Service;
  readonly method: string;
  /** As the client sees it: with the host that it was told. */
  readonly url: URL;
  readonly body: Buffer;
}

/** Sees each request at each moment. `keep`: it goes no further, and the client waits for as long as it lives. */
export type Watcher = (passing: Passing, moment: Moment) => Fate | Promise<Fate>;
export type Fate = 'pass' | 'keep';

export interface Gate {
  readonly port: number;
  /** Cuts what is still open. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** They are about one connection, and not about what is sent over it. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'expect', 'content-length'];

/** @param upstream any URL of the service: its host and port count */
export async function openGate(service: Service, upstream: string, watch: Watcher): Promise<Gate> {
  const closing = new AbortController();
  const server = createServer((incoming, outgoing) => {
    pass(service, upstream, watch, incoming, outgoing, closing.signal).catch(() => {
      // One of the two sides is gone; the other one has to notice.
      outgoing.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(
  service: Service,
  upstream: string,
  watch: Watcher,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { method = '', headers } = incoming;
  const url = new URL(incoming.url ?? '', `http://${headers.host ?? ''}`);
  const passing = { service, method, url, body: await buffer(incoming) };
  if ((await watch(passing, 'before')) === 'keep') {
    return;
  }
  const answer = await forward(passing, headers, upstream, signal);
  if ((await watch(passing, 'after')) === 'keep') {
    return;
  }
  const body = method === 'HEAD' ? Buffer.alloc(0) : answer.body;
  // An answer to HEAD tells the length of a body that it does not have, or none where there is nothing to tell of.
  const length = method === 'HEAD' ? answer.headers['content-length'] : body.length;
  outgoing.writeHead(answer.status, {
    ...withoutHopByHop(answer.headers),
    ...(length !== undefined && { 'content-length': length }),
  });
  const half = Math.ceil(body.length / 2);
  outgoing.write(body.subarray(0, half));
  if (half > 0 && (await watch(passing, 'amid')) === 'keep') {
    return;
  }
  outgoing.end(body.subarray(half));
}

async function forward(
  { method, url, body }: Passing,
  headers: IncomingHttpHeaders,
  upstream: string,
  signal: AbortSignal,
): Promise<Answer> {
  const { hostname, port, host } = new URL(upstream);
  const forwarded = request({
    ...{ hostname, port, method, signal, agent: false },
    path: `${url.pathname}${url.search}`,
    headers: { ...withoutHopByHop(headers), host, 'content-length': body.length },
  });
  const answered = once(forwarded, 'response') as Promise<[IncomingMessage]>;
  forwarded.end(body);
  const [response] = await answered;
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
}

function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
