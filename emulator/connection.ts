/** How to reach a running emulator. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** What a caller needs to know to use the emulator; printed by `start.ts`. */
export interface Connection {
  /** Of the training API, `http://127.0.0.1:PORT`. */
  endpoint: string;
  trainingKey: string;
  /** The project that exists from the start: it can be trained and exported, and is not integrated. */
  projectId: string;
  notificationQueueUri: string;
  exportModelContainerUri: string;
  storageAccountName: string;
  /** Base64. */
  storageAccountKey: string;
  /** `ACTIONS_RESULTS_URL` of a run. */
  resultsUrl: string;
  /** `ACTIONS_RUNTIME_TOKEN` of a run. */
  runtimeToken: string;
  /** `GITHUB_API_URL` of a run. */
  githubApiUrl: string;
  /** `${{ github.token }}` of a job with `actions: write` and `checks: read`. */
  githubToken: string;
}

/** The JSON line for programs that start the emulator as a child process. */
export function connectionOf(emulator: Connection): Connection {
  return {
    endpoint: emulator.endpoint,
    trainingKey: emulator.trainingKey,
    projectId: emulator.projectId,
    notificationQueueUri: emulator.notificationQueueUri,
    exportModelContainerUri: emulator.exportModelContainerUri,
    storageAccountName: emulator.storageAccountName,
    storageAccountKey: emulator.storageAccountKey,
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.runtimeToken,
    githubApiUrl: emulator.githubApiUrl,
    githubToken: emulator.githubToken,
  };
}

/** Whoever reads the file sees all of it or none, and nobody else on the machine can: it holds the keys. */
export function writeConnection(file: string, connection: Connection): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, JSON.stringify(connectionOf(connection)), { mode: 0o600 });
  renameSync(part, file);
}

/** @returns what is written there; `undefined` where there is no such file, or another one */
export function readConnection(file: string): Connection | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Connection;
  } catch {
    return undefined;
  }
}

/** Deletes the file, unless another emulator has written it meanwhile. */
export function deleteConnection(file: string, { endpoint }: Connection): void {
  if (readConnection(file)?.endpoint === endpoint) rmSync(file, { force: true });
}

/** Whether somebody answers at an endpoint, whatever the answer is. */
export async function answers(endpoint: string): Promise<boolean> {
  try {
    await (await fetch(endpoint)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
