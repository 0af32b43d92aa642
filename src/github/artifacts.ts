/**
 * The artifacts of this workflow run, on the toolkit's client. Its errors tell kinds apart by their text only.
 */
import path from 'node:path';
import type { DefaultArtifactClient } from '@actions/artifact';
import { untilAborted } from '../time/limits.ts';

export interface StoredArtifact {
  readonly id: number;
  /** 64 hex digits, lower case, or `null` where the service does not tell. */
  readonly digest: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | null;
}

/** What a run does with its artifacts. */
export type ArtifactStore = Pick<WorkflowArtifacts, 'busy' | 'find' | 'upload' | 'delete'>;

export interface UploadOptions {
  /** Whether the artifact client packs the file into a zip; else it is uploaded as it is. */
  readonly archive: boolean;
  /** `null`: as the repository has it. */
  readonly retentionDays: number | null;
}

/** Every method throws the client's errors, and the signal's reason when aborted. */
export class WorkflowArtifacts {
  private client: DefaultArtifactClient | undefined;
  private calls = 0;

  /** A call goes on, in the background perhaps: it takes no signal, and would keep the process alive for minutes. */
  get busy(): boolean {
    return this.calls > 0;
  }

  /** The finished artifact of that name in this workflow run, whichever job made it. */
  async find(name: string, signal: AbortSignal): Promise<StoredArtifact | undefined> {
    try {
      const { artifact } = await this.call((client) => client.getArtifact(name), signal);
      return {
        id: artifact.id,
        digest: artifact.digest?.replace(/^sha256:/, '').toLowerCase() ?? null,
        createdAt: artifact.createdAt?.getTime() ?? null,
      };
    } catch (error) {
      if (error instanceof Error && error.name === 'ArtifactNotFoundError') {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * @param archive false: the file goes up as it is, and the artifact is named like the file
   * @returns `name taken` if the name is held by any artifact, also by one that was never finished
   */
  async upload(
    name: string,
    file: string,
    { archive, retentionDays }: UploadOptions,
    signal: AbortSignal,
  ): Promise<{ id: number; digest: string } | 'name taken'> {
    const options = { skipArchive: !archive, ...(retentionDays === null ? {} : { retentionDays }) };
    try {
      const { id, digest } = await this.call(
        (client) => client.uploadArtifact(name, [file], path.dirname(file), options),
        signal,
      );
      if (id === undefined || digest === undefined) {
        throw new Error('the artifact client reports no id or no digest of what it has stored');
      }
      return { id, digest: digest.toLowerCase() };
    } catch (error) {
      if (error instanceof Error && error.message.includes('(409)')) {
        return 'name taken';
      }
      throw error;
    }
  }

  async delete(name: string, signal: AbortSignal): Promise<void> {
    await this.call((client) => client.deleteArtifact(name), signal);
  }

  /** The client takes no signal: when aborted, the call is left to itself. */
  private async call<T>(
    make: (client: DefaultArtifactClient) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    // Loading the client costs as much as the rest of the start: it waits until a model is there.
    const { DefaultArtifactClient } = await import('@actions/artifact');
    this.client ??= new DefaultArtifactClient();
    signal.throwIfAborted();
    this.calls += 1;
    const call = make(this.client).finally(() => {
      this.calls -= 1;
    });
    return await untilAborted(call, signal);
  }
}
