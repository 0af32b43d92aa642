/**
 * What the service does in storage: it tests a connection, sends messages, writes backups, and keeps its own copy of
 * every package. It uses the account's key in place of a managed identity, so it reaches only queues and containers of
 * this one account.
 */
import type { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import {
  type QueueClient,
  QueueServiceClient,
  StorageSharedKeyCredential as QueueKey,
} from '@azure/storage-queue';
import { type Azurite, clientOptions } from '../../azurite.ts';
import type { BlobTrouble, StorageFront } from '../../storage-front.ts';
import type { BlobState } from './faults/blobs.ts';
import { NO_RETRIES, OwnCopies, upload, type WrittenPackage } from './own-copies.ts';

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
  /** Keeps readers from a backup, or lets them to it again. */
  setBackupState(containerUri: string, name: string, state: BlobState | 'readable'): Promise<void>;
  /** Keeps a file in the service's own storage; `name` is `CONTAINER/BLOB`, and `url` is a `link`. */
  writeOwnCopy(name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage>;
  /** A link to a file of the service's own storage: needs no credentials, and is good for 24 hours from now. */
  link(name: string): string;
  /** Reads a whole file of the service's own storage. */
  readOwnCopy(name: string): Promise<Buffer>;
}

const TEST_FOLDER = 'CustomVision-TestPermission';
/** What readers meet where Azurite has no such state. */
const NOT_OF_AZURITE: Partial<Record<BlobState | 'readable', BlobTrouble>> = {
  pending: { copyStatus: 'pending' },
  encrypted: { status: 409, code: 'BlobUsesCustomerSpecifiedEncryption' },
};
export class AzuriteStorage extends OwnCopies implements ServiceStorage {
  readonly #queues: QueueServiceClient;
  readonly #front: StorageFront | undefined;
  /** `CONTAINER/BLOB` of backups that the front keeps from readers for the service. */
  readonly #closed = new Set<string>();

  /** @param front needed for states of backups that Azurite cannot hold */
  constructor(azurite: Azurite, front?: StorageFront) {
    super(azurite);
    this.#front = front;
    const { accountName, accountKey } = azurite;
    const options = { ...NO_RETRIES, ...clientOptions(azurite) };
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

  async checkQueue(queueUri: string): Promise<string | undefined> {
    const name = resourceName(queueUri, this.azurite.queueEndpoint);
    if (name === undefined) return notReachable('queue', this.azurite.queueEndpoint);
    return (await this.queue(name).exists()) ? undefined : `there is no queue "${name}"`;
  }

  async checkContainer(containerUri: string): Promise<string | undefined> {
    const name = resourceName(containerUri, this.azurite.blobEndpoint);
    if (name === undefined) return notReachable('container', this.azurite.blobEndpoint);
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
    this.#open(`${container.containerName}/${name}`);
    return await upload(container.getBlockBlobClient(name), content);
  }

  async setBackupState(containerUri: string, name: string, state: BlobState | 'readable'): Promise<void> {
    const container = this.container(this.#containerName(containerUri));
    if (state === 'archived' || state === 'readable') {
      await container.getBlobClient(name).setAccessTier(state === 'archived' ? 'Archive' : 'Hot');
    }
    const key = `${container.containerName}/${name}`;
    const trouble = NOT_OF_AZURITE[state];
    this.#open(key);
    if (trouble === undefined) return;
    if (this.#front === undefined) throw new Error(`No storage front makes backups ${state}.`);
    this.#front.blobs.set(key, trouble);
    this.#closed.add(key);
  }

  /** Takes back what `setBackupState` has done at the front, and nothing that a test has. */
  #open(key: string): void {
    if (this.#closed.delete(key)) this.#front?.blobs.delete(key);
  }

  #queueName(uri: string): string {
    const name = resourceName(uri, this.azurite.queueEndpoint);
    if (name === undefined)
      throw new Error(`The queue ${uri}: ${notReachable('queue', this.azurite.queueEndpoint)}`);
    return name;
  }

  #containerName(uri: string): string {
    const name = resourceName(uri, this.azurite.blobEndpoint);
    if (name === undefined) {
      throw new Error(`The container ${uri}: ${notReachable('container', this.azurite.blobEndpoint)}`);
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
