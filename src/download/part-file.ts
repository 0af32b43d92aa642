/**
 * A file that is filled in several places at once and hashed from its beginning to its end in the same pass: what
 * arrives in its turn is hashed while the disk writes it, what came early is read back once its turn has come. So
 * memory does not grow with the file, and the hashes are ready when the last byte is.
 */
import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** A part of the file that is filled from its beginning on. */
export interface Piece {
  /** Where the next byte is written: all of the piece before it has been. What arrives is up to two batches ahead. */
  position: number;
  /** Where the piece ends, which another piece may bring forward; `Infinity` where that is not known. */
  end: number;
}

/** Written at once: few enough system calls, and little to fetch again when a connection breaks. */
const BATCH_BYTES = 512 * 1_024;
const READ_BACK_BYTES = 1_024 * 1_024;

export class PartFile {
  private readonly handle: FileHandle;
  private readonly hashes: readonly Hash[];
  private readonly sha256 = createHash('sha256');
  private readonly md5 = createHash('md5');
  /** In the order of the file. */
  private readonly unfinished: Piece[] = [];
  private hashed = 0;
  private readBack: Buffer | undefined;

  /**
   * @param handle of an empty file, to be written and read; to be closed by the caller
   * @param withMd5 an MD5 costs more than twice the time of a SHA-256
   */
  constructor(handle: FileHandle, withMd5: boolean) {
    this.handle = handle;
    this.hashes = withMd5 ? [this.sha256, this.md5] : [this.sha256];
  }

  /** Pieces are begun in the order of the file, without gaps. @param end `Infinity` where it is not known */
  begin(start: number, end: number): Piece {
    const piece = { position: start, end };
    this.unfinished.push(piece);
    return piece;
  }

  /** The piece that has most left, and how many bytes that is. */
  longest(): { readonly piece: Piece | undefined; readonly left: number } {
    let [longest, most]: [Piece | undefined, number] = [undefined, 0];
    for (const piece of this.unfinished) {
      const left = piece.end - piece.position;
      [longest, most] = left > most ? [piece, left] : [longest, most];
    }
    return { piece: longest, left: most };
  }

  /** Makes the second half of what a piece has left a piece of its own. It must be much more than two batches. */
  split(piece: Piece): Piece {
    const middle = Math.ceil((piece.position + piece.end) / 2);
    const second = { position: middle, end: piece.end };
    piece.end = middle;
    this.unfinished.splice(this.unfinished.indexOf(piece) + 1, 0, second);
    return second;
  }

  /**
   * Writes chunks where the piece goes on, until they or the piece end. Their memory is given back once they are written.
   * @param announced where the chunks end; the piece may by now end before
   * @throws Error if there are more
   */
  async fill(
    piece: Piece,
    chunks: AsyncIterable<Buffer | string>,
    announced: number,
    onWritten: (bytes: number) => void,
  ): Promise<void> {
    let batch: Buffer[] = [];
    let bytes = 0;
    /** Where the next chunk goes. */
    let next = piece.position;
    /** One batch is written while the next one arrives. */
    let written = Promise.resolve();
    const flush = async (): Promise<void> => {
      await written;
      written = this.write(piece, batch, bytes, onWritten);
      // Who awaits it next is told.
      written.catch(() => undefined);
      [batch, bytes] = [[], 0];
    };
    try {
      for await (const given of chunks) {
        const chunk = typeof given === 'string' ? Buffer.from(given) : given;
        if (next + chunk.length > announced) {
          throw new Error('more bytes arrived than were announced');
        }
        const wanted = chunk.subarray(0, piece.end - next);
        batch.push(wanted);
        bytes += wanted.length;
        next += wanted.length;
        const cutOff = piece.end < announced && next >= piece.end;
        if (bytes >= BATCH_BYTES || cutOff) {
          await flush();
        }
        if (cutOff) {
          break;
        }
      }
      if (bytes > 0) {
        await flush();
      }
    } finally {
      await written;
    }
  }

  finish(piece: Piece): void {
    this.unfinished.splice(this.unfinished.indexOf(piece), 1);
  }

  /** To be called once, when every piece is finished. @param bytes the length of the file */
  async digests(bytes: number): Promise<{ sha256: string; md5: Buffer }> {
    await this.hashWritten(bytes);
    return { sha256: this.sha256.digest('hex'), md5: this.md5.digest() };
  }

  private async write(
    piece: Piece,
    chunks: readonly Buffer[],
    bytes: number,
    onWritten: (bytes: number) => void,
  ): Promise<void> {
    const inTurn = this.unfinished[0] === piece;
    if (inTurn) {
      await this.hashWritten(piece.position);
    }
    const written = writeAll(this.handle, chunks, piece.position);
    // What is written a second time is hashed already.
    if (inTurn && this.hashed === piece.position) {
      chunks.forEach((chunk) => {
        this.hash(chunk);
      });
    }
    await written;
    chunks.forEach(giveBack);
    piece.position += bytes;
    onWritten(bytes);
  }

  private async hashWritten(end: number): Promise<void> {
    while (this.hashed < end) {
      this.readBack ??= Buffer.allocUnsafeSlow(READ_BACK_BYTES);
      const most = Math.min(READ_BACK_BYTES, end - this.hashed);
      const { bytesRead } = await this.handle.read(this.readBack, 0, most, this.hashed);
      if (bytesRead === 0) {
        throw new Error(`the file ends at ${this.hashed} of ${end} bytes that were written to it`);
      }
      this.hash(this.readBack.subarray(0, bytesRead));
    }
  }

  private hash(bytes: Buffer): void {
    for (const hash of this.hashes) {
      hash.update(bytes);
    }
    this.hashed += bytes.length;
  }
}

/**
 * Frees memory that nobody else looks at. Left to the garbage collector, what has arrived would pile up, and have it run
 * in the middle of the upload.
 */
function giveBack({ buffer, byteLength }: Buffer): void {
  // Smaller buffers, and parts of one, may share it with others.
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength > Buffer.poolSize) {
    buffer.transfer(0);
  }
}

/** The system may write less than it was given, such as up to the end of a disk; it says why only when asked again. */
async function writeAll(handle: FileHandle, chunks: readonly Buffer[], position: number): Promise<void> {
  const { bytesWritten } = await handle.writev(chunks, position);
  let skip = bytesWritten;
  const rest = chunks.flatMap((chunk) => {
    const left = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - left.length;
    return left.length === 0 ? [] : [left];
  });
  if (rest.length > 0) {
    await writeAll(handle, rest, position + bytesWritten);
  }
}
