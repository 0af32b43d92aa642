/**
 * The container that backups arrive in: list and download, on the storage SDK with its own retries of reads.
 */
import type { ContainerClient } from '@azure/storage-blob';
import { type Clock, Deadline, systemClock } from '../time/clock.ts';
import { withinDeadline } from '../time/limits.ts';
import type { StorageCredential } from './credential.ts';
import { noAnswerInTime } from '../network/connection-errors.ts';
import type { StorageUri } from './uri.ts';

export interface Blob {
  /** Decoded. */
  readonly name: string;
  readonly etag: string;
  /** In bytes. */
  readonly length: number;
  /** The blob's own MD5, if it has one. */
  readonly md5: Uint8Array | null;
}

/** Every method throws the SDK's RestError (`code`, `statusCode`), and an AbortError when aborted. */
export interface ModelContainer {
  /** Blobs whose name begins with `prefix`, at most `most` of them. */
  list(prefix: string, most: number, signal: AbortSignal): Promise<Blob[]>;
  /** `undefined` if there is no blob of that name. */
  find(name: string, signal: AbortSignal): Promise<Blob | undefined>;
  /**
   * Streams `count` bytes of the blob from `offset` on, pinned to its ETag: throws with `ConditionNotMet` if it was
   * overwritten meanwhile, with `BlobNotFound` if it was deleted.
   */
  open(blob: Blob, offset: number, count: number, signal: AbortSignal): Promise<NodeJS.ReadableStream>;
  /** The blob's URL: percent-encoded, without a query. */
  urlOf(name: string): string;
}

/** With the SDK's own retries. A connection can be dead without either side being told. */
const ANSWER_TIMEOUT_MS = 60_000;

export class AzureContainer implements ModelContainer {
  private readonly uri: StorageUri;
  private readonly credential: () => Promise<StorageCredential>;
  private readonly clock: Clock;
  private client: Promise<ContainerClient> | undefined;

  constructor(uri: StorageUri, credential: () => Promise<StorageCredential>, clock: Clock = systemClock) {
    this.uri = uri;
    this.credential = credential;
    this.clock = clock;
  }

  async list(prefix: string, most: number, signal: AbortSignal): Promise<Blob[]> {
    const client = await this.load();
    return await this.answered(signal, async (abortSignal) => {
      const pages = client.listBlobsFlat({ prefix, abortSignal }).byPage({ maxPageSize: most });
      for await (const { segment } of pages) {
        // A page may be empty and have a next one all the same.
        if (segment.blobItems.length > 0) {
          return segment.blobItems.map(({ name, properties }) => ({
            name,
            etag: properties.etag,
            length: properties.contentLength ?? 0,
            md5: properties.contentMD5 ?? null,
          }));
        }
      }
      return [];
    });
  }

  async find(name: string, signal: AbortSignal): Promise<Blob | undefined> {
    const client = await this.load();
    try {
      const found = await this.answered(signal, (abortSignal) =>
        client.getBlobClient(name).getProperties({ abortSignal }),
      );
      return {
        name,
        etag: found.etag ?? '',
        length: found.contentLength ?? 0,
        md5: found.contentMD5 ?? null,
      };
    } catch (error) {
      // The answer to a HEAD has no body, so it may come without a code; a missing container shows in `list`.
      if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async open(blob: Blob, offset: number, count: number, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
    const client = (await this.load()).getBlobClient(blob.name);
    const { readableStreamBody, contentLength } = await client.download(offset, count, {
      abortSignal: signal,
      conditions: { ifMatch: blob.etag },
    });
    if (readableStreamBody === undefined || contentLength !== count) {
      readableStreamBody?.resume();
      throw new Error(`storage gave ${contentLength} of ${count} bytes of the blob from ${offset} on`);
    }
    return readableStreamBody;
  }

  /** @throws Error `ETIMEDOUT` where storage does not answer */
  private async answered<T>(signal: AbortSignal, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return await withinDeadline(
      async (bounded) => {
        try {
          return await request(bounded);
        } catch (error) {
          bounded.throwIfAborted();
          throw error;
        }
      },
      () => noAnswerInTime(`no answer arrived within ${ANSWER_TIMEOUT_MS / 1_000} s`),
      { clock: this.clock, deadline: new Deadline(this.clock, ANSWER_TIMEOUT_MS), signal },
    );
  }

  urlOf(name: string): string {
    return `${this.uri.plain}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  /** The SDK is loaded when the credential is there, and not before it is needed. */
  private load(): Promise<ContainerClient> {
    this.client ??= this.connect();
    return this.client;
  }

  private async connect(): Promise<ContainerClient> {
    const { plain, sas } = this.uri;
    const credential = await this.credential();
    const { ContainerClient } = await import('@azure/storage-blob');
    return new ContainerClient(sas === null ? plain : `${plain}?${sas}`, credential);
  }
}
