/**
 * The bytes of the artifacts, in a private container of Azurite. A job reaches one blob at a time by a signed URL, as
 * in GitHub's storage.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

import {
  type BlobGenerateSasUrlOptions,
  BlobSASPermissions,
  BlobServiceClient,
  type ContainerClient,
  RestError,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';

import { type Azurite, clientOptions } from '../../azurite.ts';

const SIGNATURE_LIFETIME_MS = 60 * 60_000;
const SAME_MOMENT_MS = 5 * 60_000;

export interface BlobFacts {
  readonly size: number;
  /** 64 hex digits, lower case. */
  readonly sha256: string;
}

export class ArtifactBlobs {
  /** All URLs that were signed so far. */
  readonly signedUrls: string[] = [];
  readonly #container: ContainerClient;
  readonly #reachedBy: (url: string) => string;

  private constructor(container: ContainerClient, reachedBy: (url: string) => string) {
    this.#container = container;
    this.#reachedBy = reachedBy;
  }

  /** @param reachedBy changes a blob's URL to the one that jobs use */
  static async create(azurite: Azurite, reachedBy: (url: string) => string): Promise<ArtifactBlobs> {
    const service = new BlobServiceClient(
      azurite.blobEndpoint,
      new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey),
      clientOptions(azurite),
    );
    const container = service.getContainerClient(`actions-results-${randomBytes(4).toString('hex')}`);
    await container.create();
    return new ArtifactBlobs(container, reachedBy);
  }

  /** Makes a unique name, which tells nothing of the artifact and has no extension. */
  newBlobName(runId: string): string {
    return `${runId}/artifacts/${randomUUID()}`;
  }

  /** Signs a URL by which a job can create and write this one blob, and do nothing else. */
  uploadUrl(blobName: string): Promise<string> {
    return this.#sign(blobName, { permissions: BlobSASPermissions.parse('cw') });
  }

  /** Signs a URL by which a job can read this one blob, as a download of the given type and name. */
  async downloadUrl(blobName: string, mimeType: string, fileName: string): Promise<string> {
    const ascii = fileName.replace(/[^\x20-\x7e]/g, '_');
    return await this.#sign(blobName, {
      permissions: BlobSASPermissions.parse('r'),
      contentType: mimeType,
      contentDisposition: `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    });
  }

  async write(blobName: string, bytes: Uint8Array, mimeType: string): Promise<void> {
    await this.#container
      .getBlockBlobClient(blobName)
      .uploadData(bytes, { blobHTTPHeaders: { blobContentType: mimeType } });
  }

  read(blobName: string): Promise<Buffer> {
    return this.#container.getBlockBlobClient(blobName).downloadToBuffer();
  }

  /** Reads size and SHA-256 of the stored bytes; `undefined` if no blob has been committed. */
  async facts(blobName: string): Promise<BlobFacts | undefined> {
    try {
      const { readableStreamBody } = await this.#container.getBlockBlobClient(blobName).download();
      if (readableStreamBody === undefined) throw new Error(`Azurite gave no body for blob "${blobName}".`);
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of readableStreamBody as AsyncIterable<Buffer>) {
        size += chunk.length;
        hash.update(chunk);
      }
      return { size, sha256: hash.digest('hex') };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Reads the size of the stored bytes and takes the given SHA-256 unchecked; `undefined` as above. */
  async claimed(blobName: string, sha256: string): Promise<BlobFacts | undefined> {
    try {
      const { contentLength: size = 0 } = await this.#container.getBlockBlobClient(blobName).getProperties();
      return { size, sha256 };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async remove(blobName: string): Promise<void> {
    await this.#container.getBlockBlobClient(blobName).deleteIfExists();
  }

  async #sign(blobName: string, what: BlobGenerateSasUrlOptions): Promise<string> {
    const url = await this.#container.getBlockBlobClient(blobName).generateSasUrl({ ...what, ...lifetime() });
    this.signedUrls.push(url);
    return this.#reachedBy(url);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof RestError && error.statusCode === 404;
}

function lifetime(): { startsOn: Date; expiresOn: Date } {
  // The start lies in the past, because clocks differ.
  return {
    startsOn: new Date(Date.now() - SAME_MOMENT_MS),
    expiresOn: new Date(Date.now() + SIGNATURE_LIFETIME_MS),
  };
}
