/**
 * What a proxy does that looks into TLS: it ends the connection of the client itself, with a certificate that the
 * client trusts only if it was told to, reads each request, and passes it on over a connection of its own.
 */
import { createServer, request as send, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerCertificate } from '../entra/certificate.ts';
import { passOn } from './pass-on.ts';

export interface Inspection {
  /** For the hosts that are asked for. */
  readonly certificate: ServerCertificate;
  /** The authority of the hosts behind; PEM. */
  readonly ca: string;
}

/** Of RFC 8446, 5.1: the type of the record that every TLS connection begins with. */
const HANDSHAKE = 22;

export class Inspector {
  /** `METHOD host:port/path`, without queries, in the order of their arrival. */
  readonly seen: string[] = [];
  readonly #server: Server;
  readonly #ca: string;

  constructor({ certificate, ca }: Inspection) {
    this.#ca = ca;
    this.#server = createServer(certificate, (request, response) => {
      this.#forward(request, response);
    });
    // A client that does not trust the certificate hangs up.
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /** Takes over what comes through a tunnel if it is TLS, and else leaves it to `otherwise`. */
  take(socket: Socket, otherwise: (head: Buffer) => void): void {
    socket.once('data', (first: Buffer) => {
      // Nothing more is read before somebody takes it.
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
