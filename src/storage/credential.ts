/**
 * The credential that the action shows to storage.
 */
import type { TokenCredential } from '@azure/identity';
import type { AnonymousCredential, StorageSharedKeyCredential } from '@azure/storage-queue';
import type { StorageUri } from './uri.ts';

/** What both storage SDKs take. */
export type StorageCredential = AnonymousCredential | StorageSharedKeyCredential | TokenCredential;

/** None where the URI holds a SAS, else the account key, else Entra ID. */
export async function storageCredential(
  uri: StorageUri,
  accountKey: string | null,
  entra: TokenCredential,
): Promise<StorageCredential> {
  const { AnonymousCredential, StorageSharedKeyCredential } = await import('@azure/storage-queue');
  if (uri.sas !== null) {
    return new AnonymousCredential();
  }
  return accountKey === null ? entra : new StorageSharedKeyCredential(uri.account, accountKey);
}
