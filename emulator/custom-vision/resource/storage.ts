/**
 * What the service does in storage: it tests a connection, sends messages, writes backups, and keeps its own copy of
 * every package. It uses the account's key in place of a managed identity, so it reaches only queues and containers of
 * this one account.
 */
import type { Buffer } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  BlobSASPermissions,
  BlobServiceClient,
  type BlockBlobClient,
  type ContainerClient,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential as BlobKey,
} from '@azure/storage-blob';
import {
  type QueueClient,
  QueueServiceClient,
  StorageSharedKeyCredential as QueueKey,
} from '@azure/storage-queue';
import { type Azurite, clientOptions } from '../../azurite.ts';
import { observed } from './model-package.ts';

export interface WrittenPackage {
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** Absolute, without a query. */
  url: string;
}

/** The service's side of a customer's storage account; tests may put a fake in its place. */
export interface ServiceStorage {
  /** @returns why the queue cannot be used, or `undefined` if it can. */
  checkQueue(queueUri: string): Promise<string | undefined>;
  /** @returns why the container cannot be used, or `undefined` if it can. */
  checkContainer(containerUri: string): Promise<string | undefined>;
  sendMessage(queueUri: string, text: string): Promise<void>;
  /** Writes a small blob to the folder that the integration guide names, and leaves it there. */
  writeTestBlob(containerUri: string): Promise<void>;
  writeBackup(containerUri: string, name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage>;
  /** Keeps a file in the service's own storage; `name` is `CONTAINER/BLOB`, and `url` is a `link`. */
  writeOwnCopy(name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage>;
  /** A link to a file of the service's own storage: needs no credentials, and is good for 24 hours from now. */
  link(name: string): string;
  /** Reads a whole file of the service's own storage. */
  readOwnCopy(name: string): Promise<Buffer>;
}

const TEST_FOLDER = 'CustomVision-TestPermission';
const LINK_LIFE_MS = 24 * 3_600_000;
/** As of the live service's links, and the order of their parameters. */
const LINK_VERSION = '2017-04-17';
const LINK_PARAMETERS = ['sv', 'sr', 'sig', 'se', 'sp'];
const UPLOAD_BLOCK_BYTES = 4 * 1024 * 1024;
const UPLOADS_AT_ONCE = 2;
/** No retries: storage is on the same machine, so what fails once fails again, and a shutdown must not wait for it. */
const NO_RETRIES = { retryOptions: { maxTries: 1 } };

export class AzuriteStorage implements ServiceStorage {
  readonly #azurite: Azurite;
  readonly #blobs: BlobServiceClient;
  readonly #queues: QueueServiceClient;

  constructor(azurite: Azurite) {
    const { accountName, accountKey } = azurite;
    const options = { ...NO_RETRIES, ...clientOptions(azurite) };
    this.#azurite = azurite;
    this.#blobs = new BlobServiceClient(azurite.blobEndpoint, new BlobKey(accountName, accountKey), options);
    this.#queues = new QueueServiceClient(
      azurite.queueEndpoint,
      new QueueKey(accountName, accountKey),
      options,
    );
  }

  /** A client with the account's key. */
  queue(name: string): QueueClient {
    return this.#queues.getQueueClient(name);
  }

  /** A client with the account's key. */
  container(name: string): ContainerClient {
    return this.#blobs.getContainerClient(name);
  }

  async checkQueue(queueUri: string): Promise<string | undefined> {
    const name = resourceName(queueUri, this.#azurite.queueEndpoint);
    if (name === undefined) return notReachable('queue', this.#azurite.queueEndpoint);
    return (await this.queue(name).exists()) ? undefined : `there is no queue "${name}"`;
  }

  async checkContainer(containerUri: string): Promise<string | undefined> {
    const name = resourceName(containerUri, this.#azurite.blobEndpoint);
    if (name === undefined) return notReachable('container', this.#azurite.blobEndpoint);
    return (await this.container(name).exists()) ? undefined : `there is no container "${name}"`;
  }

  async sendMessage(queueUri: string, text: string): Promise<void> {
    await this.queue(this.#queueName(queueUri)).sendMessage(text);
  }

  async writeTestBlob(containerUri: string): Promise<void> {
    const blob = this.container(this.#containerName(containerUri)).getBlockBlobClient(
      `${TEST_FOLDER}/${randomUUID()}`,
    );
    const text = 'The service may write here.';
    await blob.upload(text, text.length);
  }

  async writeBackup(
    containerUri: string,
    name: string,
    content: AsyncIterable<Buffer>,
  ): Promise<WrittenPackage> {
    const container = this.container(this.#containerName(containerUri));
    return await upload(container.getBlockBlobClient(name), content);
  }

  async writeOwnCopy(name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage> {
    const blob = this.#own(name);
    await this.container(blob.containerName).createIfNotExists();
    const written = await upload(blob, content);
    return { ...written, url: this.link(name) };
  }

  link(name: string): string {
    const { url, containerName, name: blobName } = this.#own(name);
    const { accountName, accountKey } = this.#azurite;
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

  #own(name: string): BlockBlobClient {
    const [container = '', blob = ''] = name.split('/');
    return this.container(container).getBlockBlobClient(blob);
  }

  #queueName(uri: string): string {
    const name = resourceName(uri, this.#azurite.queueEndpoint);
    if (name === undefined)
      throw new Error(`The queue ${uri}: ${notReachable('queue', this.#azurite.queueEndpoint)}`);
    return name;
  }

  #containerName(uri: string): string {
    const name = resourceName(uri, this.#azurite.blobEndpoint);
    if (name === undefined) {
      throw new Error(`The container ${uri}: ${notReachable('container', this.#azurite.blobEndpoint)}`);
    }
    return name;
  }
}

function notReachable(kind: 'queue' | 'container', endpoint: string): string {
  return `it is not the plain URL of a ${kind} in the emulated account, ${endpoint}/NAME`;
}

/** Reads which queue or container below `endpoint` a URL names; the URL may end with a slash. */
function resourceName(uri: string, endpoint: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const url = new URL(uri);
  const base = new URL(endpoint);
  if (url.hostname === 'localhost') url.hostname = base.hostname;
  if (url.origin !== base.origin || /[?#]/.test(uri) || url.username !== '' || url.password !== '')
    return undefined;
  if (!url.pathname.startsWith(`${base.pathname}/`)) return undefined;
  const name = url.pathname.slice(base.pathname.length + 1).replace(/\/$/, '');
  return /^[a-z0-9](?:-?[a-z0-9])+$/.test(name) ? name : undefined;
}

async function upload(blob: BlockBlobClient, content: AsyncIterable<Buffer>): Promise<WrittenPackage> {
  const sha256 = createHash('sha256');
  let bytes = 0;
  const measured = observed(content, (chunk) => {
    sha256.update(chunk);
    bytes += chunk.length;
  });
  await blob.uploadStream(
    Readable.from(measured, { objectMode: false }),
    UPLOAD_BLOCK_BYTES,
    UPLOADS_AT_ONCE,
  );
  return { bytes, sha256: sha256.digest('hex'), url: blob.url };
}
