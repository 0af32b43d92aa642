/**
 * Plays a whole workflow against the emulator: one job trains, exports and uploads with the built action, and a second
 * job of the same run downloads the model. The exit code is 0 only if everything that the action claims is true.
 *
 *     node emulator/demo.ts [FOLDER WITH ANOTHER action.yml]
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { BlobClient, StorageSharedKeyCredential } from '@azure/storage-blob';

import { startEmulator, type Emulator } from './emulator.ts';
import { jobOutputs, startAction, type ActionOptions, type ActionRun } from './github/runner/runner.ts';
import { check, ending, heading, logLine, print, table } from './github/runner/terminal.ts';

const TRAINING_S = 6;
const EXPORT_S = 3;
const FILES_OF_A_MODEL = ['model.onnx', 'labels.txt', 'cvexport.manifest'];
/** Short, because the demo waits for each of them. */
const CANCEL_DELAYS = { interruptMs: 2_000, terminateMs: 500 };

const project = path.resolve(import.meta.dirname, '..');
const failedChecks: string[] = [];
const cleanUps: (() => Promise<void>)[] = [];
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted.abort(new Error(`Ended by ${signal}.`));
  });
}

try {
  await demo(path.resolve(process.argv[2] ?? project));
  interrupted.signal.throwIfAborted();
} catch (error) {
  const reason: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error;
  failedChecks.push(reason instanceof Error ? reason.message : String(reason));
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}
const seconds = (performance.now() / 1000).toFixed(1);
if (failedChecks.length === 0) ending(true, `Trained, exported, delivered and checked in ${seconds} s.`);
else ending(false, `The demo failed after ${seconds} s: ${failedChecks.join('; ')}`);
process.exitCode = failedChecks.length === 0 ? 0 : 1;

async function demo(actionFolder: string): Promise<void> {
  requireBuilt(actionFolder);
  heading('Emulator', 'Azurite, the training API and the artifact service on loopback ports');
  const emulator = await startEmulator({
    behavior: { trainingSeconds: TRAINING_S, exportSeconds: EXPORT_S },
  });
  cleanUps.push(() => emulator.close());
  print(`  project ${emulator.projectId}: training takes ${TRAINING_S} s, an export ${EXPORT_S} s`);

  heading('Job train', 'uses: ./');
  const trained = await runStep({
    actionFolder,
    inputs: {
      endpoint: emulator.endpoint,
      'training-key': emulator.trainingKey,
      'project-id': emulator.projectId,
      'notification-queue-uri': emulator.notificationQueueUri,
      'export-model-container-uri': emulator.exportModelContainerUri,
      'storage-account-key': emulator.storageAccountKey,
    },
    secrets: [emulator.trainingKey, emulator.storageAccountKey],
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.runtimeToken,
  });
  if (trained.conclusion !== 'success') throw new Error('the action failed, see its log above');
  const { outputs, dropped } = jobOutputs(trained);

  heading('Job deploy', `needs: train · downloads ${outputs.artifactName ?? 'nothing'}`);
  const deployed = await runStep({
    actionFolder: path.join(import.meta.dirname, 'github', 'download-artifact'),
    inputs: { name: outputs.artifactName ?? '' },
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.artifacts.tokenFor({ jobId: 'deploy' }),
  });
  const files = await filesIn(deployed.outputs['download-path']);
  table(files.map(({ name, bytes }) => [name, `${bytes.toLocaleString('en')} bytes`]));

  heading('Outputs', 'of job train');
  table(Object.entries(trained.outputs));

  heading('Checks', 'what was claimed, held against the emulator');
  const digest = outputs.artifactDigest ?? '';
  const expected = `${emulator.projectId} - ${outputs.iterationId ?? ''}`;
  expect(outputs.status === 'succeeded', 'the status is succeeded');
  expect(trained.unexpectedCommands.length === 0, 'nothing in its log was mistaken for a command');
  expect(dropped.length === 0, 'no output is lost on the way to the next job');
  expect(
    (await iterationStatus(emulator, outputs.iterationId)) === 'Completed',
    'iterationId is the trained one',
  );
  expect(
    decodeURIComponent(outputs.modelUri ?? '').includes(`/${expected}`),
    'modelUri is of that iteration',
  );
  expect(/^[0-9a-f]{64}$/.test(digest), 'artifactDigest is a SHA-256');
  expect(digest === outputs.modelSha256, 'modelSha256 equals artifactDigest');
  expect(digest === (await blobSha256(emulator, outputs.modelUri)), 'the blob at modelUri has that SHA-256');
  expect(digest === (await fileSha256(outputs.modelPath)), 'the file at modelPath has that SHA-256');
  expect(deployed.conclusion === 'success', 'the deploy job got the artifact');
  expect(digest === deployed.outputs.digest, 'its digest is artifactDigest');
  for (const name of FILES_OF_A_MODEL) {
    expect(
      files.some((file) => file.name === name && file.bytes > 0),
      `it holds ${name}`,
    );
  }
}

async function runStep(options: ActionOptions): Promise<ActionRun> {
  interrupted.signal.throwIfAborted();
  const action = startAction({ ...options, onLine: logLine });
  const cancel = (): void => void action.cancel(CANCEL_DELAYS);
  interrupted.signal.addEventListener('abort', cancel);
  try {
    const run = await action.ended;
    cleanUps.push(() => run.cleanUp());
    return run;
  } finally {
    interrupted.signal.removeEventListener('abort', cancel);
    interrupted.signal.throwIfAborted();
  }
}

function requireBuilt(actionFolder: string): void {
  if (actionFolder !== project || existsSync(path.join(project, 'dist', 'index.js'))) return;
  throw new Error('dist/index.js is missing: build it with `npm run build` first');
}

function expect(holds: boolean, claim: string): void {
  check(holds, claim);
  if (!holds) failedChecks.push(`it does not hold that ${claim}`);
}

async function iterationStatus(emulator: Emulator, iterationId = ''): Promise<string | undefined> {
  const response = await fetch(
    `${emulator.endpoint}/customvision/v3.4-preview/training/projects/${emulator.projectId}/iterations/${iterationId}`,
    { headers: { 'Training-Key': emulator.trainingKey } },
  );
  return ((await response.json()) as { status?: string }).status;
}

async function blobSha256(emulator: Emulator, uri = ''): Promise<string | undefined> {
  if (!uri.startsWith(`${emulator.exportModelContainerUri}/`)) return undefined;
  const key = new StorageSharedKeyCredential(emulator.storageAccountName, emulator.storageAccountKey);
  const blob = new BlobClient(uri, key);
  return (await blob.exists()) ? sha256(await blob.downloadToBuffer()) : undefined;
}

async function fileSha256(file = ''): Promise<string | undefined> {
  return existsSync(file) ? sha256(await readFile(file)) : undefined;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function filesIn(folder: string | undefined): Promise<{ name: string; bytes: number }[]> {
  const names = folder === undefined ? [] : (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => ({ name, bytes: (await stat(path.join(folder ?? '', name))).size })),
  );
}
