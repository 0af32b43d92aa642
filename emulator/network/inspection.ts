/**
 * The TLS inspection of a proxy: the proxy ends the client's TLS connection itself, with a certificate that the client
 * trusts only if it was told to, reads each request, and passes it on over a connection of its own.
 */
import { createServer, request as send, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerCertificate } from '../entra/certificate.ts';
import { passOn } from './pass-on.ts';
import { KEEP_ALIVE_MS } from './keep-alive.ts';

export interface Inspection {
  /** The certificate for the hosts that clients ask for. */
  readonly certificate: ServerCertificate;
  /** The certificate authority of the real servers; PEM. */
  readonly ca: string;
}

/** The type of the record that every TLS connection begins with (RFC 8446, 5.1). */
const HANDSHAKE = 22;

export class Inspector {
  /** `METHOD host:port/path`, without queries, in the order of their arrival. */
  readonly seen: string[] = [];
  readonly #server: Server;
  readonly #ca: string;

  constructor({ certificate, ca }: Inspection) {
    this.#ca = ca;
    this.#server = createServer({ ...certificate, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      this.#forward(request, response);
    });
    // A client that does not trust the certificate closes the connection.
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /** Inspects the bytes of a tunnel if they are TLS, and leaves them to `otherwise` if they are not. */
  take(socket: Socket, otherwise: (head: Buffer) => void): void {
    socket.once('data', (first: Buffer) => {
      // The socket reads nothing more until one of the two takes it over.
      socket.pause();
      if (first[0] === HANDSHAKE) {
        socket.unshift(first);
        this.#server.emit('connection', socket);
      } else {
        otherwise(first);
      }
    });
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, headers } = request;
    const { hostname, port, pathname, search } = new URL(request.url ?? '', `https://${headers.host ?? ''}`);
    this.seen.push(`${method ?? ''} ${hostname}:${port}${pathname}`);
    const behind = { host: '127.0.0.1', port, method, path: pathname + search, headers, ca: this.#ca };
    void passOn(request, response, send(behind));
  }
}
