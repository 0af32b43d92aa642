import { createHash, randomFillSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PartFile, type Piece } from '../../../src/download/part-file.ts';

const BYTES = randomFillSync(Buffer.alloc(3_000_001));

let folder = '';
let handle: FileHandle;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'part-file-'));
  handle = await open(path.join(folder, 'part'), 'w+');
});

afterEach(async () => {
  await handle.close();
  rmSync(folder, { recursive: true });
});

const content = (): Buffer => readFileSync(path.join(folder, 'part'));
const digest = (algorithm: string): Buffer => createHash(algorithm).update(BYTES).digest();

async function* chunks(
  from: number,
  to: number,
  size: number,
  turn?: () => Promise<void>,
): AsyncGenerator<Buffer> {
  for (let at = from; at < to; at += size) {
    await turn?.();
    yield BYTES.subarray(at, Math.min(to, at + size));
  }
}

/** The handle, with some of its methods replaced. */
function changed(methods: Partial<Record<'writev' | 'read', (...args: never[]) => unknown>>): FileHandle {
  return new Proxy(handle, {
    get: (target, name) =>
      name in methods
        ? (methods as Record<string | symbol, unknown>)[name]
        : (target[name as keyof FileHandle] as () => unknown).bind(target),
  });
}

async function whole(file: PartFile, size = 65_536): Promise<void> {
  const piece = file.begin(0, BYTES.length);
  await file.fill(piece, chunks(0, BYTES.length, size), BYTES.length, () => undefined);
  file.finish(piece);
}

