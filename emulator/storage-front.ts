/**
 * Stands in front of Azurite's queues or containers: passes everything on, except where one of them, or one blob, is to
 * refuse its readers, or to be what Azurite cannot make. Whoever sends messages or writes backups, as the service does, is
 * let through.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Azurite } from './azurite.ts';
import { KEEP_ALIVE_MS } from './network/keep-alive.ts';

/** An answer instead of Azurite's, a connection that breaks, or none that anybody answers. */
export type StorageTrouble =
  | {
      readonly status: number;
      readonly code: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Its body never ends. */
      readonly endless?: boolean;
    }
  | { readonly page: string; readonly type: string }
  | 'cut'
  | 'silence';

/**
 * A trouble of a blob; the state of the copy that it is the target of; how many of its last bytes never come, without a
 * word; or what is done before it is read.
 */
export type BlobTrouble =
  | StorageTrouble
  | { readonly copyStatus: string }
  | { readonly missingBytes: number }
  | (() => Promise<unknown>);

export interface StorageFront {
  /** Azurite, with its queues or containers behind this front. */
  readonly azurite: Azurite;
  /** By the name of a queue or container. */
  readonly troubles: Map<string, StorageTrouble>;
  /** By `CONTAINER/BLOB`. */
  readonly blobs: Map<string, BlobTrouble>;
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
  const blobs = new Map<string, BlobTrouble>();
  const refused = new Map<string, number>();
  const behind = new URL(azurite[ENDPOINT[kind]]);

  const answered = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    // /ACCOUNT/QUEUE/messages?…, /ACCOUNT/CONTAINER?…, /ACCOUNT/CONTAINER/BLOB?…
    const [, , name = '', ...blob] = decodeURIComponent((asked.url ?? '').split('?')[0] ?? '').split('/');
    const ofBlob = blobs.get([name, ...blob].join('/'));
    const trouble = asked.method === WRITES[kind] ? undefined : (ofBlob ?? troubles.get(name));
    if (typeof trouble === 'function') {
      await trouble();
    } else if (typeof trouble === 'object' && 'copyStatus' in trouble) {
      refuse({ status: 409, code: 'PendingCopyOperation' }, asked, answer);
      return;
    } else if (trouble !== undefined && !(typeof trouble === 'object' && 'missingBytes' in trouble)) {
      refused.set(name, (refused.get(name) ?? 0) + 1);
      refuse(trouble, asked, answer);
      return;
    }
    const { method, url, headers } = asked;
    const passed = request({ host: behind.hostname, port: behind.port, method, path: url, headers });
    passed.on('response', (given) => {
      const isList = url?.includes('comp=list') === true;
      const passedOn = isList ? passList(given, name, blobs, answer) : pass(given, trouble, answer);
      void passedOn.catch(() => answer.destroy());
    });
    await pipeline(asked, passed).catch(() => answer.destroy());
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (asked, answer) => {
    void answered(asked, answer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    azurite: { ...azurite, [ENDPOINT[kind]]: `http://127.0.0.1:${port}${behind.pathname}` },
    troubles,
    blobs,
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

function refuse(trouble: StorageTrouble, asked: IncomingMessage, answer: ServerResponse): void {
  if (trouble === 'cut') {
    asked.socket.destroy();
    return;
  }
  asked.resume();
  if (trouble === 'silence') {
    return;
  }
  if ('page' in trouble) {
    answer.writeHead(200, { 'content-type': trouble.type }).end(trouble.page);
    return;
  }
  const { status, code, headers, endless = false } = trouble;
  answer.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code, ...headers });
  answer.write(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>No.</Message></Error>`,
  );
  if (!endless) {
    answer.end();
  }
}

async function pass(
  given: IncomingMessage,
  trouble: BlobTrouble | undefined,
  answer: ServerResponse,
): Promise<void> {
  if (typeof trouble === 'object' && 'missingBytes' in trouble) {
    const bytes = (await buffer(given)).subarray(0, -trouble.missingBytes);
    answer
      .writeHead(given.statusCode ?? 502, { ...given.headers, 'content-length': bytes.length })
      .end(bytes);
    return;
  }
  answer.writeHead(given.statusCode ?? 502, given.headers);
  await pipeline(given, answer);
}

/** Tells of the blobs that are targets of copies. */
async function passList(
  given: IncomingMessage,
  container: string,
  blobs: ReadonlyMap<string, BlobTrouble>,
  answer: ServerResponse,
): Promise<void> {
  let xml = await text(given);
  for (const [key, trouble] of blobs) {
    if (typeof trouble === 'object' && 'copyStatus' in trouble) {
      const status = `<CopyStatus>${trouble.copyStatus}</CopyStatus>`;
      const [start, ...rest] = xml.split(`<Name>${key.slice(container.length + 1)}</Name>`);
      const told = rest.map((part) => part.replace('<Properties>', `<Properties>${status}`));
      xml = [start, ...told].join(`<Name>${key.slice(container.length + 1)}</Name>`);
    }
  }
  const { 'content-type': type } = given.headers;
  answer.writeHead(given.statusCode ?? 502, { 'content-type': type }).end(xml);
}
