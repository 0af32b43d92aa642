/**
 * What Azure Storage refused, and what the user can do about it. A refusal says more by its code than by its status.
 * Source of the codes: Azure's references of storage error codes.
 */
import { SignInError, signInFailure } from '../entra/sign-in-error.ts';
import { errorCode, networkAdvice, statusCode } from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { isAnswerOfProxy, isTroubleOfProxy, proxyAdvice } from '../network/proxies.ts';
import { Failure } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { Advice } from '../report/headings.ts';
import { adviceIn, type Refusals } from '../report/refusal-table.ts';
import { SAS_PERMISSIONS } from './sas.ts';
import type { StorageUri } from './uri.ts';

const INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' } as const;

/** The least built-in role that this action needs on each. */
const ROLE = {
  queue: 'Storage Queue Data Contributor (Storage Queue Data Message Processor is the least)',
  container: 'Storage Blob Data Reader',
} as const;

/** What it takes to create one. The owner of an account manages it, and has no role for its data, but its keys. */
const ROLE_TO_CREATE = {
  queue: 'Storage Queue Data Contributor',
  container: 'Storage Blob Data Contributor',
} as const;

const CREATE = ({ kind, account, name }: StorageUri): string =>
  `correct ${INPUT[kind]}, or create it: az storage ${kind} create --account-name ${account ?? 'ACCOUNT'} --name ${name} --auth-mode key (where the account accepts no keys, --auth-mode login: for that even its owner needs the role ${ROLE_TO_CREATE[kind]})`;

const CREATE_LATER = ({ kind }: StorageUri): string =>
  `it is being deleted: create it again in a minute, or name another one in ${INPUT[kind]}`;

const ALLOW = ({ kind, sas }: StorageUri): string =>
  sas === null
    ? `give the identity of this workflow the role ${ROLE[kind]} on the account; a new role takes some minutes`
    : `make the SAS in ${INPUT[kind]} with ${SAS_PERMISSIONS[kind].needs}`;

const GIVE_CREDENTIAL = 'give storage-account-key or a URI with a SAS';

/** By code of storage. */
export const REFUSALS: Refusals<StorageUri> = {
  'Queue or container not found': {
    QueueNotFound: CREATE,
    ContainerNotFound: CREATE,
    ResourceNotFound: CREATE,
    QueueBeingDeleted: CREATE_LATER,
    ContainerBeingDeleted: CREATE_LATER,
  },
  'Storage credential refused': {
    AuthenticationFailed: (uri) => `check ${credentialOf(uri)}, and the clock of the runner`,
    InvalidAuthenticationInfo:
      'check that the account is in the tenant of the login (tenant-id), and the clock of the runner',
    KeyBasedAuthenticationNotPermitted:
      'the account does not accept keys: use Entra ID or a user delegation SAS instead of storage-account-key',
    PublicAccessNotPermitted: GIVE_CREDENTIAL,
    NoAuthenticationInformation: GIVE_CREDENTIAL,
  },
  'Storage role missing': {
    AuthorizationPermissionMismatch: ALLOW,
    AuthorizationResourceTypeMismatch: ALLOW,
    AuthorizationServiceMismatch: ALLOW,
  },
  'Storage firewall': {
    AuthorizationFailure: (uri) =>
      `check ${credentialOf(uri)}; if that is right, the firewall or private endpoint of the account keeps this runner out: use a self-hosted runner inside the network, or allow its address`,
    AuthorizationSourceIPMismatch: ({ kind, sas }) =>
      `the SAS in ${INPUT[kind]} is bound to another IP address (${quoted(`sip=${memberOf(sas, 'sip') ?? ''}`)}): make one without, or for the address of this runner`,
  },
  'Storage refused': {
    ServerBusy:
      'the account is throttled or its partition is moved: run again later, and let fewer jobs use the account at once; a training that was started is picked up',
    AccountIsDisabled: ({ account, kind }) =>
      `the storage account ${quoted(account ?? '')} is disabled, as is one whose subscription is not paid or was cancelled: enable it in the Azure portal, or name another one in ${INPUT[kind]}`,
  },
};

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

