/**
 * The emulated service's side of a storage account in memory: the very queue and container that the run looks at.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobState } from '../../emulator/custom-vision/resource/faults/blobs.ts';
import type { WrittenPackage } from '../../emulator/custom-vision/resource/own-copies.ts';
import type { ServiceStorage } from '../../emulator/custom-vision/resource/storage.ts';
import type { Download } from '../../src/custom-vision/download-link.ts';
import type { FakeContainer } from '../fakes/fake-container.ts';
import type { FakeQueue } from '../fakes/fake-queue.ts';

/** Codes of storage. */
const UNREADABLE: Partial<Record<BlobState | 'readable', string>> = {
  archived: 'BlobArchived',
  pending: 'PendingCopyOperation',
  encrypted: 'BlobUsesCustomerSpecifiedEncryption',
};

export class MemoryStorage implements ServiceStorage {
  /** The service's own copies, by link. */
  readonly own = new Map<string, Buffer>();
  private readonly names = new Map<string, Buffer>();
  private readonly links = new Map<string, string>();
  private readonly queue: FakeQueue;
  private readonly container: FakeContainer;

  constructor(queue: FakeQueue, container: FakeContainer) {
    this.queue = queue;
    this.container = container;
  }

  /** One of the own copies, by its link. */
  open(link: string): Promise<Download> {
    const bytes = this.own.get(link);
    return bytes === undefined
      ? Promise.reject(new Error('there is no such copy'))
      : Promise.resolve({ stream: Readable.from([bytes]), length: bytes.length, md5: null });
  }

  checkQueue(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  checkContainer(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  sendMessage(_queueUri: string, text: string): Promise<void> {
    this.queue.send(text);
    return Promise.resolve();
  }

  writeTestBlob(): Promise<void> {
    this.container.put('CustomVision-TestPermission/test', 'The service may write here.');
    return Promise.resolve();
  }

  async writeBackup(
    containerUri: string,
    name: string,
    content: AsyncIterable<Buffer>,
  ): Promise<WrittenPackage> {
    const bytes = await buffer(content);
    this.container.put(name, bytes);
    return written(bytes, `${containerUri}/${name}`);
  }

  setBackupState(_containerUri: string, name: string, state: BlobState | 'readable'): Promise<void> {
    const code = UNREADABLE[state];
    if (code === undefined) {
      this.container.unreadable.delete(name);
    } else {
      this.container.unreadable.set(name, code);
    }
    return Promise.resolve();
  }

  async writeOwnCopy(name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage> {
    const bytes = await buffer(content);
    const url = `https://service.blob.core.windows.net/${name}?sig=${randomBytes(24).toString('hex')}`;
    this.own.set(url, bytes);
    this.links.set(name, url);
    this.names.set(name, bytes);
    return written(bytes, url);
  }

  link(name: string): string {
    return this.links.get(name) ?? '';
  }

  readOwnCopy(name: string): Promise<Buffer> {
    const bytes = this.names.get(name);
    return bytes === undefined
      ? Promise.reject(new Error(`The service has no copy ${name}.`))
      : Promise.resolve(bytes);
  }
}

function written(bytes: Buffer, url: string): WrittenPackage {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), url };
}
