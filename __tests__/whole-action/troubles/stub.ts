/**
 * A server on loopback that is none: it refuses, breaks off or has a certificate that is not trusted.
 */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Scene } from './trouble.ts';
import { KEEP_ALIVE_MS } from '../../../emulator/network/keep-alive.ts';

/** As Azure Storage answers. */
export function refusing(status: number, code: string): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/xml' });
    response.end(
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>No.</Message></Error>`,
    );
  };
}

export const cutting: RequestListener = (request) => {
  request.socket.destroy();
};

/** @returns its port; it is closed with the scene */
export async function startStub(
  { closing }: Pick<Scene, 'closing'>,
  listener: RequestListener,
  tls?: { readonly key: string; readonly cert: string },
): Promise<number> {
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
