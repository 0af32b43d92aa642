import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnonymousCredential } from '@azure/storage-queue';
import { afterEach, expect, test } from '@jest/globals';
import { AzureQueue } from '../../../src/storage/queue.ts';
import { storageAnswer } from '../../../src/storage/refusals.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';

const NEVER = new AbortController().signal;
let server: Server | undefined;

afterEach(async () => {
  const closed = new Promise<void>((resolve) => {
    server?.close(() => {
      resolve();
    });
  });
  server?.closeAllConnections();
  await closed;
});

/** A queue whose requests are answered so, or not at all. */
async function queueThat(answers: (response: ServerResponse) => void, clock?: Clock): Promise<AzureQueue> {
  const listening = createServer((_request, response) => {
    answers(response);
  });
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  const { port } = listening.address() as AddressInfo;
  const uri = parseStorageUri(`http://127.0.0.1:${port}/account/notes`, 'queue');
  return new AzureQueue(uri, () => Promise.resolve(new AnonymousCredential()), clock);
}

test('the count is the queue’s approximate one', async () => {
  const queue = await queueThat((response) => {
    response.writeHead(200, { 'x-ms-approximate-messages-count': '57' }).end();
  });
  expect(await queue.count(NEVER)).toBe(57);
});

test('a queue that gives no count is taken for empty', async () => {
  const queue = await queueThat((response) => {
    response.writeHead(200).end();
  });
  expect(await queue.count(NEVER)).toBe(0);
});

test.each(['peek', 'count', 'receive'] as const)(
  'a %s that nothing answers says so, and not only that it was aborted',
  async (operation) => {
    const clock = new FakeClock();
    const queue = await queueThat(() => undefined, clock);
    const error: unknown = await (
      operation === 'receive' ? queue.receive(1, 5, NEVER) : queue[operation](NEVER)
    ).catch((reason: unknown) => reason);
    expect(storageAnswer(error)).toBe('| ETIMEDOUT: no answer within 15 s');
    expect(clock.sleeps).toEqual([15_000]);
  },
);

test('a cancel ends a request with its reason', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const queue = await queueThat(() => {
    cancel.abort(reason);
  });
  await expect(queue.peek(cancel.signal)).rejects.toBe(reason);
});

test.each(['delete', 'release'] as const)(
  'a %s does not wait for longer than a second for a queue that is silent',
  async (operation) => {
    const clock = new FakeClock();
    const queue = await queueThat(() => undefined, clock);
    const held = { id: 'x', text: '', insertedAt: 0, expiresAt: 0, dequeueCount: 1, popReceipt: 'y' };
    await expect(operation === 'delete' ? queue.delete(held) : queue.release(held, 0)).rejects.toMatchObject({
      code: 'ETIMEDOUT',
    });
    expect(clock.sleeps).toEqual([1_000]);
  },
);

test.each(['PopReceiptMismatch', 'MessageNotFound'])(
  'a message that somebody else took (%s) is no trouble',
  async (code) => {
    const queue = await queueThat((response) => {
      response.writeHead(404, { 'x-ms-error-code': code }).end();
    });
    const held = { id: 'x', text: '', insertedAt: 0, expiresAt: 0, dequeueCount: 1, popReceipt: 'y' };
    expect([await queue.delete(held), await queue.release(held, 0)]).toEqual([false, false]);
  },
);

test.each([503, 429])(
  'a refusal %i is given on at once: the pace answers to it, and no retry',
  async (status) => {
    let requests = 0;
    const queue = await queueThat((response) => {
      requests += 1;
      response.writeHead(status, { 'retry-after': '3600', 'x-ms-error-code': 'ServerBusy' }).end();
    });
    await expect(queue.peek(NEVER)).rejects.toMatchObject({ statusCode: status, code: 'ServerBusy' });
    expect(requests).toBe(1);
  },
);
