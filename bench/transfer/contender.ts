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
import type { Ranges } from '../../src/download/ranges.ts';
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
  /** The action's own modules, in the order of a run. */
  ours: async ({ projectId, iterationId, folder, artifactName }) => {
    const [
      { readInputs },
      container,
      { storageCredential },
      store,
      { workflowRun },
      { runnerReport: report },
    ] = await Promise.all([
      import('../../src/inputs/read-inputs.ts'),
      import('../../src/storage/container.ts'),
      import('../../src/storage/credential.ts'),
      import('../../src/github/artifacts.ts'),
      import('../../src/github/workflow-run.ts'),
      import('../../src/report/report.ts'),
    ]);
    const [
      { inspectModel, rangesOf },
      { prepareZip },
      { saveModel },
      { ensureUploaded },
      { systemClock: clock },
    ] = await Promise.all([
      import('../../src/deliver/fetch-model.ts'),
      import('../../src/deliver/zip.ts'),
      import('../../src/download/save-model.ts'),
      import('../../src/deliver/upload-model.ts'),
      import('../../src/time/clock.ts'),
      import('@azure/storage-blob'),
      import('@actions/artifact'),
    ]);
    const { signal } = new AbortController();
    const inputs = readInputs(() => undefined, process.env);
    const noEntra = { getToken: (): Promise<never> => Promise.reject(new Error('the bench gives a key')) };
    const services = {
      container: new container.AzureContainer(inputs.container, () =>
        storageCredential(inputs.container, inputs.storageAccountKey, noEntra),
      ),
      artifacts: new store.WorkflowArtifacts(),
      workflow: () => workflowRun(process.env),
      env: process.env,
      report,
      clock,
    };
    const [blob] = await services.container.list(`${projectId} - ${iterationId}`, 1, signal);
    if (blob === undefined) {
      throw new Error(`there is no backup of the iteration ${iterationId}`);
    }
    return async () => {
      prepareZip();
      const file = path.join(folder, artifactName);
      const source = (): Promise<Ranges> => Promise.resolve(rangesOf(blob, services.container));
      const model = await saveModel('the model', source, file, services, signal);
      await inspectModel(model, services);
      const { digest } = await ensureUploaded(
        model,
        artifactName,
        inputs.retentionDays,
        services,
        signal,
        () => undefined,
      );
      return digest;
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
