/**
 * The artifacts of this workflow run, on the toolkit's client. Its errors tell kinds apart by their text only.
 */
import path from 'node:path';
import type { DefaultArtifactClient } from '@actions/artifact';
import { nextRequestSent } from './request-sent.ts';
import { untilAborted } from './until-aborted.ts';

export interface StoredArtifact {
  readonly id: number;
  /** 64 hex digits, lower case, or `null` where the service does not tell. */
  readonly digest: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | null;
}

export interface ArtifactStore {
  /** Says that it will be used, and that the next request is a good one to get ready behind. Never fails. */
  prepare(): void;
  /** The finished artifact of that name in this workflow run, whichever job made it. */
  find(name: string): Promise<StoredArtifact | undefined>;
  /** An upload was left going on in the background: it takes no signal, and ends with the process. */
  readonly uploading: boolean;
  /**
   * @param archive false: the file goes up as it is, and the artifact is named like the file
   * @returns `name taken` if the name is held by any artifact, also by one that was never finished
   */
  upload(
    name: string,
    file: string,
    archive: boolean,
    retentionDays: number | null,
    signal: AbortSignal,
  ): Promise<{ id: number; digest: string } | 'name taken'>;
  delete(name: string): Promise<void>;
}

export class WorkflowArtifacts implements ArtifactStore {
  uploading = false;
  private client: Promise<DefaultArtifactClient> | undefined;

  prepare(): void {
    nextRequestSent()
      .then(() => this.load())
      // Whoever needs the client is told by the same promise.
      .catch(() => undefined);
  }

  async find(name: string): Promise<StoredArtifact | undefined> {
    const client = await this.load();
    try {
      const { artifact } = await client.getArtifact(name);
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

  async upload(
    name: string,
    file: string,
    archive: boolean,
    retentionDays: number | null,
    signal: AbortSignal,
  ): Promise<{ id: number; digest: string } | 'name taken'> {
    const client = await this.load();
    signal.throwIfAborted();
    try {
      this.uploading = true;
      const upload = client
        .uploadArtifact(name, [file], path.dirname(file), {
          skipArchive: !archive,
          ...(retentionDays === null ? {} : { retentionDays }),
        })
        .finally(() => {
          this.uploading = false;
        });
      const { id, digest } = await untilAborted(upload, signal);
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

  async delete(name: string): Promise<void> {
    await (await this.load()).deleteArtifact(name);
  }

  /** Loading the client costs as much as the rest of the start: it waits until a model is on its way. */
  private async load(): Promise<DefaultArtifactClient> {
    this.client ??= import('@actions/artifact').then(
      ({ DefaultArtifactClient }) => new DefaultArtifactClient(),
    );
    return await this.client;
  }
}
