/**
 * Runs a contender in a process of its own, bundled as the action is.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../../scripts/bundle/bundle.ts';
import type { Contender, Outcome, Task } from './contender.ts';
import type { Model, TransferWorld, Way } from './world.ts';

/** Transfers a model once. @throws Error if the artifact is not the model */
export type Carry = (world: TransferWorld, way: Way, model: Model, contender: Contender) => Promise<Outcome>;

/** Bundles the contenders, and removes the bundle when `use` is done. */
export async function withContenders<T>(use: (carry: Carry) => Promise<T>): Promise<T> {
  const root = path.join(import.meta.dirname, '..', '..');
  const folder = await mkdtemp(path.join(root, 'node_modules', '.transfer-'));
  try {
    await bundle('bench/transfer/contender.ts', folder);
    const program = path.join(folder, 'index.js');
    return await use((...given) => carryOnce(program, ...given));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function carryOnce(
  program: string,
  { azurite }: TransferWorld,
  { blobEndpoint, resultsUrl, artifacts }: Way,
  model: Model,
  contender: Contender,
): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-transfer-'));
  const { accountName, accountKey } = azurite;
  const { projectId, iterationId, blobName } = model;
  const artifactName = `${path.basename(folder)}.zip`;
  const task: Task = {
    ...{ blobEndpoint, accountName, accountKey, projectId, iterationId, blobName, artifactName },
    folder: path.join(folder, 'model'),
  };
  try {
    const outcome = await inChild(program, contender, {
      PATH: process.env.PATH,
      BENCH_TRANSFER: JSON.stringify(task),
      RUNNER_TEMP: folder,
      ACTIONS_RESULTS_URL: resultsUrl,
      ACTIONS_RUNTIME_TOKEN: artifacts.runtimeToken,
      INPUT_ENDPOINT: 'http://127.0.0.1:1',
      'INPUT_TRAINING-KEY': 'not-used',
      'INPUT_PROJECT-ID': projectId,
      'INPUT_NOTIFICATION-QUEUE-URI': `${azurite.queueEndpoint}/notes`,
      'INPUT_EXPORT-MODEL-CONTAINER-URI': `${blobEndpoint}/models`,
      'INPUT_STORAGE-ACCOUNT-KEY': accountKey,
      'INPUT_ARTIFACT-NAME': artifactName,
    });
    if (contender === 'ours' && outcome.digest !== model.sha256) {
      throw new Error(`the artifact has the SHA-256 ${outcome.digest}, the model ${model.sha256}`);
    }
    return outcome;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inChild(program: string, contender: Contender, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const child = fork(program, [contender], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let outcome: Outcome | undefined;
  child.on('message', (message) => {
    outcome = message as Outcome;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  if (outcome === undefined || code !== 0) {
    throw new Error(`${contender} ended with code ${String(code)}`);
  }
  return outcome;
}