test('one piece is written and hashed as it comes, and never read back', async () => {
  let reads = 0;
  const file = new PartFile(changed({ read: () => (reads += 1) }), true);
  await whole(file);
  expect(await file.digests(BYTES.length)).toEqual({
    sha256: digest('sha256').toString('hex'),
    md5: digest('md5'),
  });
  expect(content().equals(BYTES)).toBe(true);
  expect(reads).toBe(0);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'pieces filled side by side in any order are one file and one hash (%i)',
  async (seed) => {
    // Some pieces wait many turns, others none: which of them is ahead depends on the seed.
    const file = new PartFile(handle, true);
    const ends = [700_000, 900_000, 900_001, 2_000_000, BYTES.length];
    const pieces = ends.map((end, index) => file.begin(ends[index - 1] ?? 0, end));
    await Promise.all(
      pieces.map(async (piece, index) => {
        const turns = (seed * (index + 3) * 7) % 5;
        const turn = async (): Promise<void> => {
          for (let count = 0; count < turns; count += 1) {
            await new Promise(setImmediate);
          }
        };
        await file.fill(
          piece,
          chunks(piece.position, piece.end, 10_007 * seed, turn),
          piece.end,
          () => undefined,
        );
        file.finish(piece);
      }),
    );
    const { sha256 } = await file.digests(BYTES.length);
    expect(sha256).toBe(digest('sha256').toString('hex'));
    expect(content().equals(BYTES)).toBe(true);
  },
);

test('the last piece may be there first: what came early is hashed from the disk', async () => {
  const file = new PartFile(handle, true);
  const [first, last] = [file.begin(0, 1_000_000), file.begin(1_000_000, BYTES.length)] as const;
  for (const piece of [last, first]) {
    await file.fill(piece, chunks(piece.position, piece.end, 65_536), piece.end, () => undefined);
    file.finish(piece);
  }
  expect((await file.digests(BYTES.length)).md5).toEqual(digest('md5'));
});

test('a piece whose turn comes while it is filled catches up, and nothing is left to hash in the end', async () => {
  let reads = 0;
  const read = (...given: Parameters<FileHandle['read']>): unknown => {
    reads += 1;
    return handle.read(...given);
  };
  const file = new PartFile(changed({ read }), true);
  const [first, last] = [file.begin(0, 1_000_000), file.begin(1_000_000, BYTES.length)] as const;
  const turn = async (): Promise<void> => {
    if (last.position >= 2_000_000 && first.position === 0) {
      await file.fill(first, chunks(0, 1_000_000, 65_536), 1_000_000, () => undefined);
      file.finish(first);
    }
  };
  await file.fill(last, chunks(1_000_000, BYTES.length, 100_000, turn), BYTES.length, () => undefined);
  file.finish(last);
  // More than a mebibyte was ahead of its turn.
  expect(reads).toBe(2);
  expect((await file.digests(BYTES.length)).md5).toEqual(digest('md5'));
  expect(reads).toBe(2);
});

test('what had to be written twice is hashed once', async () => {
  let fails = true;
  const writev = (given: readonly Buffer[], position: number): unknown => {
    if (fails && position > 500_000) {
      fails = false;
      return Promise.reject(new Error('interrupted'));
    }
    return handle.writev(given, position);
  };
  const file = new PartFile(changed({ writev }), true);
  const piece = file.begin(0, BYTES.length);
  const go = (size: number): Promise<void> =>
    file.fill(piece, chunks(piece.position, BYTES.length, size), BYTES.length, () => undefined);
  await expect(go(100_000)).rejects.toThrow('interrupted');
  await go(70_000);
  file.finish(piece);
  expect((await file.digests(BYTES.length)).md5).toEqual(digest('md5'));
});

test('without an MD5 to compare with none is computed', async () => {
  const file = new PartFile(handle, false);
  await whole(file);
  expect(await file.digests(BYTES.length)).toEqual({
    sha256: digest('sha256').toString('hex'),
    md5: createHash('md5').digest(),
  });
});

test('a piece goes on where it was broken off, counting only what is on the disk', async () => {
  const file = new PartFile(handle, true);
  const piece = file.begin(0, BYTES.length);
  async function* broken(): AsyncGenerator<Buffer> {
    yield* chunks(0, 700_000, 100_000);
    throw new Error('reset');
  }
  const written: number[] = [];
  const onWritten = (bytes: number): void => void written.push(bytes);
  await expect(file.fill(piece, broken(), BYTES.length, onWritten)).rejects.toThrow('reset');
  expect(piece.position).toBe(600_000);
  await file.fill(piece, chunks(piece.position, BYTES.length, 65_536), BYTES.length, onWritten);
  file.finish(piece);
  expect((await file.digests(BYTES.length)).md5).toEqual(digest('md5'));
  expect(content().equals(BYTES)).toBe(true);
  expect(written.reduce((sum, bytes) => sum + bytes, 0)).toBe(BYTES.length);
});

test('a piece that is split ends where its second half begins, whatever else arrives', async () => {
  const file = new PartFile(handle, true);
  const first = file.begin(0, BYTES.length);
  let second = first;
  const turn = (): Promise<void> => {
    if (first.position >= 500_000) {
      second = second === first ? file.split(first) : second;
    }
    return Promise.resolve();
  };
  await file.fill(first, chunks(0, BYTES.length, 100_000, turn), BYTES.length, () => undefined);
  const middle = (600_000 + BYTES.length + 1) / 2;
  expect([first, second]).toEqual([
    { position: middle, end: middle },
    { position: middle, end: BYTES.length },
  ]);
  expect(content()).toHaveLength(middle);
  file.finish(first);
  expect(file.longest()).toEqual({ piece: second, left: BYTES.length - middle });
  await file.fill(second, chunks(middle, BYTES.length, 65_536), BYTES.length, () => undefined);
  file.finish(second);
  expect((await file.digests(BYTES.length)).md5).toEqual(digest('md5'));
  expect(content().equals(BYTES)).toBe(true);
});

test('the piece that has most left is told, and nothing where none is unfinished', () => {
  const file = new PartFile(handle, false);
  expect(file.longest()).toEqual({ piece: undefined, left: 0 });
  const pieces = [file.begin(0, 100), file.begin(100, 300), file.begin(300, 450)];
  expect(file.longest()).toEqual({ piece: pieces[1], left: 200 });
});

test('more bytes than a piece takes are an error, and what belongs to the next piece is left alone', async () => {
  const file = new PartFile(handle, true);
  const [first, next] = [file.begin(0, 300_000), file.begin(300_000, 600_000)] as const;
  await file.fill(next, chunks(300_000, 600_000, 65_536), 600_000, () => undefined);
  await expect(file.fill(first, chunks(0, 400_000, 100_000), 300_000, () => undefined)).rejects.toThrow(
    'more bytes',
  );
  expect(content().subarray(300_000).equals(BYTES.subarray(300_000, 600_000))).toBe(true);
});

test('text is written as UTF-8, and an end that is not known takes all there is', async () => {
  const file = new PartFile(handle, false);
  const piece: Piece = file.begin(0, Infinity);
  async function* texts(): AsyncGenerator<string> {
    yield await Promise.resolve('grün');
  }
  await file.fill(piece, texts(), Infinity, () => undefined);
  expect([piece.position, content().toString()]).toEqual([5, 'grün']);
});

test('what the system has written only in part is written to its end', async () => {
  const writev = async (given: readonly Buffer[], position: number): Promise<{ bytesWritten: number }> => {
    const some = Buffer.concat(given).subarray(0, 70_001);
    await handle.write(some, 0, some.length, position);
    return { bytesWritten: some.length };
  };
  const file = new PartFile(changed({ writev }), true);
  await whole(file);
  expect(content().equals(BYTES)).toBe(true);
  expect((await file.digests(BYTES.length)).md5).toEqual(digest('md5'));
});

test('a write that fails ends it with the reason of the system', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const file = new PartFile(changed({ writev: () => Promise.reject(full) }), true);
  await expect(whole(file)).rejects.toBe(full);
});

