/**
 * The container that the service writes its backups to. The storage SDK lists and reads it, and repeats reads by itself.
 */
import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import { discard } from '../network/discard.ts';
import { StorageClient, type StorageCredential } from './client.ts';

export type Blob = Readonly<ReturnType<typeof asBlob>>;

export type ModelContainer = Pick<AzureContainer, keyof AzureContainer>;

/** Every method throws the SDK's RestError (`code`, `statusCode`), and the signal's reason or an AbortError when aborted. */
export class AzureContainer extends StorageClient<ContainerClient> {
  /** A connection can be dead without either side knowing. */
  protected override readonly limitMs = 60_000;

  /** Blobs whose name begins with `prefix`, at most `most` of them. */
  async list(prefix: string, most: number, signal: AbortSignal): Promise<Blob[]> {
    return await this.request(signal, async (client, abortSignal) => {
      const pages = client
        .listBlobsFlat({ prefix, includeCopy: true, abortSignal })
        .byPage({ maxPageSize: most });
      for await (const { segment } of pages) {
        // Storage may answer with an empty page although a next one has blobs.
        if (segment.blobItems.length > 0) {
          return segment.blobItems.map(asBlob);
        }
      }
      return [];
    });
  }

  /**
   * Streams the blob from `offset` to its end, pinned to its ETag: throws with `ConditionNotMet` if it was overwritten
   * meanwhile, with `BlobNotFound` if it was deleted.
   */
  async open(blob: Blob, offset: number, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
    const client = (await this.client()).getBlobClient(blob.name);
    const { readableStreamBody, contentLength } = await client.download(offset, undefined, {
      abortSignal: signal,
      conditions: { ifMatch: blob.etag },
    });
    if (readableStreamBody === undefined || contentLength !== blob.length - offset) {
      discard(readableStreamBody);
      throw new Error(
        `storage gave ${contentLength} of ${blob.length - offset} bytes of the blob from ${offset} on`,
      );
    }
    return readableStreamBody;
  }

  /** The blob's URL: percent-encoded, without a query. */
  urlOf(name: string): string {
    return `${this.uri.plain}/${name.split('/').map(encodeURIComponent).join('/')}`;
  }

  protected override async connect(url: string, credential: StorageCredential): Promise<ContainerClient> {
    const { ContainerClient } = await import('@azure/storage-blob');
    return new ContainerClient(url, credential);
  }
}

function asBlob({ name, properties }: BlobItem) {
  const { etag, contentLength = 0, contentMD5 = null, copyStatus } = properties;
  return {
    /** Not percent-encoded. */
    name,
    /** In quotes, as every other answer has it; a list leaves them out. */
    etag: `"${etag.replaceAll('"', '')}"`,
    /** In bytes. */
    length: contentLength,
    /** The blob's own MD5, if it has one. */
    md5: contentMD5,
    /** Whether its bytes are there: those of a copy that goes on or has failed are not. */
    whole: contentLength > 0 && (copyStatus === undefined || copyStatus === 'success'),
  };
}
