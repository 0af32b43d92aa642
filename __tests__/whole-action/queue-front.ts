/**
 * Stands in front of Azurite's queue service: passes everything on, except where a test wants a queue to refuse its
 * readers. Whoever sends messages, as the service does, is let through.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Azurite } from '../../emulator/azurite.ts';

/** An answer instead of Azurite's, or a connection that breaks. */
export type QueueTrouble =
  | { readonly status: number; readonly code: string; readonly headers?: Readonly<Record<string, string>> }
  | 'cut';

export interface QueueFront {
  /** Azurite, with its queues behind this front. */
  readonly azurite: Azurite;
  /** By the name of a queue. */
  readonly troubles: Map<string, QueueTrouble>;
  /** How many requests of readers a queue has refused. */
  readonly refused: Map<string, number>;
  close(): Promise<void>;
}

export async function startQueueFront(azurite: Azurite): Promise<QueueFront> {
  const troubles = new Map<string, QueueTrouble>();
  const refused = new Map<string, number>();
  const behind = new URL(azurite.queueEndpoint);
  const server = createServer((asked, answer) => {
    // /ACCOUNT/QUEUE/messages?…
    const name = (asked.url ?? '').split(/[/?]/)[2] ?? '';
    const trouble = asked.method === 'POST' ? undefined : troubles.get(name);
    if (trouble !== undefined) {
      refused.set(name, (refused.get(name) ?? 0) + 1);
    }
    if (trouble === 'cut') {
      asked.socket.destroy();
    } else if (trouble !== undefined) {
      asked.resume();
      answer.writeHead(trouble.status, { 'x-ms-error-code': trouble.code, ...trouble.headers });
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
    azurite: { ...azurite, queueEndpoint: `http://127.0.0.1:${port}${behind.pathname}` },
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
