/**
 * The service's own storage, in which it keeps a copy of every package: in the emulated account too, in a container of
 * each project.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  BlobSASPermissions,
  BlobServiceClient,
  type BlockBlobClient,
  type ContainerClient,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential as BlobKey,
} from '@azure/storage-blob';
import { type Azurite, clientOptions } from '../../azurite.ts';

export interface WrittenPackage {
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Absolute, without a query. */
  url: string;
}

const LINK_LIFE_MS = 24 * 3_600_000;
/** As of the live service's links, and the order of their parameters. */
const LINK_VERSION = '2017-04-17';
const LINK_PARAMETERS = ['sv', 'sr', 'sig', 'se', 'sp'];
const BLOCK_BYTES = 4 * 1024 * 1024;
/** No retries: storage is on the same machine, so what fails once fails again, and a shutdown must not wait for it. */
export const NO_RETRIES = { retryOptions: { maxTries: 1 } };

export class OwnCopies {
  protected readonly azurite: Azurite;
  readonly #blobs: BlobServiceClient;
  /** Containers of the service's own that are there, or about to be, by name. */
  readonly #made = new Map<string, Promise<unknown>>();

  constructor(azurite: Azurite) {
    const { accountName, accountKey } = azurite;
    const options = { ...NO_RETRIES, ...clientOptions(azurite) };
    this.azurite = azurite;
    this.#blobs = new BlobServiceClient(azurite.blobEndpoint, new BlobKey(accountName, accountKey), options);
  }

  /** A client with the account's key. */
  container(name: string): ContainerClient {
    return this.#blobs.getContainerClient(name);
  }

  async writeOwnCopy(name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage> {
    const blob = this.#own(name);
    await this.#make(blob.containerName);
    const written = await upload(blob, content);
    return { ...written, url: this.link(name) };
  }

  link(name: string): string {
    const { url, containerName, name: blobName } = this.#own(name);
    const { accountName, accountKey } = this.azurite;
    const signed = generateBlobSASQueryParameters(
      {
        containerName,
        blobName,
        permissions: BlobSASPermissions.parse('r'),
        expiresOn: new Date(Date.now() + LINK_LIFE_MS),
        version: LINK_VERSION,
      },
      new BlobKey(accountName, accountKey),
    );
    const given = new URLSearchParams(signed.toString());
    const query = LINK_PARAMETERS.map((parameter): [string, string] => [
      parameter,
      given.get(parameter) ?? '',
    ]);
    return `${url}?${new URLSearchParams(query).toString()}`;
  }

  async readOwnCopy(name: string): Promise<Buffer> {
    return await this.#own(name).downloadToBuffer();
  }

  async #make(container: string): Promise<void> {
    const made = this.#made.get(container) ?? this.container(container).createIfNotExists();
    this.#made.set(container, made);
    try {
      await made;
    } catch (error) {
      this.#made.delete(container);
      throw error;
    }
  }

  #own(name: string): BlockBlobClient {
    const [container = '', blob = ''] = name.split('/');
    return this.container(container).getBlockBlobClient(blob);
  }
}

/** Block by block, with memory for one of them; small ones of `uploadStream` would take as much as big ones. */
export async function upload(blob: BlockBlobClient, content: AsyncIterable<Buffer>): Promise<WrittenPackage> {
  const sha256 = createHash('sha256');
  const blocks: string[] = [];
  let [bytes, gathered, gatheredBytes]: [number, Buffer[], number] = [0, [], 0];
  const stage = async (): Promise<void> => {
    const id = Buffer.from(String(blocks.length).padStart(8, '0')).toString('base64');
    await blob.stageBlock(id, Buffer.concat(gathered), gatheredBytes);
    blocks.push(id);
    [gathered, gatheredBytes] = [[], 0];
  };
  for await (const chunk of content) {
    sha256.update(chunk);
    bytes += chunk.length;
    gathered.push(chunk);
    gatheredBytes += chunk.length;
    if (gatheredBytes >= BLOCK_BYTES) await stage();
  }
  if (gatheredBytes > 0) await stage();
  await blob.commitBlockList(blocks);
  return { bytes, sha256: sha256.digest('hex'), url: blob.url };
}
