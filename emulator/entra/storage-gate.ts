/**
 * A server in front of Azurite that checks what Azurite does not: that the token service has issued a bearer token, and
 * that its holder has a role that allows the request. It passes everything else on unchanged, and tells of every request.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as send } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Azurite } from '../azurite.ts';
import { passOn } from '../network/pass-on.ts';
import type { RequestLogEntry } from '../request-log.ts';
import type { CertificateAuthority } from './certificate.ts';
import { storageDataActions, type StorageService } from './data-actions.ts';
import type { RoleAssignments } from './roles.ts';
import type { TokenService } from './token-service.ts';
import { KEEP_ALIVE_MS } from '../network/keep-alive.ts';

const AUDIENCE = 'https://storage.azure.com';

/** @returns the same account behind the gate: only its endpoints differ. `stop()` ends the gate and Azurite. */
export async function startStorageGate(options: {
  azurite: Azurite;
  authority: CertificateAuthority;
  tokens: TokenService;
  roles: RoleAssignments;
  onRequest?: (entry: RequestLogEntry) => void;
}): Promise<Azurite> {
  const { azurite, authority, onRequest } = options;
  const agent = new Agent({ ca: authority.ca, keepAlive: true });
  const [blob, queue] = await Promise.all([open('blob'), open('queue')]);
  return {
    ...azurite,
    blobEndpoint: blob.endpoint,
    queueEndpoint: queue.endpoint,
    async stop() {
      await Promise.all([blob.close(), queue.close()]);
      agent.destroy();
      await azurite.stop();
    },
  };

  async function open(service: StorageService): Promise<{ endpoint: string; close(): Promise<void> }> {
    const behind = new URL(service === 'blob' ? azurite.blobEndpoint : azurite.queueEndpoint);
    const server = createServer(
      { ...authority.server, keepAliveTimeout: KEEP_ALIVE_MS },
      (request, response) => {
        tell(request, response);
        const refusal = refusalOf(service, request);
        if (refusal === undefined) void forward(request, response, behind);
        else void refuse(request, response, refusal);
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      endpoint: `https://127.0.0.1:${port}${behind.pathname}`,
      async close() {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      },
    };
  }

  function tell({ method = '', url = '' }: IncomingMessage, response: ServerResponse): void {
    const time = new Date().toISOString();
    const [path = '', query = ''] = url.split('?');
    response.once('close', () => {
      const status = response.headersSent ? response.statusCode : null;
      onRequest?.({ time, service: 'storage gate', method, path, query, status });
    });
  }

  function refusalOf(service: StorageService, request: IncomingMessage): StorageRefusal | undefined {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    const holder = options.tokens.holderOf(token, AUDIENCE);
    if (holder === undefined) return INVALID_TOKEN;
    const url = new URL(request.url ?? '/', 'https://localhost');
    const alternatives = storageDataActions(service, request.method ?? '', url.pathname, url.searchParams);
    const allowed = alternatives.some((needed) =>
      needed.every((dataAction) => options.roles.allows(holder, dataAction)),
    );
    return allowed ? undefined : NOT_ALLOWED;
  }

  async function forward(request: IncomingMessage, response: ServerResponse, behind: URL): Promise<void> {
    const { hostname, port } = behind;
    const { method, url: path, headers } = request;
    await passOn(request, response, send({ hostname, port, agent, method, path, headers }));
  }
}

interface StorageRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const INVALID_TOKEN: StorageRefusal = {
  status: 401,
  code: 'InvalidAuthenticationInfo',
  message: 'The bearer token is not valid for this account, or not any more.',
};
const NOT_ALLOWED: StorageRefusal = {
  status: 403,
  code: 'AuthorizationPermissionMismatch',
  message: 'No role of the identity allows this request.',
};

async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message }: StorageRefusal,
): Promise<void> {
  request.resume();
  await once(request, 'end').catch(() => undefined);
  const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response
    .writeHead(status, { 'Content-Type': 'application/xml', 'x-ms-error-code': code })
    .end(request.method === 'HEAD' ? undefined : xml);
}
