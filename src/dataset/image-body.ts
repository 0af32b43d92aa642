/**
 * The body of a request with one image, as a stream: no file is held whole. What is sent are the bytes that the plan was
 * made for, or the request breaks off.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { NewRegion } from '../custom-vision/image-api.ts';
import type { StreamedBody } from '../custom-vision/streamed-body.ts';
import { asProblem, FileProblem } from './folder.ts';
import type { WantedImage } from './wanted.ts';

/** Three bytes make four characters of base64, so that parts of this length can be put together. */
const PART_BYTES = 3 * 4_096;
/** Buffers that no stream reads into just now. */
const FREE: Buffer[] = [];

/** @param file absolute */
export function imageBody(
  file: string,
  { path, sha256, bytes }: Pick<WantedImage, 'path' | 'sha256' | 'bytes'>,
  labels: { readonly tagIds: readonly string[]; readonly regions: readonly Omit<NewRegion, 'imageId'>[] },
): StreamedBody {
  const start = `{"metadata":${JSON.stringify({ path, sha256 })},"images":[{"name":${JSON.stringify(path)},`;
  const [before, after] = [`${start}"contents":"`, `",${JSON.stringify(labels).slice(1)}]}`];
  let problem: FileProblem | undefined;
  async function* parts(): AsyncGenerator<string> {
    yield before;
    try {
      for await (const part of readAs(file, sha256)) {
        yield part.toString('base64');
      }
    } catch (error) {
      problem = asProblem(error);
      throw problem;
    }
    yield after;
  }
  return {
    // Texts, and not the buffers that a stream of bytes would make of them: those wait long for the garbage collector.
    open: () => Readable.from(parts(), { objectMode: true, highWaterMark: 1 }),
    bytes: Buffer.byteLength(before) + 4 * Math.ceil(bytes / 3) + Buffer.byteLength(after),
    problem: () => problem,
  };
}

/** @throws FileProblem at the end, if the file has other bytes by now */
async function* readAs(file: string, sha256: string): AsyncGenerator<Buffer> {
  await using handle = await open(
    file,
    constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0),
  );
  const part = FREE.pop() ?? Buffer.allocUnsafeSlow(PART_BYTES);
  try {
    yield* partsOf(handle, part, sha256);
  } finally {
    FREE.push(part);
  }
}

async function* partsOf(handle: FileHandle, part: Buffer, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for (;;) {
    let filled = 0;
    while (filled < PART_BYTES) {
      const { bytesRead } = await handle.read(part, filled, PART_BYTES - filled, null);
      if (bytesRead === 0) {
        break;
      }
      filled += bytesRead;
    }
    const read = part.subarray(0, filled);
    hash.update(read);
    // The last part is not given away before it is known to be right.
    if (filled < PART_BYTES && hash.digest('hex') !== sha256) {
      throw new FileProblem('it was changed while this run was reading it');
    }
    if (filled > 0) {
      yield read;
    }
    if (filled < PART_BYTES) {
      return;
    }
  }
}
