import { randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { beforeEach, expect, test } from '@jest/globals';
import { type BlobVersion, readSource, type Source } from '../../../src/download/source.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { FakeClock } from '../../../trials/fakes/fake-clock.ts';
import { StorageError } from '../../../trials/fakes/fake-queue.ts';

const BYTES = randomFillSync(Buffer.alloc(1_000_000));
const NEVER = new AbortController().signal;
const RESET = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
/** The pause that watches for silence. */
const SILENCE_MS = 60_000;

let clock = new FakeClock();
/** From where on the blob was asked for, each time. */
let offsets: number[] = [];

beforeEach(() => {
  clock = new FakeClock();
  clock.guards = (ms) => ms === SILENCE_MS;
  offsets = [];
});

/** A blob whose streams are made by `stream`, from the bytes that are asked for and the number of the request. */
function blob(stream: (rest: Buffer, request: number) => Readable, bytes = BYTES): BlobVersion {
  return {
    length: bytes.length,
    md5: null,
    async open(offset) {
      await Promise.resolve();
      offsets.push(offset);
      return stream(bytes.subarray(offset), offsets.length);
    },
  };
}

/** Brings some bytes, then breaks. */
function breaking(bytes: Buffer, error: Error): Readable {
  return Readable.from(
    (function* () {
      yield bytes;
      throw error;
    })(),
  );
}

/** Breaks before it brings anything. */
function broken(): Readable {
  const stream = hanging();
  stream.destroy(RESET);
  return stream;
}

function hanging(): Readable {
  return new Readable({ read: () => undefined });
}

async function read(source: Source, signal = NEVER, itsClock: Clock = clock): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readSource(source, itsClock, signal)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise(setImmediate);
  }
}

test('an empty blob is not asked for', async () => {
  expect(await read(blob(() => Readable.from([]), Buffer.alloc(0)))).toHaveLength(0);
  expect(offsets).toEqual([]);
});

test('a connection that breaks is resumed from where it broke, after a pause', async () => {
  const source = blob((rest, request) =>
    request === 1 ? breaking(rest.subarray(0, 600_000), RESET) : Readable.from([rest]),
  );
  expect((await read(source)).equals(BYTES)).toBe(true);
  expect(offsets).toEqual([0, 600_000]);
  expect(clock.sleeps).toEqual([500]);
});

test('a stream that ends early is resumed like one that breaks', async () => {
  const source = blob((rest, request) => Readable.from([request === 1 ? rest.subarray(0, 600_000) : rest]));
  expect((await read(source)).equals(BYTES)).toBe(true);
  expect(offsets).toEqual([0, 600_000]);
});

test('a connection that is not established is tried again', async () => {
  const source = blob((rest, request) => {
    if (request === 1) {
      throw new Error('ECONNREFUSED');
    }
    return Readable.from([rest]);
  });
  expect((await read(source)).equals(BYTES)).toBe(true);
  expect(offsets).toEqual([0, 0]);
});

test('a connection that brings nothing is given up after three more tries', async () => {
  await expect(read(blob(broken))).rejects.toBe(RESET);
  expect(offsets).toEqual([0, 0, 0, 0]);
  expect(clock.sleeps).toEqual([500, 2_000, 8_000]);
});

test('a connection that breaks again and again is resumed as long as it brings something', async () => {
  const source = blob((rest, request) =>
    request < 10 ? breaking(rest.subarray(0, 100_000), RESET) : Readable.from([rest]),
  );
  expect((await read(source)).equals(BYTES)).toBe(true);
  expect(offsets).toHaveLength(10);
  expect(clock.sleeps).toEqual(Array(9).fill(500));
});

test.each([
  ['the version is gone', new StorageError(412, 'ConditionNotMet')],
  ['the bytes are gone', new StorageError(404, 'BlobNotFound')],
])('where storage answers that %s, it is not asked again', async (_what, error) => {
  await expect(read(blob((rest) => breaking(rest.subarray(0, 1), error)))).rejects.toBe(error);
  expect(offsets).toEqual([0]);
});

test('more bytes than announced are an error', async () => {
  const source = blob(() => Readable.from([BYTES]), BYTES.subarray(1));
  await expect(read(source)).rejects.toThrow('more bytes arrived than were announced');
});

test('a stream that is not a blob is not resumed', async () => {
  const stream = breaking(BYTES.subarray(0, 5), RESET);
  await expect(read({ stream, length: BYTES.length, md5: null })).rejects.toBe(RESET);
  const short = { stream: Readable.from([BYTES]), length: BYTES.length + 7, md5: null };
  await expect(read(short)).rejects.toThrow('it ended 7 bytes early');
});

test('text is taken as UTF-8', async () => {
  expect(await read({ stream: Readable.from(['grün']), length: 5, md5: null })).toEqual(Buffer.from('grün'));
});

test('a connection that falls silent is given up after a minute, and resumed', async () => {
  // The first minute that is waited for is over at once, the next one never.
  clock.guards = () => false;
  clock.after(SILENCE_MS, () => {
    clock.guards = (ms) => ms === SILENCE_MS;
  });
  const silent = hanging();
  const source = blob((rest, request) => (request === 1 ? silent : Readable.from([rest])));
  expect((await read(source)).equals(BYTES)).toBe(true);
  expect(offsets).toEqual([0, 0]);
  expect(clock.sleeps).toEqual([SILENCE_MS, 500]);
  expect(silent.destroyed).toBe(true);
});

test('a link that brings little in a minute is slow, and not silent', async () => {
  const slow = hanging();
  let sent = 0;
  const minutes: Clock = {
    now: () => 0,
    async sleep(_ms, signal) {
      slow.push(sent < BYTES.length ? BYTES.subarray(sent, sent + 100_000) : null);
      sent += 100_000;
      // What has arrived is dealt with before the minute is over.
      await settled();
      signal.throwIfAborted();
    },
  };
  const bytes = await read(
    blob(() => slow),
    NEVER,
    minutes,
  );
  expect(bytes.equals(BYTES)).toBe(true);
  expect(offsets).toEqual([0]);
});

test('an abort ends the connection with its reason', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  const stream = hanging();
  const reading = read(
    blob(() => stream),
    cancel.signal,
  );
  await settled();
  cancel.abort(reason);
  await expect(reading).rejects.toBe(reason);
  expect(stream.destroyed).toBe(true);
});

test('an abort ends the pause before another try', async () => {
  const cancel = new AbortController();
  const reason = new Error('cancelled');
  clock.after(500, () => {
    cancel.abort(reason);
  });
  await expect(read(blob(broken), cancel.signal)).rejects.toBe(reason);
  expect(offsets).toEqual([0]);
});

test('a stream that is opened only after an abort is destroyed, and its error does not end the process', async () => {
  const cancel = new AbortController();
  const late = hanging();
  const source = blob(() => {
    cancel.abort(new Error('cancelled'));
    return late;
  });
  await expect(read(source, cancel.signal)).rejects.toThrow('cancelled');
  expect(late.destroyed).toBe(true);
  expect(late.emit('error', RESET)).toBe(true);
});

test('a reader that stops closes the connection, whose later errors do not end the process', async () => {
  const stream = new Readable({
    read() {
      this.push(BYTES.subarray(0, 10));
    },
  });
  for await (const chunk of readSource(
    blob(() => stream),
    clock,
    NEVER,
  )) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await settled();
  expect(stream.destroyed).toBe(true);
  expect(stream.emit('error', RESET)).toBe(true);
});
