/**
 * The URL of a storage queue or of a blob container, taken apart.
 */
import type { Proxy } from '../network/proxies.ts';
import { sasTroubles, type SasUse } from './sas.ts';
import { isLoopback, parseServiceUrl, refuseIf } from '../network/service-url.ts';

export type StorageKind = 'queue' | 'container';

export interface StorageUri {
  readonly kind: StorageKind;
  /** Without a query and without a trailing slash: what the project stores, and what the log may show. */
  readonly plain: string;
  /** The query of a shared access signature, without `?`; a secret. */
  readonly sas: string | null;
  /** The account: the first host label or, on an IP address or localhost, the first path segment; `null`: unknown. */
  readonly account: string | null;
  /** Name of the queue or container. */
  readonly name: string;
  /** The proxy on the way to it. */
  readonly proxy?: Proxy | undefined;
}

/** Queue and container names: 3–63 lower-case letters, digits and single hyphens, no hyphen at an end (Azure's naming rules). */
const NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** The services of an account, by the second label of a host, or by the third after that of a DNS zone. */
const SERVICE_HOST = /^([^.]+)\.(?:z\d+\.)?(queue|blob|dfs|file|table|web)\./;

/**
 * @param use without `now`, the times of a SAS are not compared with it; a dry run needs less of it than another run
 * @throws Error that says which part is wrong; its message never holds the signature
 */
export function parseStorageUri(
  text: string,
  kind: StorageKind,
  { now = NaN, dryRun = false }: Partial<Omit<SasUse, 'secure'>> = {},
): StorageUri {
  refuseIf(/AccountKey=|AccountName=/i.test(text), 'it is a connection string');
  const url = parseServiceUrl(text);
  const path = withoutSlash(url.pathname);
  const segments = path.split('/').slice(1);
  const pathStyle = isLoopback(url.hostname) || /^(\d+(\.\d+){3}$|\[)/.test(url.hostname);
  const account = pathStyle ? (segments.shift() ?? '') : accountIn(url.hostname, kind);
  const [name = '', ...more] = segments;
  refuseIf(account === '' || name === '', 'the path names nothing');
  refuseIf(more.length > 0, 'the path has too many segments');
  refuseIf(
    !NAME.test(name),
    'the last path segment is no valid name: 3–63 lower-case letters, digits and single hyphens',
  );
  const sas = url.search === '' ? null : url.search.slice(1);
  const troubles =
    sas === null ? [] : sasTroubles(sas, kind, { secure: url.protocol === 'https:', now, dryRun });
  refuseIf(
    troubles.length > 0,
    `${troubles.join('; ')}; make one by: az storage ${kind} generate-sas --account-name ${account ?? 'ACCOUNT'} --name ${name} --permissions ${kind === 'queue' ? 'rup' : 'rl'} --expiry YYYY-MM-DDTHH:MMZ --https-only`,
  );
  return { kind, plain: url.origin + path, sas, account, name };
}

/** @returns `null` for a domain of the user's own, which says nothing of the account */
function accountIn(hostname: string, kind: StorageKind): string | null {
  const [, label, service] = SERVICE_HOST.exec(hostname) ?? [];
  const wanted = kind === 'queue' ? 'queue' : 'blob';
  refuseIf(
    service !== undefined && service !== wanted,
    `the host is that of the ${service ?? ''} service, not of the ${wanted} service: write .${wanted}. in place of .${service ?? ''}.`,
  );
  // The second location of an account has a host of its own, but the same key.
  return label?.replace(/-secondary$/, '') ?? null;
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
