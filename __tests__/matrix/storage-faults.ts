/**
 * What goes wrong with the requests to queue, container and artifact service. The training API's own faults are the
 * emulator's; those of messages and backups as well.
 */
import { Readable } from 'node:stream';
import type { ArtifactStore, StoredArtifact } from '../../src/artifact-store.ts';
import type { Clock } from '../../src/clock.ts';
import type { Blob, ModelContainer } from '../../src/container.ts';
import type { HeldMessage, NotificationQueue, View } from '../../src/queue.ts';
import type { FakeArtifacts } from '../fakes/fake-artifacts.ts';
import type { FakeContainer } from '../fakes/fake-container.ts';
import { type FakeQueue, StorageError } from '../fakes/fake-queue.ts';

export type StorageFault =
  | { readonly status: number; readonly code: string; readonly when: 'before' | 'after' }
  | { readonly reset: 'before' | 'after' }
  /** Nothing is done, and nothing is answered. */
  | { readonly hang: true }
  /** Of a download: the connection breaks in the middle, bytes are missing at the end, or other bytes arrive. */
  | { readonly bytes: 'cut' | 'short' | 'altered' };

export interface StorageRule {
  /** As it stands in the log. */
  readonly request: string;
  /** The first that is hit, counted from 1. */
  readonly nth: number;
  readonly times: number;
  readonly fault: StorageFault;
}

interface Bounds {
  readonly signal?: AbortSignal;
  /** As the real connection has it. */
  readonly timeoutMs: number;
}

const LATENCY_MS = 10;
const QUEUE_TIMEOUT_MS = 15_000;
const GIVE_BACK_TIMEOUT_MS = 1_000;
const READ_TIMEOUT_MS = 60_000;
/** What has no time-out of its own. */
const NONE_MS = 365 * 86_400_000;

export class StorageRequests {
  /** Every request in the order of arrival, such as `peek`, `find-ONNX`, `upload`. */
  readonly log: string[] = [];
  rule: StorageRule | undefined;
  private seen = 0;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @param onFault decides what a fault of the bytes means; others are thrown */
  async send<T>(
    request: string,
    { signal = new AbortController().signal, timeoutMs }: Bounds,
    effect: () => Promise<T>,
    onFault: (bytes: 'cut' | 'short' | 'altered', result: T) => T = (_bytes, result) => result,
  ): Promise<T> {
    await this.clock.sleep(LATENCY_MS, signal);
    this.log.push(request);
    const fault = this.take(request);
    if (fault === undefined) {
      return await effect();
    }
    if ('bytes' in fault) {
      return onFault(fault.bytes, await effect());
    }
    if ('hang' in fault) {
      await this.clock.sleep(timeoutMs, signal);
      throw Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' });
    }
    if (('reset' in fault ? fault.reset : fault.when) === 'after') {
      await effect();
    }
    throw 'reset' in fault
      ? Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
      : new StorageError(fault.status, fault.code);
  }

  private take(request: string): StorageFault | undefined {
    if (this.rule?.request !== request) {
      return undefined;
    }
    this.seen += 1;
    const { nth, times, fault } = this.rule;
    return this.seen >= nth && this.seen < nth + times ? fault : undefined;
  }
}

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
  private readonly container: FakeContainer;
  private readonly requests: StorageRequests;

  constructor(container: FakeContainer, requests: StorageRequests) {
    this.container = container;
    this.requests = requests;
  }

  async list(prefix: string, most: number, signal: AbortSignal): Promise<Blob[]> {
    const request = prefix === '' ? 'list' : 'list-backups';
    return await this.requests.send(request, { signal, timeoutMs: READ_TIMEOUT_MS }, () =>
      this.container.list(prefix, most),
    );
  }

  async find(name: string, signal: AbortSignal): Promise<Blob | undefined> {
    return await this.requests.send(`find-${endingOf(name)}`, { signal, timeoutMs: READ_TIMEOUT_MS }, () =>
      this.container.find(name),
    );
  }

  async open(blob: Blob, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
    return await this.requests.send(
      `download-${endingOf(blob.name)}`,
      { signal, timeoutMs: NONE_MS },
      () => this.container.open(blob),
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
    return await this.requests.send('find-artifact', { signal, timeoutMs: NONE_MS }, () =>
      this.artifacts.find(name),
    );
  }

  async upload(
    ...[name, file, archive, retentionDays, signal]: Parameters<ArtifactStore['upload']>
  ): Promise<{ id: number; digest: string } | 'name taken'> {
    return await this.requests.send('upload-artifact', { signal, timeoutMs: NONE_MS }, () =>
      this.artifacts.upload(name, file, archive, retentionDays, signal),
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
