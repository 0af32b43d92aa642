/**
 * Signatures for a project's queue and container, as `az storage … generate-sas` makes them.
 */
import {
  ContainerSASPermissions,
  StorageSharedKeyCredential,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob';
import { generateQueueSASQueryParameters, QueueSASPermissions } from '@azure/storage-queue';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';

export interface StorageSas {
  /** Without `?`. */
  readonly queue: string;
  readonly container: string;
}

/** What the action needs: `rup` on the queue, `rl` on the container. */
export function sasFor(emulator: Emulator, project: SeededProject, hours = 24): StorageSas {
  const key = new StorageSharedKeyCredential(emulator.storageAccountName, emulator.storageAccountKey);
  const expiresOn = new Date(Date.now() + hours * 3_600_000);
  const queue = generateQueueSASQueryParameters(
    { queueName: project.queue.name, permissions: QueueSASPermissions.parse('rup'), expiresOn },
    key,
  );
  const { containerName } = project.container;
  const container = generateBlobSASQueryParameters(
    { containerName, permissions: ContainerSASPermissions.parse('rl'), expiresOn },
    key,
  );
  return { queue: queue.toString(), container: container.toString() };
}

/** Inputs with the signatures in both URIs, and no account key. */
export function sasInputs(emulator: Emulator, project: SeededProject, hours = 24): Record<string, string> {
  const sas = sasFor(emulator, project, hours);
  return {
    'notification-queue-uri': `${project.notificationQueueUri}?${sas.queue}`,
    'export-model-container-uri': `${project.exportModelContainerUri}?${sas.container}`,
    'storage-account-key': '',
  };
}
