/**
 * Transfers one model from its blob to an artifact, or does a part of that, in a process of its own, and tells its
 * parent how long that took and how much memory it needed at most. It loads all packages and lists the container before
 * it takes the time, because a run has done both before an export is done.
 *
 * node … ours|baseline|client|floor, bundled as the action is, with a task in BENCH_TRANSFER; ours also reads the
 * action's inputs and the runner's variables.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';
import type { Exported } from '../../src/deliver/backup.ts';
import { COPIES, MODELS } from './containers.ts';

export type Contender = 'ours' | 'baseline' | 'client' | 'floor';

export interface Task {
  readonly blobEndpoint: string;
  readonly accountName: string;
  readonly accountKey: string;
  readonly projectId: string;
  readonly iterationId: string;
  readonly blobName: string;
  readonly artifactName: string;
  readonly folder: string;
}

export interface Outcome {
  readonly ms: number;
  /** The most physical memory that the process ever held. */
  readonly peakBytes: number;
  /** The artifact's SHA-256, as its service was told; `null` if there is no artifact. */
  readonly digest: string | null;
}

/** The part that is timed; everything that it needs is loaded before. */
type Prepare = (task: Task) => Promise<() => Promise<string | null>>;

const CONTENDERS: Record<Contender, Prepare> = {
  /** The action's own way from a backup that it has found to the artifact. */
  ours: async (task) => {
    const { projectId, iterationId, artifactName } = task;
    const [{ readInputs }, { createServices }, { deliverModel }, { Outputs }, { Deadline }] =
      await Promise.all([
        import('../../src/inputs/read-inputs.ts'),
        import('../../src/services.ts'),
        import('../../src/deliver/one-model.ts'),
        import('../../src/report/outputs.ts'),
        import('../../src/time/clock.ts'),
        import('@azure/storage-blob'),
        import('@actions/artifact'),
        import('yauzl'),
      ]);
    const { signal } = new AbortController();
    const inputs = readInputs(() => undefined, process.env);
    const digests: string[] = [];
    const outputs = new Outputs((name, value) => {
      if (name === 'artifactDigest') {
        digests.push(value);
      }
    });
    const services = await createServices(inputs, outputs, process.env, signal);
    const bounds = { signal, deadline: new Deadline(services.clock, 3_600_000), reconcileMs: null };
    const run = { ...services, ...services.inProject(projectId), ...bounds, warned: new Set<string>() };
    outputs.setTargets(inputs.platforms);
    await services.workflow();
    const [backup] = await services.container.list(`${projectId} - ${iterationId}`, 1, signal);
    if (backup === undefined) {
      throw new Error(`there is no backup of the iteration ${iterationId}`);
    }
    const wanted = { target: { platform: 'ONNX', flavor: null }, artifactName, index: 0 } as const;
    const downloadUri = await linkTo(task);
    const exported: Exported = {
      ...{ projectId, iterationId, target: wanted.target, downloadUri },
      justEnded: true,
      earlier: new Map(),
    };
    services.container.list = () => Promise.resolve([backup]);
    const done = { ...wanted.target, state: 'done', downloadUri } as const;
    run.customVision.getExports = () => Promise.resolve([done]);
    return async () => {
      const upload = await deliverModel(exported, wanted, inputs, run);
      await upload();
      return digests.at(-1) ?? null;
    };
  },

  /** The baseline: what one would write without this action. */
  baseline: async (task) => {
    const { DefaultArtifactClient } = await import('@actions/artifact');
    const container = await containerOf(task, MODELS);
    await listOnce(container);
    const artifacts = new DefaultArtifactClient();
    return async () => {
      const file = path.join(task.folder, task.artifactName);
      await container.getBlobClient(task.blobName).downloadToFile(file);
      const { digest } = await artifacts.uploadArtifact(task.artifactName, [file], task.folder);
      return digest ?? null;
    };
  },

  /**
   * The artifact client's share: the upload alone, with the action's options, of a model that is on the disk already.
   */
  client: async (task) => {
    const { DefaultArtifactClient } = await import('@actions/artifact');
    const file = path.join(task.folder, task.artifactName);
    await (await containerOf(task, MODELS)).getBlobClient(task.blobName).downloadToFile(file);
    const artifacts = new DefaultArtifactClient();
    return async () => {
      const options = { skipArchive: true };
      const { digest } = await artifacts.uploadArtifact(task.artifactName, [file], task.folder, options);
      return digest ?? null;
    };
  },

  /**
   * The floor: the storage SDK copies the same bytes, in blocks of the artifact client's size and as many at a time.
   */
  floor: async (task) => {
    const [from, to] = [await containerOf(task, MODELS), await containerOf(task, COPIES)];
    await listOnce(from);
    return async () => {
      const file = path.join(task.folder, task.artifactName);
      await from.getBlobClient(task.blobName).downloadToFile(file);
      await to.getBlockBlobClient(task.blobName).uploadFile(file, {
        blockSize: 8 * 1_024 * 1_024,
        maxSingleShotSize: 8 * 1_024 * 1_024,
        concurrency: 5,
      });
      return null;
    };
  },
};

async function containerOf(task: Task, name: string): Promise<ContainerClient> {
  const { BlobServiceClient, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  const credential = new StorageSharedKeyCredential(task.accountName, task.accountKey);
  return new BlobServiceClient(task.blobEndpoint, credential).getContainerClient(name);
}

/** As the service links its own copy of an export; here it is the same blob. */
async function linkTo(task: Task): Promise<string> {
  const { BlobSASPermissions } = await import('@azure/storage-blob');
  return await (await containerOf(task, MODELS)).getBlobClient(task.blobName).generateSasUrl({
    permissions: BlobSASPermissions.parse('r'),
    expiresOn: new Date(Date.now() + 3_600_000),
  });
}

/** A run lists the container before its export, so it has a connection and warm code when it fetches the backup. */
async function listOnce(container: ContainerClient): Promise<void> {
  await container.listBlobsFlat().byPage({ maxPageSize: 1 }).next();
}

const task = JSON.parse(process.env.BENCH_TRANSFER ?? '') as Task;
await mkdir(task.folder, { recursive: true });
const carry = await CONTENDERS[process.argv[2] as Contender](task);
const began = performance.now();
const digest = await carry();
const outcome: Outcome = {
  ms: performance.now() - began,
  peakBytes: process.resourceUsage().maxRSS * 1_024,
  digest,
};
process.send?.(outcome);
process.disconnect();