/**
 * Explains why a run could not read the queue or list the container.
 * @param beside the other of the two: a typo in one of their hosts shows beside it
 */
export function storageFailure(uri: StorageUri, error: unknown, beside?: StorageUri): Failure {
  const doing = `${uri.kind === 'queue' ? 'read' : 'list'} the ${uri.kind} ${uri.plain}`;
  if (error instanceof SignInError) {
    return signInFailure(doing, error);
  }
  const status = statusCode(error);
  const proxy = answeredByProxy(status, error) ? uri.proxy : undefined;
  const page = error instanceof ForeignAnswer ? error : undefined;
  const { heading, next } =
    proxy === undefined
      ? (adviceIn(REFUSALS, errorCode(error), uri) ?? adviceWithoutCode(uri, status, error))
      : {
          heading: 'No way through the proxy' as const,
          next: proxyAdvice(proxy, status ?? page?.httpStatus ?? null),
        };
  const by = proxy === undefined ? 'Storage' : 'The proxy';
  const answered =
    page !== undefined
      ? `Something else answered for ${page.host}:`
      : status === undefined
        ? 'No answer arrived:'
        : `${by} answered:`;
  return new Failure(
    'failed',
    heading,
    [
      `Could not ${doing} (${INPUT[uri.kind]}). ${answered}`,
      storageAnswer(error),
      ...(status === undefined && beside !== undefined ? compared(uri, beside) : []),
      `Next: ${next}.`,
    ],
    { cause: error },
  );
}

/** Both hosts, where they do not name the same account. */
function compared(...uris: readonly [StorageUri, StorageUri]): string[] {
  const [one, other] = uris;
  return one.account === other.account
    ? []
    : [
        'The two URIs name two accounts; where that is a typo, one of these hosts is wrong:',
        ...uris.map(({ kind, plain }) => foreign(`${INPUT[kind]}: ${new URL(plain).host}`)),
      ];
}

/** Whether a proxy, if there is one, answered or failed in place of storage. */
function answeredByProxy(status: number | undefined, error: unknown): boolean {
  if (error instanceof ForeignAnswer) {
    return error.httpStatus >= 300;
  }
  const { response } = error as { response?: { headers: { get(name: string): string | undefined } } };
  return status === undefined
    ? isTroubleOfProxy(error)
    : isAnswerOfProxy(status, (name) => response?.headers.get(name));
}

function adviceWithoutCode({ kind }: StorageUri, status: number | undefined, error: unknown): Advice {
  if (error instanceof ForeignAnswer) {
    const form = `https://ACCOUNT.${kind === 'queue' ? 'queue' : 'blob'}.core.windows.net/NAME`;
    return {
      heading: 'Something else answered',
      next: `check the host in ${INPUT[kind]}, of the form ${form}; if it is right, a proxy, a sign-in page or a captive portal stands before it: let this runner through to that host`,
    };
  }
  if (status === undefined) {
    const next = `check the host in ${INPUT[kind]} and the network of the runner, then run again`;
    return { heading: 'Storage out of reach', next: networkAdvice(error) ?? next };
  }
  return {
    heading: 'Storage refused',
    next: 'check the URI, then run again; the code above is explained in the Azure Storage documentation',
  };
}

function credentialOf({ kind, sas }: StorageUri): string {
  if (sas === null) {
    return 'storage-account-key (a key of this account, not rotated since) or the login';
  }
  const policy = memberOf(sas, 'si');
  const more =
    policy === null
      ? ''
      : `; its stored access policy, ${quoted(`si=${policy}`)}, has to be there still and to allow ${SAS_PERMISSIONS[kind].needs}`;
  return `the SAS in ${INPUT[kind]} (not expired, whole, for this ${kind}${more})`;
}

function memberOf(sas: string | null, name: string): string | null {
  return new URLSearchParams(sas ?? '').get(name);
}
