/**
 * What Azure Storage refused, and what the user can do about it. A refusal says more by its code than by its status.
 * Source of the codes: Azure's references of storage error codes.
 */
import { SignInError, signInFailure } from '../entra/sign-in-error.ts';
import { errorCode, networkAdvice, statusCode } from '../network/connection-errors.ts';
import { isAnswerOfProxy, isTroubleOfProxy, type Proxy, proxyAdvice } from '../network/proxies.ts';
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Advice } from '../report/headings.ts';
import { adviceIn, type Refusal } from '../report/refusal-table.ts';
import { SAS_PERMISSIONS, type StorageUri } from './uri.ts';

const INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' } as const;

/** The least built-in role that this action needs on each. */
const ROLE = {
  queue: 'Storage Queue Data Contributor (Storage Queue Data Message Processor is the least)',
  container: 'Storage Blob Data Reader',
} as const;

/** By code of storage. */
export const REFUSALS: readonly Refusal<string, StorageUri>[] = [
  [
    ['QueueNotFound', 'ContainerNotFound', 'ResourceNotFound'],
    'Queue or container not found',
    ({ kind, account, name }) =>
      `correct ${INPUT[kind]}, or create it: az storage ${kind} create --account-name ${account} --name ${name} --auth-mode login`,
  ],
  [
    ['QueueBeingDeleted', 'ContainerBeingDeleted'],
    'Queue or container not found',
    ({ kind }) => `it is being deleted: create it again in a minute, or name another one in ${INPUT[kind]}`,
  ],
  [
    ['AuthenticationFailed'],
    'Storage credential refused',
    (uri) => `check ${credentialOf(uri)}, and the clock of the runner`,
  ],
  [
    ['InvalidAuthenticationInfo'],
    'Storage credential refused',
    'check that the account is in the tenant of the login (tenant-id), and the clock of the runner',
  ],
  [
    ['KeyBasedAuthenticationNotPermitted'],
    'Storage credential refused',
    'the account does not accept keys: use Entra ID or a user delegation SAS instead of storage-account-key',
  ],
  [
    ['PublicAccessNotPermitted', 'NoAuthenticationInformation'],
    'Storage credential refused',
    'give storage-account-key or a URI with a SAS',
  ],
  [
    ['AuthorizationPermissionMismatch', 'AuthorizationResourceTypeMismatch', 'AuthorizationServiceMismatch'],
    'Storage role missing',
    ({ kind, sas }) =>
      sas === null
        ? `give the identity of this workflow the role ${ROLE[kind]} on the account; a new role takes some minutes`
        : `make the SAS in ${INPUT[kind]} with ${SAS_PERMISSIONS[kind].needs}`,
  ],
  [
    ['AuthorizationFailure'],
    'Storage firewall',
    (uri) =>
      `check ${credentialOf(uri)}; if that is right, the firewall or private endpoint of the account keeps this runner out: use a self-hosted runner inside the network, or allow its address`,
  ],
  [
    ['AuthorizationSourceIPMismatch'],
    'Storage firewall',
    ({ kind }) =>
      `the SAS in ${INPUT[kind]} is bound to another IP address: make one without, or for the address of this runner`,
  ],
];

/** Storage's answer on one safe line: `| 403 AuthorizationPermissionMismatch`. */
export function storageAnswer(error: unknown): string {
  const status = statusCode(error);
  const code = errorCode(error);
  if (status !== undefined) {
    // PARSE_ERROR: the SDK could not read the answer, which a proxy may have given in place of storage.
    return foreign(`${status}${code === undefined || code === 'PARSE_ERROR' ? '' : ` ${code}`}`);
  }
  const text = error instanceof Error ? error.message : String(error);
  return foreign(code === undefined ? text : `${code}: ${text}`);
}

/** A failure to do something with a queue or container. `doing` is a verb that follows "Could not ", such as "read". */
export function storageFailure(doing: string, uri: StorageUri, error: unknown): Failure {
  const place = `the ${uri.kind} ${uri.plain}`;
  if (error instanceof SignInError) {
    return signInFailure(`${doing} ${place}`, error);
  }
  const proxy = failedProxy(uri, error);
  const { heading, next } = adviceFor(uri, error, proxy);
  const by = proxy === undefined ? 'Storage' : 'The proxy';
  const answered = statusCode(error) === undefined ? 'No answer arrived:' : `${by} answered:`;
  return new Failure(
    'failed',
    heading,
    [`Could not ${doing} ${place} (${INPUT[uri.kind]}). ${answered}`, storageAnswer(error), `Next: ${next}.`],
    { cause: error },
  );
}

/** Does something with a queue or container. @throws Failure, with `doing` as in `storageFailure`; the signal's reason when aborted */
export async function explainedStorage<T>(
  doing: string,
  uri: StorageUri,
  signal: AbortSignal,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    signal.throwIfAborted();
    throw storageFailure(doing, uri, error);
  }
}

/** The proxy, if it answered or failed in place of storage. */
function failedProxy(uri: StorageUri, error: unknown): Proxy | undefined {
  const status = statusCode(error);
  const { response } = error as { response?: { headers: { get(name: string): string | undefined } } };
  const failed =
    status === undefined
      ? isTroubleOfProxy(error)
      : isAnswerOfProxy(status, (name) => response?.headers.get(name));
  return failed ? uri.proxy : undefined;
}

function adviceFor(uri: StorageUri, error: unknown, proxy: Proxy | undefined): Advice {
  const status = statusCode(error);
  if (proxy !== undefined) {
    return { heading: 'No way through the proxy', next: proxyAdvice(proxy, status ?? null) };
  }
  const known = adviceIn(REFUSALS, errorCode(error), uri);
  if (known !== undefined) {
    return known;
  }
  if (status === undefined) {
    const next = `check the host in ${INPUT[uri.kind]} and the network of the runner, then run again`;
    return { heading: 'Storage out of reach', next: networkAdvice(error) ?? next };
  }
  return {
    heading: 'Storage refused',
    next: 'check the URI, then run again; the code above is explained in the Azure Storage documentation',
  };
}

function credentialOf({ kind, sas }: StorageUri): string {
  return sas === null
    ? 'storage-account-key (a key of this account, not rotated since) or the login'
    : `the SAS in ${INPUT[kind]} (not expired, whole, for this ${kind})`;
}
