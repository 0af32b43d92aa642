/**
 * Queue, container and artifact service as a run reaches them, with the time-outs of the real connections, and with
 * what goes wrong on the way.
 */
import { Readable } from 'node:stream';
import type { ArtifactStore, StoredArtifact } from '../../src/github/artifacts.ts';
import type { Blob, ModelContainer } from '../../src/storage/container.ts';
import type { HeldMessage, NotificationQueue, View } from '../../src/storage/queue.ts';
import type { StorageUri } from '../../src/storage/uri.ts';
import type { FakeArtifacts } from '../fakes/fake-artifacts.ts';
import type { FakeContainer } from '../fakes/fake-container.ts';
import type { FakeQueue } from '../fakes/fake-queue.ts';
import type { StorageRequests } from './storage-faults.ts';

const QUEUE_TIMEOUT_MS = 15_000;
const GIVE_BACK_TIMEOUT_MS = 1_000;
const READ_TIMEOUT_MS = 60_000;
/** Four requests of ten seconds each, and the pauses between them. */
const LIST_MS = 47_000;
/** What has no time-out of its own. */
const NONE_MS = 365 * 86_400_000;

export class FaultyQueue implements NotificationQueue {
  private readonly queue: FakeQueue;
  private readonly requests: StorageRequests;

  constructor(queue: FakeQueue, requests: StorageRequests) {
    this.queue = queue;
    this.requests = requests;
  }

  async peek(signal: AbortSignal): Promise<View> {
    const bounds = { signal, timeoutMs: QUEUE_TIMEOUT_MS };
    return await this.requests.send('peek', bounds, () => this.queue.peek(signal));
  }

  async count(signal: AbortSignal): Promise<number> {
    const bounds = { signal, timeoutMs: QUEUE_TIMEOUT_MS };
    return await this.requests.send('count', bounds, () => this.queue.count(signal));
  }

  async receive(count: number, holdSeconds: number, signal: AbortSignal): Promise<HeldMessage[]> {
    const bounds = { signal, timeoutMs: QUEUE_TIMEOUT_MS };
    return await this.requests.send('receive', bounds, () => this.queue.receive(count, holdSeconds, signal));
  }

  async delete(message: HeldMessage): Promise<boolean> {
    const bounds = { timeoutMs: GIVE_BACK_TIMEOUT_MS };
    return await this.requests.send('delete', bounds, () => this.queue.delete(message));
  }

  async release(message: HeldMessage, hiddenSeconds: number): Promise<boolean> {
    const bounds = { timeoutMs: GIVE_BACK_TIMEOUT_MS };
    return await this.requests.send('release', bounds, () => this.queue.release(message, hiddenSeconds));
  }
}

/** The SDK repeats a read by itself: a fault here is what is left when it has given up. */
export class FaultyContainer implements ModelContainer {
  readonly uri: StorageUri;
  private readonly container: FakeContainer;
  private readonly requests: StorageRequests;

  constructor(container: FakeContainer, requests: StorageRequests) {
    this.uri = container.uri;
    this.container = container;
    this.requests = requests;
  }

  async list(prefix: string, most: number, signal: AbortSignal): Promise<Blob[]> {
    const request = prefix === '' ? 'list' : 'list-backups';
    return await this.requests.send(request, { signal, timeoutMs: READ_TIMEOUT_MS }, () =>
      this.container.list(prefix, most),
    );
  }

  async open(blob: Blob, offset: number, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
    return await this.requests.send(
      `download-${endingOf(blob.name)}`,
      { signal, timeoutMs: NONE_MS },
      () => this.container.open(blob, offset),
      (fault, stream) => Readable.from(spoiled(stream as AsyncIterable<Buffer>, fault)),
    );
  }

  urlOf(name: string): string {
    return this.container.urlOf(name);
  }
}

export class FaultyArtifacts implements ArtifactStore {
  readonly busy = false;
  private readonly artifacts: FakeArtifacts;
  private readonly requests: StorageRequests;

  constructor(artifacts: FakeArtifacts, requests: StorageRequests) {
    this.artifacts = artifacts;
    this.requests = requests;
  }

  async find(name: string, signal: AbortSignal): Promise<StoredArtifact | undefined> {
    return await this.requests.send('find-artifact', { signal, timeoutMs: LIST_MS }, () =>
      this.artifacts.find(name),
    );
  }

  async upload(
    ...[name, file, options, signal]: Parameters<ArtifactStore['upload']>
  ): Promise<{ id: number; digest: string } | 'name taken'> {
    return await this.requests.send('upload-artifact', { signal, timeoutMs: NONE_MS }, () =>
      this.artifacts.upload(name, file, options, signal),
    );
  }

  async delete(name: string, signal: AbortSignal): Promise<void> {
    await this.requests.send('delete-artifact', { signal, timeoutMs: NONE_MS }, () =>
      this.artifacts.delete(name),
    );
  }
}

async function* spoiled(
  stream: AsyncIterable<Buffer>,
  fault: 'cut' | 'short' | 'altered',
): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (fault === 'altered') {
      yield Buffer.from(chunk.map((byte) => byte ^ 1));
      continue;
    }
    yield chunk.subarray(0, Math.floor(chunk.length / 2));
    if (fault === 'cut') {
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
  }
}

function endingOf(name: string): string {
  return name.split('.').at(-1) ?? '';
}
