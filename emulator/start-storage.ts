/**
 * Starts the storage of an emulator: Azurite, and what stands before it.
 */
import { type Azurite, type AzuriteOptions, startAzurite } from './azurite.ts';
import type { ProjectBehavior } from './custom-vision/resource/behavior.ts';
import type { Entra } from './entra/entra.ts';
import { startStorageGate } from './entra/storage-gate.ts';
import type { RequestLogEntry } from './request-log.ts';
import { startStorageFront, type StorageFront } from './storage-front.ts';

export interface StorageOptions {
  /** Default: a new Azurite, which `close()` stops. `close()` leaves one that is given here running. */
  azurite?: Azurite;
  /** More for the process where it starts Azurite. */
  azuriteOptions?: Pick<AzuriteOptions, 'script' | 'nodeOptions' | 'env'>;
  /** What differs from `DEFAULT_BEHAVIOR` in projects that are given no behaviour. */
  behavior?: Partial<ProjectBehavior>;
  /**
   * Whether backups can be in states that Azurite cannot hold, `pending` and `encrypted`. Not with `entra`. Default: if
   * `behavior` asks for one.
   */
  storageFront?: boolean;
}

const NEED_FRONT: readonly (string | undefined)[] = ['pending', 'encrypted'];

/** Whether Azurite alone cannot hold what is wanted of backups. @param backup the state of a blob, or a behaviour */
export function needsFront(backup: string | undefined): boolean {
  return NEED_FRONT.includes(backup);
}

interface StorageStart {
  entra: Entra | undefined;
  /** Is told of each request that comes through the gate, which stands there with `entra`. */
  onRequest: (entry: RequestLogEntry) => void;
  /** Is told how to stop each thing that was started. */
  started: (() => Promise<void>)[];
}

export async function startStorage(
  options: StorageOptions,
  start: StorageStart,
): Promise<{ azurite: Azurite; front: StorageFront | undefined }> {
  const { started } = start;
  const azurite = options.azurite ?? (await startOwn(options, start));
  if (options.azurite === undefined) started.push(() => azurite.stop());
  if (!(options.storageFront ?? needsFront(options.behavior?.backup))) return { azurite, front: undefined };
  if (azurite.ca !== undefined) throw new Error('The storage front speaks no TLS: leave entra out.');
  const front = await startStorageFront(azurite, 'container');
  started.push(() => front.close());
  return { azurite: front.azurite, front };
}

async function startOwn(
  { azuriteOptions }: StorageOptions,
  { entra, onRequest }: StorageStart,
): Promise<Azurite> {
  if (entra === undefined) return await startAzurite(azuriteOptions);
  const azurite = await startAzurite({ ...azuriteOptions, tls: entra.authority });
  return await startStorageGate({ azurite, ...entra, onRequest });
}
