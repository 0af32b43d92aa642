/**
 * The container that backups arrive in: list and download, on the storage SDK with its own retries of reads.
 */
import type { ContainerClient } from '@azure/storage-blob';
import type { StorageCredential } from './credentials.ts';
import type { StorageUri } from './storage-uri.ts';

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
   * Streams the blob's bytes. The stream resumes by itself after a broken connection, pinned to the ETag: it errors
   * with `ConditionNotMet` if the blob was overwritten meanwhile.
   */
  open(blob: Blob, signal: AbortSignal): Promise<NodeJS.ReadableStream>;
  /** The blob's URL: percent-encoded, without a query. */
  urlOf(name: string): string;
}

const RESUMPTIONS = 5;

export class AzureContainer implements ModelContainer {
  private readonly uri: StorageUri;
  private readonly credential: () => Promise<StorageCredential>;
  private client: Promise<ContainerClient> | undefined;

  constructor(uri: StorageUri, credential: () => Promise<StorageCredential>) {
    this.uri = uri;
    this.credential = credential;
  }

  async list(prefix: string, most: number, signal: AbortSignal): Promise<Blob[]> {
    const client = await this.load();
    const pages = client.listBlobsFlat({ prefix, abortSignal: signal }).byPage({ maxPageSize: most });
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
  }

  async find(name: string, signal: AbortSignal): Promise<Blob | undefined> {
    const client = await this.load();
    try {
      const found = await client.getBlobClient(name).getProperties({ abortSignal: signal });
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

  async open(blob: Blob, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
    const client = await this.load();
    const answer = await client.getBlobClient(blob.name).download(0, undefined, {
      abortSignal: signal,
      conditions: { ifMatch: blob.etag },
      maxRetryRequests: RESUMPTIONS,
    });
    if (answer.readableStreamBody === undefined) {
      throw new Error(`the storage SDK gave no stream for the blob ${blob.name}`);
    }
    return answer.readableStreamBody;
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
