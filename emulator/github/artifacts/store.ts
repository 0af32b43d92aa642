/**
 * The artifacts of each workflow run. This file knows runs, jobs and artifacts only: `protocol.ts` knows how requests
 * look, and `blobs.ts` where the bytes are.
 *
 * A name belongs to the whole run, whichever job took it, from the creation of the artifact to its deletion. An upload
 * that is never finalized is not listed, but keeps its name.
 */
import type { ArtifactBlobs, BlobFacts } from './blobs.ts';
import type { JobIdentity } from './runtime-token.ts';
import { TwirpError } from './twirp.ts';

export interface Artifact {
  readonly id: number;
  readonly name: string;
  /** Back-end ids, as in the runtime token. */
  readonly runId: string;
  readonly jobId: string;
  readonly mimeType: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** Bytes; `null` until it is finalized, as is the digest. */
  readonly size: number | null;
  /** `sha256:` and 64 hex digits, as the service lists it. */
  readonly digest: string | null;
  readonly finalized: boolean;
}

interface Entry {
  artifact: Artifact;
  readonly blobName: string;
}

export interface NewArtifact {
  readonly name: string;
  readonly mimeType: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

const FIRST_ID = 1000;
/** The service refuses these characters, because some file systems do not allow them. */
const FORBIDDEN_IN_NAME = /["\\/:<>|*?\r\n]/;

export class ArtifactStore {
  readonly #blobs: ArtifactBlobs;
  readonly #readsBack: boolean;
  readonly #entries = new Map<number, Entry>();
  #nextId = FIRST_ID;

  /** @param readsBack whether the SHA-256 of an upload is checked as well as its size */
  constructor(blobs: ArtifactBlobs, readsBack: boolean) {
    this.#blobs = blobs;
    this.#readsBack = readsBack;
  }

  /** Takes the name. @returns the blob that the job uploads to */
  create(job: JobIdentity, artifact: NewArtifact): { id: number; blobName: string } {
    const { name } = artifact;
    if (name === '' || FORBIDDEN_IN_NAME.test(name)) {
      throw new TwirpError(
        'invalid_argument',
        `the artifact name ${JSON.stringify(name)} is not valid: it must not be empty nor contain " : < > | * ? \\ / CR LF`,
      );
    }
    if (this.#inRun(job.runId).some((entry) => entry.artifact.name === name)) {
      throw new TwirpError('already_exists', 'an artifact with this name already exists on the workflow run');
    }
    const id = this.#nextId++;
    const blobName = this.#blobs.newBlobName(job.runId);
    this.#entries.set(id, {
      artifact: { ...artifact, ...job, id, size: null, digest: null, finalized: false },
      blobName,
    });
    return { id, blobName };
  }

  /**
   * Makes an uploaded artifact visible, if the size and the SHA-256 that the job gives are those of the stored bytes.
   * It may be called again, because a client repeats it when the first answer got lost.
   */
  async finalize(job: JobIdentity, name: string, claimed: BlobFacts): Promise<Artifact> {
    const entry = this.#inRun(job.runId).find(
      ({ artifact }) => artifact.name === name && artifact.jobId === job.jobId,
    );
    if (entry === undefined) {
      throw new TwirpError('not_found', `this job has created no artifact named ${JSON.stringify(name)}`);
    }
    const stored = this.#readsBack
      ? await this.#blobs.facts(entry.blobName)
      : await this.#blobs.claimed(entry.blobName, claimed.sha256);
    if (stored === undefined) {
      throw new TwirpError('failed_precondition', `nothing was uploaded for ${JSON.stringify(name)}`);
    }
    for (const fact of ['size', 'sha256'] as const) {
      if (stored[fact] !== claimed[fact]) {
        throw new TwirpError(
          'invalid_argument',
          `${fact} of ${JSON.stringify(name)} is ${stored[fact]} as stored, but ${claimed[fact]} was given`,
        );
      }
    }
    entry.artifact = {
      ...entry.artifact,
      size: stored.size,
      digest: `sha256:${stored.sha256}`,
      finalized: true,
    };
    return entry.artifact;
  }

  /** Returns the finalized artifacts of a run, whichever job made them, the oldest first. */
  list(runId: string, filter: { name?: string; id?: number } = {}): Artifact[] {
    return this.#inRun(runId)
      .map((entry) => entry.artifact)
      .filter((artifact) => artifact.finalized)
      .filter((artifact) => filter.name === undefined || artifact.name === filter.name)
      .filter((artifact) => filter.id === undefined || artifact.id === filter.id);
  }

  downloadUrl(owner: JobIdentity, name: string): Promise<string> {
    const { artifact, blobName } = this.#finalized(owner, name);
    return this.#blobs.downloadUrl(blobName, artifact.mimeType, name);
  }

  /** Frees the name. Any job of the run may do it. */
  async delete(owner: JobIdentity, name: string): Promise<Artifact> {
    const { artifact, blobName } = this.#finalized(owner, name);
    this.#entries.delete(artifact.id);
    await this.#blobs.remove(blobName);
    return artifact;
  }

  /** Returns all artifacts, unfinished uploads included, the oldest first. */
  all(): Artifact[] {
    return [...this.#entries.values()].map((entry) => entry.artifact);
  }

  get(id: number): Artifact {
    return this.#entry(id).artifact;
  }

  read(id: number): Promise<Buffer> {
    return this.#blobs.read(this.#entry(id).blobName);
  }

  #entry(id: number): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`There is no artifact with the id ${id}.`);
    return entry;
  }

  #inRun(runId: string): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.artifact.runId === runId);
  }

  #finalized(owner: JobIdentity, name: string): Entry {
    const found = this.#inRun(owner.runId).find(
      ({ artifact }) => artifact.finalized && artifact.name === name && artifact.jobId === owner.jobId,
    );
    if (found === undefined) {
      throw new TwirpError(
        'not_found',
        `job ${owner.jobId} of this run has no artifact named ${JSON.stringify(name)}`,
      );
    }
    return found;
  }
}
