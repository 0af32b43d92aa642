/**
 * The container that the service writes its backups to. The storage SDK lists and reads it, and repeats reads by itself.
 */
import type { BlobGetPropertiesResponse, ContainerClient } from '@azure/storage-blob';
import { statusCode } from '../network/connection-errors.ts';
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
      const pages = client.listBlobsFlat({ prefix, abortSignal }).byPage({ maxPageSize: most });
      for await (const { segment } of pages) {
        // Storage may answer with an empty page although a next one has blobs.
        if (segment.blobItems.length > 0) {
          return segment.blobItems.map(({ name, properties }) => asBlob(name, properties));
        }
      }
      return [];
    });
  }

  /** `undefined` if there is no blob of that name. */
  async find(name: string, signal: AbortSignal): Promise<Blob | undefined> {
    try {
      return await this.request(signal, async (client, abortSignal) =>
        asBlob(name, await client.getBlobClient(name).getProperties({ abortSignal })),
      );
    } catch (error) {
      // The answer to a HEAD has no body, so it may have no code either; `list` shows if the container is missing.
      if (statusCode(error) === 404) {
        return undefined;
      }
      throw error;
    }
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
      readableStreamBody?.resume();
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

function asBlob(
  name: string,
  properties: Pick<BlobGetPropertiesResponse, 'etag' | 'contentLength' | 'contentMD5'>,
) {
  return {
    /** Not percent-encoded. */
    name,
    etag: properties.etag ?? '',
    /** In bytes. */
    length: properties.contentLength ?? 0,
    /** The blob's own MD5, if it has one. */
    md5: properties.contentMD5 ?? null,
  };
}
