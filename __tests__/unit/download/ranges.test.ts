import { createHash, randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/time/clock.ts';
import { PartFile } from '../../../src/download/part-file.ts';
import { fetchRanges, PROMPT_MS, type Ranges } from '../../../src/download/ranges.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { memoryHandle } from '../../../trials/fakes/memory-handle.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';
import { VirtualLink } from '../../../trials/fakes/virtual-link.ts';

const MEBIBYTE = 1_024 * 1_024;
/** Every first answer is prompt, unless a test says otherwise. */
const guarding = (ms: number): boolean => ms >= 60_000 || ms === PROMPT_MS;
const NEVER = new AbortController().signal;

/** The file, in memory. */
let disk = Buffer.alloc(0);
let file = new PartFile(memoryHandle(disk), false);
let clock = new FakeClock();

beforeEach(() => {
  disk = Buffer.alloc(160 * MEBIBYTE);
  file = new PartFile(memoryHandle(disk), false);
  clock = new FakeClock();
  clock.guards = guarding;
});

function random(mebibytes: number): Buffer {
  return randomFillSync(Buffer.alloc(mebibytes * MEBIBYTE));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function over(link: VirtualLink, ranges: Ranges = link): Promise<void> {
  let done = false;
  const fetching = fetchRanges(ranges, file, clock, () => undefined, NEVER).finally(() => {
    done = true;
  });
  await Promise.all([fetching, link.run(() => done)]);
}

test('a link that is limited per connection is used by several, and the bytes are in order', async () => {
  const bytes = random(96);
  const link = new VirtualLink(bytes, clock, 'per connection');
  const began = clock.now();
  await over(link);
  expect(Math.max(...link.openAt)).toBe(8);
  expect((await file.digests(bytes.length)).sha256).toBe(sha256(bytes));
  expect(disk.subarray(0, bytes.length).equals(bytes)).toBe(true);
  // A tick of 4 ms brings a quarter of a mebibyte over each.
  expect(clock.now() - began).toBeLessThan((96 * 4 * 4) / 5);
});

test('a link that is limited as a whole is left to one connection after one try, in long ranges', async () => {
  const bytes = random(160);
  const link = new VirtualLink(bytes, clock, 'as a whole');
  await over(link);
  expect(link.openAt).toEqual([1, 2, 3, 4, 1]);
  expect(link.requests.at(-1)).toBe('134217728-167772159');
  expect((await file.digests(bytes.length)).sha256).toBe(sha256(bytes));
});

test('where the first answer is a while in coming, a small blob has two connections before a byte has arrived', async () => {
  const bytes = random(12);
  const link = new VirtualLink(bytes, clock, 'per connection');
  clock.guards = (ms) => ms >= 60_000;
  const answersFrom = clock.now() + PROMPT_MS + 1;
  const slow: Ranges = {
    length: link.length,
    md5: null,
    async open(offset, count) {
      while (clock.now() < answersFrom) {
        await new Promise(setImmediate);
      }
      return await link.open(offset, count);
    },
  };
  await over(link, slow);
  expect(link.requests.toSorted()).toEqual(['0-12582911', '6291456-12582911']);
  expect(link.openAt).toEqual([1, 2]);
  expect((await file.digests(bytes.length)).sha256).toBe(sha256(bytes));
});

test('a small blob whose first answer is prompt, or one that is not worth two requests, has one connection', async () => {
  const link = new VirtualLink(random(9), clock, 'as a whole');
  await over(link);
  clock.guards = (ms) => ms >= 60_000;
  file = new PartFile(memoryHandle(disk), false);
  const small = new VirtualLink(random(7), clock, 'per connection');
  await over(small);
  expect([link.openAt, small.openAt]).toEqual([[1], [1]]);
});

/** Ranges whose streams are made by `stream`; every other thing is as it should be. */
function scripted(
  bytes: Buffer,
  stream: (range: Buffer, request: number) => NodeJS.ReadableStream,
): Ranges & { readonly requests: string[] } {
  const requests: string[] = [];
  return {
    length: bytes.length,
    md5: null,
    requests,
    async open(offset, count) {
      await Promise.resolve();
      requests.push(`${offset}-${offset + count - 1}`);
      // Memory of its own, as what arrives over a connection has.
      return stream(Buffer.from(bytes.subarray(offset, offset + count)), requests.length);
    },
  };
}

function breaking(range: Buffer, after: number, error: Error): NodeJS.ReadableStream {
  return Readable.from(
    (function* () {
      yield range.subarray(0, after);
      throw error;
    })(),
  );
}

async function fetch(ranges: Ranges, signal: AbortSignal = NEVER): Promise<string> {
  await fetchRanges(ranges, file, clock, () => undefined, signal);
  return (await file.digests(ranges.length)).sha256;
}

test('nothing is asked for where there is nothing', async () => {
  const ranges = scripted(Buffer.alloc(0), () => Readable.from([]));
  expect(await fetch(ranges)).toBe(sha256(Buffer.alloc(0)));
  expect(ranges.requests).toEqual([]);
});

test('a range whose connection breaks is asked for again alone, from where it broke, after a pause', async () => {
  const bytes = random(10);
  const reset = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  const ranges = scripted(bytes, (range, request) =>
    request === 1 ? breaking(range, MEBIBYTE, reset) : Readable.from([range]),
  );
  expect(await fetch(ranges)).toBe(sha256(bytes));
  expect(ranges.requests).toEqual(['0-10485759', '1048576-10485759']);
  expect(clock.sleeps).toEqual([500]);
});

test('a range that ends early is asked for again like one that breaks', async () => {
  const bytes = random(1);
  const ranges = scripted(bytes, (range, request) =>
    Readable.from([request === 1 ? range.subarray(0, 600_000) : range]),
  );
  expect(await fetch(ranges)).toBe(sha256(bytes));
  expect(ranges.requests).toEqual(['0-1048575', '600000-1048575']);
});

test('a connection that keeps breaking is given up after three more tries', async () => {
  const ranges = scripted(random(1), (range) => breaking(range, 0, new Error('reset')));
  await expect(fetch(ranges)).rejects.toThrow('reset');
  expect(ranges.requests).toHaveLength(4);
  expect(clock.sleeps).toEqual([500, 2_000, 8_000]);
});

test.each([
  ['the version is gone', new StorageError(412, 'ConditionNotMet')],
  ['the bytes are gone', new StorageError(404, 'BlobNotFound')],
  ['the disk is full', Object.assign(new Error('full'), { code: 'ENOSPC' })],
])('where %s, asking again does not help', async (_what, error) => {
  const ranges = scripted(random(1), (range) => breaking(range, 0, error));
  await expect(fetch(ranges)).rejects.toBe(error);
  expect(ranges.requests).toHaveLength(1);
});

test('a server that sends more than was asked for does not get into the next range', async () => {
  const more = random(40);
  const ranges = scripted(random(33), () => Readable.from([more]));
  await expect(fetch(ranges)).rejects.toThrow('more bytes');
});

test('when one connection fails for good, the others end at once, and none is left open', async () => {
  const bytes = random(48);
  const link = new VirtualLink(bytes, clock, 'per connection');
  const gone = new StorageError(412, 'ConditionNotMet');
  const streams: Readable[] = [];
  let requests = 0;
  const ranges: Ranges = {
    length: link.length,
    md5: null,
    async open(offset, count) {
      requests += 1;
      if (requests === 4) {
        throw gone;
      }
      const stream = await link.open(offset, count);
      streams.push(stream);
      return stream;
    },
  };
  let done = false;
  const fetching = fetchRanges(ranges, file, clock, () => undefined, NEVER).finally(() => {
    done = true;
  });
  await Promise.all([expect(fetching).rejects.toBe(gone), link.run(() => done)]);
  expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
});

test('an abort ends every connection, also in the pause before another try', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const hanging = new Readable({ read: () => undefined });
  const ranges = scripted(random(1), () => {
    queueMicrotask(() => {
      cancel.abort(reason);
    });
    return hanging;
  });
  await expect(fetch(ranges, cancel.signal)).rejects.toThrow();
  expect(hanging.destroyed).toBe(true);

  const other = new AbortController();
  clock.after(500, () => {
    other.abort(reason);
  });
  const breaks = scripted(random(1), (range) => breaking(range, 0, new Error('reset')));
  file = new PartFile(memoryHandle(disk), false);
  await expect(fetch(breaks, other.signal)).rejects.toBe(reason);
  expect(breaks.requests).toHaveLength(1);
});

test('a connection that falls silent is given up after a minute, and its range is asked for again', async () => {
  const bytes = random(1);
  // The first minute that is waited for is over at once, the next one never.
  clock.guards = (ms) => ms === PROMPT_MS;
  clock.after(60_000, () => {
    clock.guards = guarding;
  });
  const ranges = scripted(bytes, (range, request) =>
    request === 1 ? new Readable({ read: () => undefined }) : Readable.from([range]),
  );
  expect(await fetch(ranges)).toBe(sha256(bytes));
  expect(ranges.requests).toEqual(['0-1048575', '0-1048575']);
  expect(clock.sleeps).toEqual([60_000, 500]);
});

test('a first connection that is refused is no reason for others', async () => {
  const bytes = random(12);
  let refused = 0;
  const ranges = scripted(bytes, (range) => Readable.from([range]));
  const unreachable: Ranges = {
    ...ranges,
    open(offset, count, signal) {
      refused += 1;
      return refused === 1 ? Promise.reject(new Error('ECONNREFUSED')) : ranges.open(offset, count, signal);
    },
  };
  expect(await fetch(unreachable)).toBe(sha256(bytes));
  expect([refused, ranges.requests]).toEqual([2, ['0-12582911']]);
});

test('a link that brings less in a minute than is written at once is slow, and not silent', async () => {
  const bytes = random(1);
  const slow = new Readable({ read: () => undefined });
  let sent = 0;
  const minutes: Clock = {
    now: () => 0,
    async sleep(ms, signal) {
      if (ms < 60_000) {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
      }
      slow.push(sent < bytes.length ? Buffer.from(bytes.subarray(sent, sent + 100_000)) : null);
      sent += 100_000;
      // What has arrived is dealt with before the minute is over.
      for (let turn = 0; turn < 20; turn += 1) {
        await new Promise(setImmediate);
      }
      signal.throwIfAborted();
    },
  };
  const ranges = scripted(bytes, () => slow);
  await fetchRanges(ranges, file, minutes, () => undefined, NEVER);
  expect((await file.digests(bytes.length)).sha256).toBe(sha256(bytes));
  expect(ranges.requests).toHaveLength(1);
});
