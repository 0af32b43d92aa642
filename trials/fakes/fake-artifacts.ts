/**
 * The artifacts of one workflow run, in memory: a name is given once, and an upload that was never finished holds its
 * name without being listed.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ArtifactStore, StoredArtifact, UploadOptions } from '../../src/github/artifacts.ts';

export class FakeArtifacts implements ArtifactStore {
  /** Every request in order, such as `find NAME`, `upload NAME`, `delete NAME`. */
  readonly requests: string[] = [];
  readonly uploads: { name: string; file: string; archive: boolean; retentionDays: number | null }[] = [];
  /** Names that an unfinished upload holds. */
  readonly held = new Set<string>();
  /** Runs before each answer; what it throws or rejects with is thrown. */
  meanwhile: (request: string) => void | Promise<void> = () => undefined;
  /** The digest that the service computes. */
  digestOf: (bytes: Buffer) => string = (bytes) => createHash('sha256').update(bytes).digest('hex');
  busy = false;
  private readonly stored = new Map<string, StoredArtifact>();
  private nextId = 1_000;

  put(name: string, artifact: Partial<StoredArtifact> = {}): number {
    const id = this.nextId;
    this.nextId += 1;
    this.stored.set(name, { id, digest: null, ...artifact });
    return id;
  }

  get names(): string[] {
    return [...this.stored.keys()];
  }

  async find(name: string): Promise<StoredArtifact | undefined> {
    await this.arrive(`find ${name}`);
    return this.stored.get(name);
  }

  async upload(
    name: string,
    file: string,
    { archive, retentionDays }: UploadOptions,
    signal: AbortSignal,
  ): Promise<{ id: number; digest: string } | 'name taken'> {
    signal.throwIfAborted();
    this.busy = true;
    try {
      await Promise.race([this.arrive(`upload ${name}`), whenAborted(signal)]);
    } finally {
      this.busy = false;
    }
    if (this.held.has(name) || this.stored.has(name)) {
      return 'name taken';
    }
    // The name is taken from the creation on.
    this.held.add(name);
    const bytes = await readFile(file).finally(() => this.held.delete(name));
    const { mtimeMs } = await stat(file);
    const packed = Buffer.from(`archive of ${bytes.toString('hex')} of ${mtimeMs}`);
    const digest = this.digestOf(archive ? packed : bytes);
    const id = this.put(name, { digest });
    this.uploads.push({ name, file, archive, retentionDays });
    return { id, digest };
  }

  async delete(name: string): Promise<void> {
    await this.arrive(`delete ${name}`);
    this.stored.delete(name);
  }

  private async arrive(request: string): Promise<void> {
    this.requests.push(request);
    await this.meanwhile(request);
  }
}

/** Rejects with the signal's reason when it is aborted. */
async function whenAborted(signal: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
