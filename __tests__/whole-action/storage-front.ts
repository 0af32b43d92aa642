/**
 * Stands in front of Azurite's queues or containers: passes everything on, except where a test wants one of them to
 * refuse its readers. Whoever sends messages or writes backups, as the service does, is let through.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Azurite } from '../../emulator/azurite.ts';
import { KEEP_ALIVE_MS } from '../../emulator/network/keep-alive.ts';

/** An answer instead of Azurite's, a connection that breaks, or none that anybody answers. */
export type StorageTrouble =
  | { readonly status: number; readonly code: string; readonly headers?: Readonly<Record<string, string>> }
  | 'cut'
  | 'silence';

export interface StorageFront {
  /** Azurite, with its queues or containers behind this front. */
  readonly azurite: Azurite;
  /** By the name of a queue or container. */
  readonly troubles: Map<string, StorageTrouble>;
  /** How many requests of readers one has refused. */
  readonly refused: Map<string, number>;
  close(): Promise<void>;
}

const ENDPOINT = { queue: 'queueEndpoint', container: 'blobEndpoint' } as const;
/** By what the service sends and writes. */
const WRITES = { queue: 'POST', container: 'PUT' };

export async function startStorageFront(
  azurite: Azurite,
  kind: 'queue' | 'container',
): Promise<StorageFront> {
  const troubles = new Map<string, StorageTrouble>();
  const refused = new Map<string, number>();
  const behind = new URL(azurite[ENDPOINT[kind]]);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (asked, answer) => {
    // /ACCOUNT/QUEUE/messages?…, /ACCOUNT/CONTAINER?…
    const name = (asked.url ?? '').split(/[/?]/)[2] ?? '';
    const trouble = asked.method === WRITES[kind] ? undefined : troubles.get(name);
    if (trouble !== undefined) {
      refused.set(name, (refused.get(name) ?? 0) + 1);
    }
    if (trouble === 'silence') {
      asked.resume();
    } else if (trouble === 'cut') {
      asked.socket.destroy();
    } else if (trouble !== undefined) {
      asked.resume();
      answer.writeHead(trouble.status, {
        'content-type': 'application/xml',
        'x-ms-error-code': trouble.code,
        ...trouble.headers,
      });
      answer.end(
        `<?xml version="1.0" encoding="utf-8"?><Error><Code>${trouble.code}</Code><Message>No.</Message></Error>`,
      );
    } else {
      const { method, url, headers } = asked;
      const passed = request({ host: behind.hostname, port: behind.port, method, path: url, headers });
      passed.on('response', (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        void pipeline(given, answer).catch(() => answer.destroy());
      });
      void pipeline(asked, passed).catch(() => answer.destroy());
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    azurite: { ...azurite, [ENDPOINT[kind]]: `http://127.0.0.1:${port}${behind.pathname}` },
    troubles,
    refused,
    close: async () => {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
