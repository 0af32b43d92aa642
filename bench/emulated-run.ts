/**
 * The services of a run in this process: the action's own clients, which talk to the emulator over HTTP.
 */
import { StorageSharedKeyCredential } from '@azure/storage-queue';
import type { Emulator } from '../emulator/emulator.ts';
import { systemClock } from '../src/time/clock.ts';
import { ProjectApi } from '../src/custom-vision/project-api.ts';
import { AzureQueue } from '../src/storage/queue.ts';
import { parseStorageUri } from '../src/storage/uri.ts';
import { TrainingApi } from '../src/custom-vision/training-api.ts';

export function queueClient(
  emulator: Pick<Emulator, 'storageAccountName' | 'storageAccountKey'>,
  uri: string,
): AzureQueue {
  const { storageAccountName, storageAccountKey } = emulator;
  const key = new StorageSharedKeyCredential(storageAccountName, storageAccountKey);
  return new AzureQueue(parseStorageUri(uri, 'queue'), () => Promise.resolve(key));
}

export function serviceClient(
  { endpoint, trainingKey }: Pick<Emulator, 'endpoint' | 'trainingKey'>,
  projectId: string,
  signal: AbortSignal,
): ProjectApi {
  const api = new TrainingApi(endpoint, { key: trainingKey });
  const patience = { clock: systemClock, signal, onFirstRetry: () => undefined, random: Math.random };
  return new ProjectApi(projectId, api, patience, () => undefined);
}
