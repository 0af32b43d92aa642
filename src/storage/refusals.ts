/**
 * What Azure Storage refused, and what to do about it. A refusal says more by its code than by its status.
 */
import { Failure } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Advice } from '../report/headings.ts';
import { errorCode, networkAdvice } from '../network/connection-errors.ts';
import { isAnswerOfProxy, isTroubleOfProxy, type Proxy, proxyAdvice, proxyFor } from '../network/proxies.ts';
import { signInFailure } from '../entra/sign-in-error.ts';
import { SignInError } from '../entra/sign-in-error.ts';
import type { StorageUri } from './uri.ts';

export type StorageKind = 'queue' | 'container';

const INPUT: Record<StorageKind, string> = {
  queue: 'notification-queue-uri',
  container: 'export-model-container-uri',
};

/** The least built-in role that this action needs on each. */
const ROLE: Record<StorageKind, string> = {
  queue: 'Storage Queue Data Contributor (Storage Queue Data Message Processor is the least)',
  container: 'Storage Blob Data Reader',
};

const SAS_LETTERS: Record<StorageKind, string> = {
  queue: 'sp=rup (read, update, process)',
  container: 'sp=rl (read, list)',
};

/** Storage's answer on one safe line: `| 403 AuthorizationPermissionMismatch`. */
export function storageAnswer(error: unknown): string {
  const status = statusOf(error);
  const code = errorCode(error);
  if (status !== undefined) {
    // Of an answer that is none of storage's, perhaps of a proxy, the SDK says only that it could not read it.
    return foreign(`${status}${code === undefined || code === 'PARSE_ERROR' ? '' : ` ${code}`}`);
  }
  const text = error instanceof Error ? error.message : String(error);
  return foreign(code === undefined ? text : `${code}: ${text}`);
}

/** The HTTP status; `undefined` where no answer arrived. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** A failure to do something with our queue or container. `doing` goes on after "Could not ", such as "read". */
export function storageFailure(doing: string, kind: StorageKind, uri: StorageUri, error: unknown): Failure {
  if (error instanceof SignInError) {
    return signInFailure(`${doing} the ${kind} ${uri.plain}`, error);
  }
  const proxy = failedProxy(uri, error);
  const { heading, next } = adviceFor(kind, uri, error, proxy);
  const by = proxy === undefined ? 'Storage' : 'The proxy';
  return new Failure(
    'failed',
    heading,
    [
      `Could not ${doing} the ${kind} ${uri.plain} (${INPUT[kind]}). ${statusOf(error) === undefined ? 'No answer arrived:' : `${by} answered:`}`,
      storageAnswer(error),
      `Next: ${next}.`,
    ],
    { cause: error },
  );
}

/** The proxy, where it was that and not storage that gave this answer or none. */
function failedProxy(uri: StorageUri, error: unknown): Proxy | undefined {
  const status = statusOf(error);
  const { response } = error as { response?: { headers: { get(name: string): string | undefined } } };
  const failed =
    status === undefined
      ? isTroubleOfProxy(error)
      : isAnswerOfProxy(status, (name) => response?.headers.get(name));
  return failed ? proxyFor(uri.plain) : undefined;
}

function adviceFor(kind: StorageKind, uri: StorageUri, error: unknown, proxy: Proxy | undefined): Advice {
  if (proxy !== undefined) {
    return { heading: 'No way through the proxy', next: proxyAdvice(proxy, statusOf(error) ?? null) };
  }
  const credential =
    uri.sas === null
      ? 'storage-account-key (a key of this account, not rotated since) or the login'
      : `the SAS in ${INPUT[kind]} (not expired, whole, for this ${kind})`;
  switch (errorCode(error)) {
    case 'QueueNotFound':
    case 'ContainerNotFound':
    case 'ResourceNotFound':
      return {
        heading: 'Queue or container not found',
        next: `correct ${INPUT[kind]}, or create it: az storage ${kind} create --account-name ${uri.account} --name ${uri.name} --auth-mode login`,
      };
    case 'QueueBeingDeleted':
    case 'ContainerBeingDeleted':
      return {
        heading: 'Queue or container not found',
        next: `it is being deleted: create it again in a minute, or name another one in ${INPUT[kind]}`,
      };
    case 'AuthenticationFailed':
      return {
        heading: 'Storage credential refused',
        next: `check ${credential}, and the clock of the runner`,
      };
    case 'AuthorizationPermissionMismatch':
    case 'AuthorizationResourceTypeMismatch':
    case 'AuthorizationServiceMismatch':
      return {
        heading: 'Storage role missing',
        next:
          uri.sas === null
            ? `give the identity of this workflow the role ${ROLE[kind]} on the account; a new role takes some minutes`
            : `make the SAS in ${INPUT[kind]} with ${SAS_LETTERS[kind]}`,
      };
    case 'AuthorizationFailure':
      return {
        heading: 'Storage firewall',
        next: `check ${credential}; if that is right, the firewall or private endpoint of the account keeps this runner out: use a self-hosted runner inside the network, or allow its address`,
      };
    case 'AuthorizationSourceIPMismatch':
      return {
        heading: 'Storage firewall',
        next: `the SAS in ${INPUT[kind]} is bound to another IP address: make one without, or for the address of this runner`,
      };
    case 'InvalidAuthenticationInfo':
      return {
        heading: 'Storage credential refused',
        next: 'check that the account is in the tenant of the login (tenant-id), and the clock of the runner',
      };
    case 'KeyBasedAuthenticationNotPermitted':
      return {
        heading: 'Storage credential refused',
        next: 'the account does not accept keys: use Entra ID or a user delegation SAS instead of storage-account-key',
      };
    case 'PublicAccessNotPermitted':
    case 'NoAuthenticationInformation':
      return {
        heading: 'Storage credential refused',
        next: 'give storage-account-key or a URI with a SAS',
      };
    default:
      return statusOf(error) === undefined
        ? {
            heading: 'Storage out of reach',
            next:
              networkAdvice(error) ??
              `check the host in ${INPUT[kind]} and the network of the runner, then run again`,
          }
        : {
            heading: 'Storage refused',
            next: 'check the URI, then run again; the code above is explained in the Azure Storage documentation',
          };
  }
}
