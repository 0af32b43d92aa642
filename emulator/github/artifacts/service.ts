/**
 * A stand-in for GitHub's artifact service, with which the real `@actions/artifact` client can upload, list, download
 * and delete. The bytes are in Azurite, behind signed URLs, and stay there when the service is closed.
 */
import { createHash, randomUUID } from 'node:crypto';

import type { Azurite } from '../../azurite.ts';
import type { RequestLogEntry } from '../../request-log.ts';
import { ArtifactBlobs } from './blobs.ts';
import type { ArtifactFault } from './faults.ts';
import { ArtifactProtocol, type ArtifactMethod } from './protocol.ts';
import { ArtifactServer } from './server.ts';
import { ArtifactStore, type Artifact } from './store.ts';
import { RuntimeTokens, type JobIdentity } from './runtime-token.ts';

export type { Artifact };

export interface ArtifactService {
  /** For `ACTIONS_RESULTS_URL`. */
  readonly resultsUrl: string;
  /** For `ACTIONS_RUNTIME_TOKEN`: the token of `job`. */
  readonly runtimeToken: string;
  /** The job that artifacts belong to by default. */
  readonly job: JobIdentity;
  /** Returns a token for another job of the same run (if only `jobId` is given), or for another run. */
  tokenFor(job: Partial<JobIdentity>): string;
  /** The URLs of uploads and downloads. Each has a signature that opens one artifact, so none may get into a log. */
  readonly signedUrls: readonly string[];
  /** All artifacts, unfinished uploads included, the oldest first. */
  artifacts(): Artifact[];
  /** Reads the bytes of an artifact, by its id or by its name in the service's own run. */
  read(artifact: number | string): Promise<Buffer>;
  /** Adds an artifact as if a job had uploaded it; `finalized: false` leaves the upload unfinished. */
  addArtifact(artifact: GivenArtifact): Promise<Artifact>;
  /** Lets the next `times` calls of the method fail with the status; they do nothing. */
  failNext(method: ArtifactMethod, times: number, status: number): void;
  /** Lets the service be faulty in that way until it is called again; `undefined`: mends it. */
  breakDown(fault: ArtifactFault | undefined): void;
  close(): Promise<void>;
}

interface GivenArtifact {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mimeType?: string;
  readonly createdAt?: Date;
  readonly job?: Partial<JobIdentity>;
  readonly finalized?: boolean;
}

export async function startArtifactService(options: {
  azurite: Azurite;
  onRequest?: (entry: RequestLogEntry) => void;
  /** Whether the service reads an upload back to check its digest, which takes time. Default: yes. */
  readsBack?: boolean;
  /** Changes a blob's URL to the one that jobs use, such as that of a proxy. Default: no change. */
  reachedBy?: (url: string) => string;
}): Promise<ArtifactService> {
  const blobs = await ArtifactBlobs.create(options.azurite, options.reachedBy ?? ((url) => url));
  const store = new ArtifactStore(blobs, options.readsBack ?? true);
  const tokens = new RuntimeTokens();
  const server = new ArtifactServer(new ArtifactProtocol(store, blobs), tokens, options.onRequest);
  const job: JobIdentity = { runId: randomUUID(), jobId: randomUUID() };
  const origin = await server.listen();

  return {
    resultsUrl: `${origin}/`,
    runtimeToken: tokens.issue(job),
    job,
    tokenFor: (other) => tokens.issue({ ...job, ...other }),
    signedUrls: blobs.signedUrls,
    artifacts: () => store.all(),
    read: (artifact) =>
      store.read(typeof artifact === 'number' ? artifact : idOf(store, job.runId, artifact)),
    async addArtifact(given) {
      const owner = { ...job, ...given.job };
      const mimeType = given.mimeType ?? 'application/zip';
      const createdAt = given.createdAt ?? new Date();
      const { id, blobName } = store.create(owner, {
        name: given.name,
        mimeType,
        createdAt,
        expiresAt: null,
      });
      await blobs.write(blobName, given.bytes, mimeType);
      if (given.finalized ?? true) {
        const sha256 = createHash('sha256').update(given.bytes).digest('hex');
        await store.finalize(owner, given.name, { size: given.bytes.length, sha256 });
      }
      return store.get(id);
    },
    failNext: (method, times, status) => {
      server.failNext(method, times, status);
    },
    breakDown: (fault) => {
      server.fault = fault;
    },
    close: () => server.close(),
  };
}

function idOf(store: ArtifactStore, runId: string, name: string): number {
  const artifact = store.all().find((candidate) => candidate.runId === runId && candidate.name === name);
  if (artifact === undefined)
    throw new Error(`There is no artifact named ${JSON.stringify(name)} in the run.`);
  return artifact.id;
}
