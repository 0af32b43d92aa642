/**
 * A proxy in front of the queues of the storage account, which counts requests and passes each on unchanged. Both
 * protocols and the floor are measured through it.
 */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The counts of one queue. */
interface Traffic {
  /** Peeks, receives, updates and deletes: what waiting consists of. */
  calls: number;
  /** Messages deleted. */
  readonly deleted: Set<string>;
  /** How often each message was received, by its id. */
  readonly received: Map<string, number>;
  /** When each message was sent, by its text; taken before the answer. */
  readonly putAt: Map<string, number>;
}

export interface QueueTap {
  /** To be used instead of the account's queue endpoint. */
  readonly endpoint: string;
  traffic(queue: string): Traffic;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 10 * 60_000;

/** @param endpoint the account's queue endpoint */
export async function startQueueTap(endpoint: string): Promise<QueueTap> {
  const target = new URL(endpoint);
  const agent = new Agent({ keepAlive: true });
  const queues = new Map<string, Traffic>();
  const traffic = (queue: string): Traffic => {
    const known = queues.get(queue) ?? {
      calls: 0,
      deleted: new Set(),
      received: new Map<string, number>(),
      putAt: new Map<string, number>(),
    };
    queues.set(queue, known);
    return known;
  };

  const server = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const body = await whole(request);
      const arrivedAt = performance.now();
      const passed = send({
        agent,
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: request.url,
        headers: request.headers,
      });
      passed.end(body);
      const [answer] = (await once(passed, 'response')) as [IncomingMessage];
      const text = await whole(answer);
      note(request, body, answer.statusCode ?? 0, text, arrivedAt);
      response.writeHead(answer.statusCode ?? 502, answer.headers).end(text);
    };
    pass().catch(() => {
      response.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  const note = (
    { method, url = '' }: IncomingMessage,
    body: Buffer,
    status: number,
    answer: Buffer,
    arrivedAt: number,
  ): void => {
    const { pathname, searchParams } = new URL(url, endpoint);
    const [, , queue, part, id] = pathname.split('/');
    if (queue === undefined || part !== 'messages') {
      return;
    }
    const seen = traffic(queue);
    if (method === 'POST') {
      seen.putAt.set(messageText(body.toString()), arrivedAt);
      return;
    }
    seen.calls += 1;
    if (method === 'GET' && status === 200 && searchParams.get('peekonly') !== 'true') {
      for (const [, received = ''] of answer.toString().matchAll(/<MessageId>([^<]+)<\/MessageId>/g)) {
        seen.received.set(received, (seen.received.get(received) ?? 0) + 1);
      }
    }
    if (method === 'DELETE' && status === 204 && id !== undefined) {
      seen.deleted.add(id);
    }
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}${target.pathname}`,
    traffic,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

async function whole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The text in the body of a Put Message. */
function messageText(body: string): string {
  const [, escaped = ''] = /<MessageText>([^]*)<\/MessageText>/.exec(body) ?? [];
  return escaped.replace(/&(lt|gt|quot|apos|amp);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