test('the next batch arrives while one is written, and no third one is kept in memory', async () => {
  const writes: (() => void)[] = [];
  const writev = async (...given: Parameters<FileHandle['writev']>): Promise<unknown> => {
    await new Promise<void>((resolve) => {
      writes.push(resolve);
    });
    return await handle.writev(...given);
  };
  const file = new PartFile(changed({ writev }), false);
  let arrived = 0;
  const turn = async (): Promise<void> => {
    await new Promise(setImmediate);
    arrived += 100_000;
  };
  const piece = file.begin(0, BYTES.length);
  const written: number[] = [];
  const filling = file.fill(piece, chunks(0, BYTES.length, 100_000, turn), BYTES.length, (bytes) => {
    written.push(bytes);
  });
  // Many more turns than all chunks need.
  const settle = async (): Promise<void> => {
    for (let count = 0; count < 100; count += 1) {
      await new Promise(setImmediate);
    }
  };
  await settle();
  expect([writes.length, arrived, piece.position]).toEqual([1, 1_200_000, 0]);
  writes[0]?.();
  while (writes.length < 2) {
    await settle();
  }
  expect([piece.position, written]).toEqual([600_000, [600_000]]);
  while (piece.position < BYTES.length) {
    writes.forEach((finish) => {
      finish();
    });
    await settle();
  }
  await filling;
  file.finish(piece);
  expect((await file.digests(BYTES.length)).sha256).toBe(digest('sha256').toString('hex'));
});

test('a write that fails while more is waited for ends it with the reason of the system, whatever else goes wrong', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const file = new PartFile(changed({ writev: () => Promise.reject(full) }), true);
  async function* broken(): AsyncGenerator<Buffer> {
    yield* chunks(0, 600_000, 100_000);
    await new Promise(setImmediate);
    throw new Error('reset');
  }
  const piece = file.begin(0, BYTES.length);
  await expect(file.fill(piece, broken(), BYTES.length, () => undefined)).rejects.toBe(full);
  expect(piece.position).toBe(0);
});

test('memory of what is written is given back, but for what others may share', async () => {
  const file = new PartFile(handle, true);
  const own = Buffer.alloc(600_000, 'a');
  const part = Buffer.alloc(600_000, 'b').subarray(1);
  const small = Buffer.alloc(1_000, 'c');
  async function* all(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(own);
    yield* [part, small];
  }
  const end = 600_000 + 599_999 + 1_000;
  const piece = file.begin(0, end);
  await file.fill(piece, all(), end, () => undefined);
  file.finish(piece);
  expect([own, part, small].map(({ byteLength }) => byteLength)).toEqual([0, 599_999, 1_000]);
  const written = content();
  expect((await file.digests(end)).sha256).toBe(createHash('sha256').update(written).digest('hex'));
  expect(
    [written[0], written[600_000], written[end - 1]].map((code) => String.fromCharCode(code ?? 0)),
  ).toEqual(['a', 'b', 'c']);
});

test('a file that was cut meanwhile is not waited for', async () => {
  const file = new PartFile(handle, true);
  const [first, last] = [file.begin(0, 1_000), file.begin(1_000, 2_000)] as const;
  await file.fill(last, chunks(1_000, 2_000, 500), 2_000, () => undefined);
  await handle.truncate(0);
  await file.fill(first, chunks(0, 1_000, 500), 1_000, () => undefined);
  await expect(file.digests(2_000)).rejects.toThrow('ends at 1000 of 2000 bytes');
});
