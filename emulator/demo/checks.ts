/** Whether what the runs of the demo claim is true, by what the emulator knows. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { BlobClient, StorageSharedKeyCredential } from '@azure/storage-blob';

import type { Emulator, SeededProject } from '../emulator.ts';
import { type ActionRun, jobOutputs } from '../github/runner/runner.ts';

interface Check {
  readonly holds: boolean;
  readonly claim: string;
}

/** What the demo has played. */
interface Played {
  readonly first: ActionRun;
  readonly second: ActionRun;
  /** The job that has downloaded the model of the second run. */
  readonly deployed: ActionRun;
  /** What it got. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

const FILES_OF_A_MODEL = ['model.onnx', 'labels.txt', 'cvexport.manifest'];

export async function checksOf(
  { first, second, deployed, files }: Played,
  { projectId, project }: SeededProject,
  emulator: Emulator,
): Promise<Check[]> {
  const { outputs, dropped } = jobOutputs(second);
  const checks: Check[] = [];
  const expect = (holds: boolean, claim: string): void => void checks.push({ holds, claim });
  const digest = outputs.artifactDigest ?? '';
  const newest = project.iterations.at(-1);
  const metrics = JSON.parse(outputs.metrics ?? 'null') as {
    previous?: { iterationId?: string } | null;
  } | null;
  expect(outputs.status === 'succeeded', 'the status is succeeded');
  expect(second.unexpectedCommands.length === 0, 'nothing in its log was mistaken for a command');
  expect(dropped.length === 0, 'no output is lost on the way to the next job');
  expect(project.iterations.length === 2, 'each run has trained once');
  expect(
    newest?.status === 'Completed' && newest.id === outputs.iterationId,
    'iterationId is the one that the second run has trained',
  );
  expect(
    first.outputs.iterationId !== undefined && metrics?.previous?.iterationId === first.outputs.iterationId,
    'it was compared with that of the first run',
  );
  expect(outputs.gate === 'passed', 'the gate is passed');
  expect(
    decodeURIComponent(outputs.modelUri ?? '').includes(`/${projectId} - ${outputs.iterationId ?? ''}`),
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
  return checks;
}

async function blobSha256(emulator: Emulator, uri = ''): Promise<string | undefined> {
  const key = new StorageSharedKeyCredential(emulator.storageAccountName, emulator.storageAccountKey);
  const blob = URL.canParse(uri) ? new BlobClient(uri, key) : undefined;
  return (await blob?.exists()) === true
    ? sha256((await blob?.downloadToBuffer()) ?? Buffer.alloc(0))
    : undefined;
}

async function fileSha256(file = ''): Promise<string | undefined> {
  return existsSync(file) ? sha256(await readFile(file)) : undefined;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
