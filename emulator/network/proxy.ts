/**
 * An HTTP proxy as closed networks have one. It passes plain requests on (absolute form, RFC 9112, 3.2.2) and opens
 * tunnels (CONNECT, RFC 9110, 9.3.6). It resolves every host name to this machine, so tests can use hosts that are
 * reachable only through it.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { ServerCertificate } from '../entra/certificate.ts';
import { type Inspection, Inspector } from './inspection.ts';
import { passOn } from './pass-on.ts';
import { KEEP_ALIVE_MS } from './keep-alive.ts';

export interface ProxyOptions {
  /** `user:password`; without it everybody may use the proxy. */
  readonly credentials?: string;
  /** With it, the proxy itself is reached by https. */
  readonly certificate?: ServerCertificate;
  /** With it, the proxy inspects TLS. */
  readonly inspection?: Inspection;
}

interface PassedRequest {
  readonly method: string;
  /** `host:port`, as the client asked for it. */
  readonly target: string;
  /** 200: the proxy passed the request on, whatever the server answered; else the proxy's own answer. */
  readonly status: number;
}

export interface Proxy {
  /** For `HTTPS_PROXY` and `HTTP_PROXY`, without credentials. */
  readonly url: string;
  /** For each `host:port`, the status that the proxy refuses it with from now on. */
  readonly refused: Map<string, number>;
  /** In the order of their arrival. */
  readonly requests: readonly PassedRequest[];
  /** The requests that it has read by TLS inspection: `METHOD host:port/path`. */
  readonly inspected: readonly string[];
  /** Cuts every connection, as proxies do on which nothing is said for a while. */
  cut(): void;
  close(): Promise<void>;
}

const HERE = '127.0.0.1';
const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';

export async function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
  const { credentials, certificate } = options;
  const inspector = options.inspection && new Inspector(options.inspection);
  const refused = new Map<string, number>();
  const requests: PassedRequest[] = [];
  const sockets = new Set<Socket>();
  const plain = (request: IncomingMessage, response: ServerResponse): void => {
    const { host, pathname, search } = new URL(request.url ?? '', 'http://none');
    const status = admitted(request, host);
    if (status === 200) void forward(request, response, host, pathname + search);
    else refuse(request, response, status);
  };
  const server = certificate === undefined ? createServer(plain) : createTlsServer(certificate, plain);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const target = request.url ?? '';
    const status = admitted(request, target);
    if (status === 200) tunnel(socket, target, head, inspector);
    else
      socket.end(`HTTP/1.1 ${status} Refused by the proxy\r\n${challenge(status)}Connection: close\r\n\r\n`);
  });
  server.on('connection', watch);
  server.listen(0, HERE);
  await once(server, 'listening');
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://${HERE}:${(server.address() as AddressInfo).port}`,
    refused,
    requests,
    inspected: inspector?.seen ?? [],
    cut,
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  function watch(socket: Socket): void {
    sockets.add(socket);
    // Either side may close its connection at any time; then the other one is closed as well.
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  }

  function admitted({ method = '', headers }: IncomingMessage, target: string): number {
    const expected =
      credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
    const known = expected === undefined || headers['proxy-authorization'] === expected;
    const status = known ? (refused.get(target) ?? 200) : 407;
    requests.push({ method, target, status });
    return status;
  }
}

function tunnel(socket: Socket, target: string, head: Buffer, inspector: Inspector | undefined): void {
  if (inspector !== undefined) {
    socket.write(ESTABLISHED);
    if (head.length > 0) socket.unshift(head);
    inspector.take(socket, (first) => {
      join(socket, target, first);
    });
    return;
  }
  join(socket, target, head, ESTABLISHED);
}

/** @param greeting is sent to the client once there is a connection to the server */
function join(socket: Socket, target: string, head: Buffer, greeting = ''): void {
  // The listeners for both directions come on top of those of TLS: more than the number at which Node warns of a leak.
  socket.setMaxListeners(20);
  const there = connect(portOf(target), HERE, () => {
    socket.write(greeting);
    there.write(head);
    void pipeline(socket, there, socket).catch(() => undefined);
  });
  there.on('error', () => socket.destroy());
  socket.on('close', () => there.destroy());
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
  path: string,
): Promise<void> {
  // Headers that are meant for the proxy itself are not passed on.
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !name.startsWith('proxy-')),
  );
  const forwarded = send({ host: HERE, port: portOf(host), method: request.method, path, headers });
  await passOn(request, response, forwarded);
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  request.resume();
  response.writeHead(status, status === 407 ? { 'Proxy-Authenticate': 'Basic realm="proxy"' } : {});
  response.end('Refused by the proxy');
}

function challenge(status: number): string {
  return status === 407 ? 'Proxy-Authenticate: Basic realm="proxy"\r\n' : '';
}

function portOf(target: string): number {
  return Number(/:(\d+)$/.exec(target)?.[1] ?? 80);
}
