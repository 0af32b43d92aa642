/**
 * The URL of a storage queue or of a blob container, taken apart.
 */
import { isLoopback, parseServiceUrl } from '../network/service-url.ts';

export interface StorageUri {
  /** Without a query and without a trailing slash: what the project is integrated with, and what may be shown. */
  readonly plain: string;
  /** The query of a shared access signature, without `?`; a secret. */
  readonly sas: string | null;
  /** The account: the first host label or, on an IP address or localhost, the first path segment. */
  readonly account: string;
  /** Name of the queue or container. */
  readonly name: string;
}

/** Queue and container names: 3–63 lower-case letters, digits and single hyphens, no hyphen at an end (Azure's naming rules). */
const NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** What a URL is meant to name, and what a SAS in it must allow: letters of its `sp`, source: Azure's SAS reference. */
const KINDS = {
  queue: { label: 'queue', other: 'blob', letters: ['r', 'p'], needs: 'sp=rup (read, update, process)' },
  container: { label: 'blob', other: 'queue', letters: ['r', 'l'], needs: 'sp=rl (read, list)' },
} as const;

/**
 * Takes a queue or container URL apart.
 * @throws Error that says which part is wrong; it never holds the query
 */
export function parseStorageUri(text: string, kind: 'queue' | 'container'): StorageUri {
  if (/AccountKey=|AccountName=/i.test(text)) {
    throw new Error('it is a connection string');
  }
  const url = parseServiceUrl(text);
  const segments = url.pathname.replace(/\/$/, '').split('/').slice(1);
  const pathStyle = isLoopback(url.hostname) || isIpAddress(url.hostname);
  const account = pathStyle ? segments.shift() : url.hostname.split('.')[0];
  const [name, ...more] = segments;
  if (account === undefined || account === '' || name === undefined || name === '') {
    throw new Error('the path names nothing');
  }
  if (more.length > 0) {
    throw new Error('the path has too many segments');
  }
  if (!NAME.test(name)) {
    throw new Error(
      'the last path segment is no valid name: 3–63 lower-case letters, digits and single hyphens',
    );
  }
  const { label, other, letters, needs } = KINDS[kind];
  if (!pathStyle && url.hostname.split('.')[1] === other) {
    throw new Error(`the host is that of the ${other} service, not of the ${label} service`);
  }
  const sas = url.search === '' ? null : url.search.slice(1);
  if (sas !== null) {
    const parts = new URLSearchParams(sas);
    if ((parts.get('sig') ?? '') === '') {
      throw new Error('the query is no shared access signature: it has no sig');
    }
    const allowed = parts.get('sp');
    // A SAS by a stored access policy (si) may leave the letters to the policy.
    if (allowed !== null && !letters.every((letter) => allowed.includes(letter))) {
      throw new Error(`its SAS allows too little: it needs ${needs}`);
    }
  }
  return { plain: url.origin + url.pathname.replace(/\/$/, ''), sas, account, name };
}

/** True if two URLs name the same queue or container: case of the host, a trailing slash and a SAS do not count. */
export function sameResource(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) {
    return one === other;
  }
  // URL lower-cases the host and drops a default port.
  const [first, second] = [new URL(one), new URL(other)];
  return (
    first.origin === second.origin && first.pathname.replace(/\/$/, '') === second.pathname.replace(/\/$/, '')
  );
}

function isIpAddress(hostname: string): boolean {
  return /^\d+(\.\d+){3}$/.test(hostname) || hostname.startsWith('[');
}
