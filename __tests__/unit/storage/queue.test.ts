import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnonymousCredential } from '@azure/storage-queue';
import { afterEach, expect, jest, test } from '@jest/globals';
import { AzureQueue } from '../../../src/storage/queue.ts';
import { storageAnswer } from '../../../src/storage/refusals.ts';
import { parseStorageUri } from '../../../src/storage/uri.ts';

const NEVER = new AbortController().signal;
let server: Server | undefined;

afterEach(async () => {
  jest.restoreAllMocks();
  const closed = new Promise<void>((resolve) => {
    server?.close(() => {
      resolve();
    });
  });
  server?.closeAllConnections();
  await closed;
});

/** A queue whose requests are answered so, or not at all. */
async function queueThat(answers: (response: ServerResponse) => void): Promise<AzureQueue> {
  const listening = createServer((_request, response) => {
    answers(response);
  });
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  const { port } = listening.address() as AddressInfo;
  const uri = parseStorageUri(`http://127.0.0.1:${port}/account/notes`, 'queue');
  return new AzureQueue(uri, () => Promise.resolve(new AnonymousCredential()));
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
    // Nothing has to wait for the 15 s.
    const after = AbortSignal.timeout.bind(AbortSignal);
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => after(20));
    const queue = await queueThat(() => undefined);
    const error: unknown = await (
      operation === 'receive' ? queue.receive(1, 5, NEVER) : queue[operation](NEVER)
    ).catch((reason: unknown) => reason);
    expect(storageAnswer(error)).toBe('| ETIMEDOUT: no answer within 15 s');
    expect(timeout).toHaveBeenCalledWith(15_000);
  },
);

test('a cancel is not taken for a time-out', async () => {
  const cancel = new AbortController();
  const queue = await queueThat(() => {
    cancel.abort(new Error('cancelled'));
  });
  await expect(queue.peek(cancel.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

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
