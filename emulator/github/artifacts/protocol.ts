/**
 * The wire protocol of GitHub's artifact service, `github.actions.results.api.v1.ArtifactService`, as
 * `@actions/artifact` 6 speaks it: Twirp with JSON bodies in protobuf's JSON form. Names are in snake case, an
 * int64 is a string of digits, a StringValue or Int64Value is its bare value, a Timestamp is RFC 3339, and fields
 * with default values (`""`, `"0"`) are left out.
 */
import type { Artifact, ArtifactStore } from './store.ts';
import type { ArtifactBlobs } from './blobs.ts';
import { readMessage, type Message } from './protobuf-json.ts';
import type { JobIdentity } from './runtime-token.ts';
import { TwirpError } from './twirp.ts';

export const ARTIFACT_METHODS = [
  'CreateArtifact',
  'FinalizeArtifact',
  'ListArtifacts',
  'GetSignedArtifactURL',
  'DeleteArtifact',
] as const;

export type ArtifactMethod = (typeof ARTIFACT_METHODS)[number];

/** The only version of the upload protocol that still works: one file, stored as it is. */
const VERSION = 7;

const IDS = { workflow_run_backend_id: 'string', workflow_job_run_backend_id: 'string' } as const;
const NAMED = { ...IDS, name: 'string' } as const;

export class ArtifactProtocol {
  readonly #store: ArtifactStore;
  readonly #blobs: ArtifactBlobs;

  constructor(store: ArtifactStore, blobs: ArtifactBlobs) {
    this.#store = store;
    this.#blobs = blobs;
  }

  /** Answers one call of the job that the token names. @throws TwirpError for what the service refuses */
  answer(method: ArtifactMethod, job: JobIdentity, body: unknown): Promise<object> {
    switch (method) {
      case 'CreateArtifact':
        return this.#create(job, body);
      case 'FinalizeArtifact':
        return this.#finalize(job, body);
      case 'ListArtifacts':
        return this.#list(job, body);
      case 'GetSignedArtifactURL':
        return this.#signedUrl(job, body);
      case 'DeleteArtifact':
        return this.#delete(job, body);
    }
  }

  async #create(job: JobIdentity, body: unknown): Promise<object> {
    const request = readMessage(body, {
      ...NAMED,
      expires_at: 'timestamp',
      version: 'int32',
      mime_type: 'string',
    });
    requireOwnIds(job, request);
    const version = request.version ?? 0;
    if (version !== VERSION) {
      throw new TwirpError('invalid_argument', `version must be ${VERSION}, not ${version}`);
    }
    if (request.mime_type === undefined) throw new TwirpError('invalid_argument', 'mime_type is missing');
    const createdAt = new Date();
    const expiresAt = request.expires_at ?? null;
    if (expiresAt !== null && expiresAt <= createdAt) {
      throw new TwirpError('invalid_argument', `expires_at ${expiresAt.toISOString()} is in the past`);
    }
    const { blobName } = this.#store.create(job, {
      name: request.name ?? '',
      mimeType: request.mime_type,
      createdAt,
      expiresAt,
    });
    return { ok: true, signed_upload_url: await this.#blobs.uploadUrl(blobName) };
  }

  async #finalize(job: JobIdentity, body: unknown): Promise<object> {
    const request = readMessage(body, { ...NAMED, size: 'int64', hash: 'string' });
    requireOwnIds(job, request);
    const sha256 = /^sha256:([0-9a-f]{64})$/.exec(request.hash ?? '')?.[1];
    if (sha256 === undefined) {
      throw new TwirpError('invalid_argument', 'hash must be "sha256:" and 64 lower-case hex digits');
    }
    const claimed = { size: request.size ?? 0, sha256 };
    const { id } = await this.#store.finalize(job, request.name ?? '', claimed);
    return { ok: true, artifact_id: String(id) };
  }

  #list(job: JobIdentity, body: unknown): Promise<object> {
    const request = readMessage(body, { ...IDS, name_filter: 'string', id_filter: 'int64' });
    requireOwnIds(job, request);
    const found = this.#store.list(job.runId, {
      ...(request.name_filter !== undefined && { name: request.name_filter }),
      ...(request.id_filter !== undefined && { id: request.id_filter }),
    });
    return Promise.resolve({ artifacts: found.map(listed) });
  }

  async #signedUrl(job: JobIdentity, body: unknown): Promise<object> {
    const request = readMessage(body, NAMED);
    const owner = requireOwnRun(job, request);
    return { signed_url: await this.#store.downloadUrl(owner, request.name ?? '') };
  }

  async #delete(job: JobIdentity, body: unknown): Promise<object> {
    const request = readMessage(body, NAMED);
    const owner = requireOwnRun(job, request);
    const { id } = await this.#store.delete(owner, request.name ?? '');
    return { ok: true, artifact_id: String(id) };
  }
}

function requireOwnIds(job: JobIdentity, request: Message<typeof IDS>): void {
  const owner = requireOwnRun(job, request);
  if (owner.jobId !== job.jobId) {
    throw new TwirpError('permission_denied', 'workflow_job_run_backend_id is not the one of the token');
  }
}

/**
 * Reads the ids of a download or a deletion: they name the job that made the artifact, which may be another one of the
 * same run.
 * @returns the job whose artifact is meant
 */
function requireOwnRun(job: JobIdentity, request: Message<typeof IDS>): JobIdentity {
  const runId = request.workflow_run_backend_id;
  const jobId = request.workflow_job_run_backend_id;
  if (runId === undefined || jobId === undefined) {
    throw new TwirpError(
      'invalid_argument',
      'workflow_run_backend_id and workflow_job_run_backend_id are required',
    );
  }
  if (runId !== job.runId) {
    throw new TwirpError('permission_denied', 'workflow_run_backend_id is not the one of the token');
  }
  return { runId, jobId };
}

function listed(artifact: Artifact): object {
  return {
    workflow_run_backend_id: artifact.runId,
    workflow_job_run_backend_id: artifact.jobId,
    database_id: String(artifact.id),
    name: artifact.name,
    size: String(artifact.size),
    created_at: artifact.createdAt.toISOString(),
    digest: artifact.digest,
  };
}
