/**
 * The inputs that every action takes to get at a queue or a container, and what opens them.
 */
import type { Env } from '../env.ts';
import { proxyFor } from '../network/proxies.ts';
import type { SasUse } from '../storage/sas.ts';
import { parseStorageUri, type StorageKind, type StorageUri } from '../storage/uri.ts';
import { type Lock, SUCH_A_LOGIN } from './access.ts';
import type { InputReader } from './reader.ts';

/** Stands in for a refused one. */
const NO_URI: Omit<StorageUri, 'kind'> = { plain: '', sas: null, account: '', name: '' };

const EXPECTED = {
  queue: 'the URL of a queue, such as: https://ACCOUNT.queue.core.windows.net/NAME',
  container: 'the URL of a blob container, such as: https://ACCOUNT.blob.core.windows.net/NAME',
  storageKey: 'a key of the storage account, in base64',
};

/** The inputs that name them. */
const INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' } as const;

export function readStorageUri(
  kind: StorageKind,
  reader: InputReader,
  env: Env,
  use: Omit<SasUse, 'secure'>,
): StorageUri {
  const parse = (text: string): StorageUri => ({
    ...parseStorageUri(text, kind, use),
    proxy: proxyFor(text, env),
  });
  return reader.required(INPUT[kind], EXPECTED[kind], parse, { kind, ...NO_URI });
}

export function readStorageKey(reader: InputReader): string | null {
  return reader.secret('storage-account-key', /^[A-Za-z0-9+/]+={0,2}$/, EXPECTED.storageKey);
}

export function lockOfStorage(storageAccountKey: string | null, uris: readonly StorageUri[]): Lock {
  const tokensTo = uris.flatMap(({ kind, plain, sas }) =>
    storageAccountKey === null && sas === null ? [[INPUT[kind], plain] as const] : [],
  );
  const [a, all] = uris.length === 1 ? ['the URI', 'the URI'] : ['a URI', 'both URIs'];
  return {
    key: 'storage-account-key',
    takesToken: tokensTo.length > 0,
    closed: `is missing, ${a} has no SAS, and there is no login to Azure; expected a secret, such as: \${{ secrets.STORAGE_ACCOUNT_KEY }}, or a SAS in ${all}, ${SUCH_A_LOGIN}`,
    tokensTo,
  };
}

/** A key is used with the name of its account. */
export function checkAccountKnown(
  storageAccountKey: string | null,
  uris: readonly StorageUri[],
  reader: InputReader,
): void {
  const byKey = storageAccountKey !== null && uris.some(({ sas }) => sas === null);
  const forms = uris.map(
    ({ kind }) => `https://ACCOUNT.${kind === 'queue' ? 'queue' : 'blob'}.core.windows.net/NAME`,
  );
  const hosts = uris.length === 1 ? 'the host does not say it' : 'neither host says it';
  const sas = uris.length === 1 ? 'a URI with a SAS' : 'URIs with a SAS each';
  reader.compare([
    ['storage-account-key', ...uris.map(({ kind }) => INPUT[kind])],
    byKey && uris.every(({ account }) => account === null),
    `a key is used with the name of its account, and ${hosts}; expected a URI of the form ${forms.join(' or ')}, or ${sas}`,
  ]);
}
