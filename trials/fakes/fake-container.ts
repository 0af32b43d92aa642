/**
 * A blob container in memory. A blob is read pinned to the ETag that it was found with.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Blob, ModelContainer } from '../../src/storage/container.ts';
import { parseStorageUri, type StorageUri } from '../../src/storage/uri.ts';
import { StorageError } from './fake-queue.ts';

interface Stored {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly copyStatus: 'pending' | 'success';
}

export class FakeContainer implements ModelContainer {
  /** Every request in order, such as `list PREFIX`, `open NAME OFFSET-`. */
  readonly requests: string[] = [];
  /** Runs before each answer, such as to overwrite a blob; what it throws is thrown. */
  meanwhile: (request: string) => void = () => undefined;
  /** Makes the stream of the bytes from an offset on. */
  stream: (bytes: Buffer, offset: number) => NodeJS.ReadableStream = (bytes) => Readable.from([bytes]);
  /** The code of the refusal to read a blob, by its name. */
  readonly unreadable = new Map<string, string>();
  readonly uri: StorageUri;
  private readonly blobs = new Map<string, Stored>();
  private versions = 0;

  constructor(plain: string) {
    this.uri = parseStorageUri(plain, 'container');
  }

  /** Writes a blob and returns its ETag. */
  put(name: string, bytes: Buffer | string = 'bytes', copyStatus: Stored['copyStatus'] = 'success'): string {
    this.versions += 1;
    const etag = `"0x${this.versions}"`;
    this.blobs.set(name, { bytes: Buffer.from(bytes), etag, copyStatus });
    return etag;
  }

  bytesOf(name: string): Buffer | undefined {
    return this.blobs.get(name)?.bytes;
  }

  async list(prefix: string, most: number): Promise<Blob[]> {
    await this.arrive(`list ${prefix}`);
    const names = [...this.blobs.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.slice(0, most).flatMap((name) => this.blob(name) ?? []);
  }

  async open(blob: Blob, offset: number): Promise<NodeJS.ReadableStream> {
    await this.arrive(`open ${blob.name} ${offset}-`);
    const stored = this.blobs.get(blob.name);
    if (stored === undefined) {
      throw new StorageError(404, 'BlobNotFound');
    }
    if (stored.etag !== blob.etag) {
      throw new StorageError(412, 'ConditionNotMet');
    }
    const code = this.unreadable.get(blob.name);
    if (code !== undefined) {
      throw new StorageError(409, code);
    }
    return this.stream(stored.bytes.subarray(offset), offset);
  }

  urlOf(name: string): string {
    return `${this.uri.plain}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  private blob(name: string): Blob | undefined {
    const stored = this.blobs.get(name);
    return stored === undefined
      ? undefined
      : {
          name,
          etag: stored.etag,
          length: stored.bytes.length,
          md5: createHash('md5').update(stored.bytes).digest(),
          whole: stored.bytes.length > 0 && stored.copyStatus === 'success',
        };
  }

  private async arrive(request: string): Promise<void> {
    await Promise.resolve();
    this.requests.push(request);
    this.meanwhile(request);
  }
}
