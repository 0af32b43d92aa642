/**
 * Who we are: at the training API by key, at storage by SAS or account key, and by Entra ID where no secret is given.
 */
import type { TokenCredential } from '@azure/identity';
import type { AnonymousCredential, StorageSharedKeyCredential } from '@azure/storage-queue';
import { Failure } from './errors.ts';
import { foreign } from './foreign-text.ts';
import type { StorageUri } from './storage-uri.ts';

/** What both storage SDKs take. */
export type StorageCredential = AnonymousCredential | StorageSharedKeyCredential | TokenCredential;

const SIGN_IN_ERRORS = [
  'CredentialUnavailableError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'AggregateAuthenticationError',
];

/** Whether no token could be had: nothing was sent to the service that was meant. */
export function isSignInError(error: unknown): error is Error {
  return error instanceof Error && SIGN_IN_ERRORS.includes(error.name);
}

/** @param doing what it was needed for, such as "read the queue …" */
export function signInFailure(doing: string, error: Error): Failure {
  return new Failure(
    'failed',
    'No login to Azure',
    [
      `Could not ${doing}: there is no key for it, and Entra ID gave no token. It says:`,
      ...error.message.split('\n').map(foreign),
      'Next: give training-key and storage-account-key, or log in with azure/login in an earlier step; on a machine with a managed identity set the variable AZURE_TOKEN_CREDENTIALS to ManagedIdentityCredential.',
    ],
    { cause: error },
  );
}

/** Gives the one Entra ID credential of a run, made when first asked for: loading it costs a third of the start. */
export type EntraCredential = () => Promise<TokenCredential>;

/**
 * Variables and files by which somebody has provided an Entra ID login: the variables of Azure's own credential chain,
 * or a login by the Azure CLI, which is what `azure/login` leaves behind.
 */
export function entraLoginSigns(
  env: Readonly<Record<string, string | undefined>>,
  cliProfileExists: boolean,
): boolean {
  const chain = [
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_CLIENT_ID',
    'IDENTITY_ENDPOINT',
    'MSI_ENDPOINT',
    'AZURE_TOKEN_CREDENTIALS',
  ];
  return cliProfileExists || chain.some((name) => (env[name] ?? '') !== '');
}

export function defaultEntraCredential(): EntraCredential {
  let credential: Promise<TokenCredential> | undefined;
  return () => {
    credential ??= import('@azure/identity').then(
      ({ DefaultAzureCredential }) => new DefaultAzureCredential(),
    );
    return credential;
  };
}

/** SAS in the URI, else the account key, else Entra ID. */
export async function storageCredential(
  uri: StorageUri,
  accountKey: string | null,
  entra: EntraCredential,
): Promise<StorageCredential> {
  const { AnonymousCredential, StorageSharedKeyCredential } = await import('@azure/storage-queue');
  if (uri.sas !== null) {
    return new AnonymousCredential();
  }
  return accountKey === null ? await entra() : new StorageSharedKeyCredential(uri.account, accountKey);
}
