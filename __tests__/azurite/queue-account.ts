/** The storage account whose queues are looked at: a fresh Azurite, or a live account named by the environment. */
import { randomBytes } from 'node:crypto';
import {
  generateQueueSASQueryParameters,
  QueueClient,
  QueueSASPermissions,
  QueueServiceClient,
  type StoragePipelineOptions,
  StorageSharedKeyCredential,
} from '@azure/storage-queue';
import { startAzurite } from '../../emulator/azurite.ts';

/** A refusal is what some rows look for: none is tried again. */
const ONE_TRY: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };
const SAS_LIFE_MS = 10 * 60_000;

export class QueueAccount {
  readonly live: boolean;
  /** Without the account's key no SAS can be made, and the rows about them are left out. */
  readonly key: StorageSharedKeyCredential | undefined;
  readonly #service: QueueServiceClient;
  readonly #made: QueueClient[] = [];
  readonly #end: () => Promise<unknown>;

  private constructor(
    service: QueueServiceClient,
    key: StorageSharedKeyCredential | undefined,
    end?: () => Promise<unknown>,
  ) {
    this.#service = service;
    this.key = key;
    this.live = end === undefined;
    this.#end = end ?? (() => Promise.resolve());
  }

  static async open({
    QUEUE_SEMANTICS_URI: uri,
    QUEUE_SEMANTICS_KEY: key,
  }: NodeJS.ProcessEnv): Promise<QueueAccount> {
    if (uri !== undefined && uri !== '') {
      const account = new URL(uri).hostname.split('.')[0] ?? '';
      const credential =
        key === undefined || key === '' ? undefined : new StorageSharedKeyCredential(account, key);
      return new QueueAccount(new QueueServiceClient(uri, credential, ONE_TRY), credential);
    }
    const azurite = await startAzurite();
    const credential = new StorageSharedKeyCredential(azurite.accountName, azurite.accountKey);
    const service = new QueueServiceClient(azurite.queueEndpoint, credential, ONE_TRY);
    return new QueueAccount(service, credential, () => azurite.stop());
  }

  /** A client for a queue that nobody has made. */
  unmade(): QueueClient {
    return this.#service.getQueueClient(`semantics-${randomBytes(6).toString('hex')}`);
  }

  /** A new, empty queue that `close` deletes. */
  async queue(): Promise<QueueClient> {
    const queue = this.unmade();
    await queue.create();
    this.#made.push(queue);
    return queue;
  }

  /** The same queue for somebody with another key of that account, with no key, or with a SAS. */
  as(caller: 'wrong key' | 'nobody', queue: QueueClient): QueueClient {
    const plain = queue.url.replace(/\?.*/s, '');
    const credential =
      caller === 'nobody'
        ? undefined
        : new StorageSharedKeyCredential(queue.accountName, randomBytes(64).toString('base64'));
    return new QueueClient(plain, credential, ONE_TRY);
  }

  /** @param permissions of the SAS, such as `rup`; `damage` is done to its text. */
  withSas(
    queue: QueueClient,
    permissions: string,
    { expired = false, damage = (sas: string) => sas } = {},
  ): QueueClient {
    if (this.key === undefined) throw new Error('a SAS cannot be made without the account key');
    const now = Date.now();
    const sas = generateQueueSASQueryParameters(
      {
        queueName: queue.name,
        permissions: QueueSASPermissions.parse(permissions),
        startsOn: new Date(now - 2 * SAS_LIFE_MS),
        expiresOn: new Date(expired ? now - SAS_LIFE_MS : now + SAS_LIFE_MS),
      },
      this.key,
    ).toString();
    return new QueueClient(`${queue.url.replace(/\?.*/s, '')}?${damage(sas)}`, undefined, ONE_TRY);
  }

  async close(): Promise<void> {
    await Promise.all(this.#made.map((queue) => queue.deleteIfExists()));
    await this.#end();
  }
}
