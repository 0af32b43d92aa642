/**
 * The URL of a storage queue or of a blob container, taken apart.
 */
import type { Proxy } from '../network/proxies.ts';
import { isLoopback, parseServiceUrl, refuseIf } from '../network/service-url.ts';

export type StorageKind = 'queue' | 'container';

export interface StorageUri {
  readonly kind: StorageKind;
  /** Without a query and without a trailing slash: what the project stores, and what the log may show. */
  readonly plain: string;
  /** The query of a shared access signature, without `?`; a secret. */
  readonly sas: string | null;
  /** The account: the first host label or, on an IP address or localhost, the first path segment. */
  readonly account: string;
  /** Name of the queue or container. */
  readonly name: string;
  /** The proxy on the way to it. */
  readonly proxy?: Proxy | undefined;
}

/** Queue and container names: 3–63 lower-case letters, digits and single hyphens, no hyphen at an end (Azure's naming rules). */
const NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** What a SAS has to allow, and the letters of its `sp` that the action cannot do without. Source: Azure's SAS reference. */
export const SAS_PERMISSIONS = {
  queue: { letters: ['r', 'p'], needs: 'sp=rup (read, update, process)' },
  container: { letters: ['r', 'l'], needs: 'sp=rl (read, list)' },
} as const;

/** @throws Error that says which part is wrong; its message never holds the query */
export function parseStorageUri(text: string, kind: StorageKind): StorageUri {
  refuseIf(/AccountKey=|AccountName=/i.test(text), 'it is a connection string');
  const url = parseServiceUrl(text);
  const path = withoutSlash(url.pathname);
  const segments = path.split('/').slice(1);
  const pathStyle = isLoopback(url.hostname) || /^(\d+(\.\d+){3}$|\[)/.test(url.hostname);
  const [account = '', name = '', ...more] = pathStyle ? segments : [url.hostname.split('.')[0], ...segments];
  refuseIf(account === '' || name === '', 'the path names nothing');
  refuseIf(more.length > 0, 'the path has too many segments');
  refuseIf(
    !NAME.test(name),
    'the last path segment is no valid name: 3–63 lower-case letters, digits and single hyphens',
  );
  // The Azure service that holds this kind, and the one whose URL users take for it.
  const [host, otherHost] = kind === 'queue' ? ['queue', 'blob'] : ['blob', 'queue'];
  refuseIf(
    !pathStyle && url.hostname.split('.')[1] === otherHost,
    `the host is that of the ${otherHost} service, not of the ${host} service`,
  );
  const sas = url.search === '' ? null : url.search.slice(1);
  if (sas !== null) {
    checkSas(new URLSearchParams(sas), kind);
  }
  return { kind, plain: url.origin + path, sas, account, name };
}

function checkSas(sas: URLSearchParams, kind: StorageKind): void {
  refuseIf((sas.get('sig') ?? '') === '', 'the query is no shared access signature: it has no sig');
  const { letters, needs } = SAS_PERMISSIONS[kind];
  // The stored access policy of a SAS (si) may hold the letters in its place.
  const allowed = sas.get('sp');
  const allows = (letter: string): boolean => allowed?.includes(letter) ?? true;
  refuseIf(!letters.every(allows), `its SAS allows too little: it needs ${needs}`);
}

/** Whether two URLs name the same queue or container. The case of the host, a trailing slash and a SAS do not count. */
export function sameResource(one: string, other: string): boolean {
  const plain = (text: string): string => {
    // URL turns the host into lower case and drops a default port.
    const url = URL.parse(text);
    return url === null ? text : url.origin + withoutSlash(url.pathname);
  };
  return plain(one) === plain(other);
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}
