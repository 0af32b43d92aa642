/**
 * Who we are: at the training API by key, at storage by SAS or account key, and by Entra ID where no secret is given.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import type { AnonymousCredential, StorageSharedKeyCredential } from '@azure/storage-queue';
import { type Clock, Deadline, withinDeadline } from './clock.ts';
import { cloudOf, isKnownAuthority } from './clouds.ts';
import { EntraTokens } from './entra.ts';
import { type Env, given } from './env.ts';
import { IdToken, IdTokenError, type PresentedClaims, presentedClaims } from './id-token.ts';
import type { Inputs } from './inputs.ts';
import { managedIdentity } from './managed-identity.ts';
import { noAnswerInTime } from './network-errors.ts';
import { signInError } from './sign-in.ts';
import type { StorageUri } from './storage-uri.ts';
import { TokenRequests } from './token-requests.ts';
import { untilAborted } from './until-aborted.ts';

/** What both storage SDKs take. */
export type StorageCredential = AnonymousCredential | StorageSharedKeyCredential | TokenCredential;

/** For one login as a whole. Parts of it take no signal, such as the request to GitHub, or have no limit, such as `az`. */
const LOGIN_TIMEOUT_MS = 30_000;

type Given = Pick<Inputs, 'trainingKey' | 'storageAccountKey' | 'queue' | 'container'>;

/** Whether anything is left that only a token of Entra ID opens. */
export function needsEntra(inputs: Given): boolean {
  return inputs.trainingKey === null || storageNeedsEntra(inputs);
}

export function storageNeedsEntra({ storageAccountKey, queue, container }: Given): boolean {
  return storageAccountKey === null && (queue.sas === null || container.sas === null);
}

/**
 * Variables and files by which somebody has provided an Entra ID login: the variables of Azure's own credential chain,
 * or a login by the Azure CLI, which is what `azure/login` leaves behind.
 */
export function entraLoginSigns(env: Env, byCli: boolean): boolean {
  const chain = [
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_CLIENT_ID',
    'IDENTITY_ENDPOINT',
    'MSI_ENDPOINT',
    'AZURE_TOKEN_CREDENTIALS',
  ];
  return byCli || chain.some((name) => given(env[name]) !== undefined);
}

/**
 * Whether the Azure CLI is logged in on this machine. That it has a profile says nothing: each start of `az` leaves one
 * behind, and so the images of hosted runners come with one.
 */
export function cliIsLoggedIn(env: Env): boolean {
  const folder = given(env.AZURE_CONFIG_DIR) ?? path.join(homedir(), '.azure');
  try {
    // The CLI begins it with a byte order mark.
    const text = readFileSync(path.join(folder, 'azureProfile.json'), 'utf8').replace(/^\uFEFF/, '');
    const { subscriptions } = JSON.parse(text) as { subscriptions?: unknown };
    return Array.isArray(subscriptions) && subscriptions.length > 0;
  } catch {
    // There is none, or none that the CLI itself would read.
    return false;
  }
}

/** Whether this run asks for OIDC tokens of the job. */
export function signsInByOidc(inputs: Given & Pick<Inputs, 'clientId'>): boolean {
  return inputs.clientId !== null && needsEntra(inputs);
}

/** How a run signs in to Entra ID. */
export interface EntraLogin {
  /** For all services. */
  readonly credential: TokenCredential;
  /** A login goes on, in the background perhaps: parts of it take no signal, and would keep the process alive for minutes. */
  readonly busy: boolean;
}

/**
 * The one Entra ID credential of a run: the job's OIDC token presented anew at every renewal where `client-id` and
 * `tenant-id` are given, else what Azure's own chain of credentials finds.
 * @param signal ends every request for a token
 * @param mask is told every token before it is used
 */
export function entraLogin(
  inputs: Pick<Inputs, 'endpoint' | 'clientId' | 'tenantId'>,
  env: Env,
  clock: Clock,
  signal: AbortSignal,
  mask: (secret: string) => void,
): EntraLogin {
  const { endpoint, clientId, tenantId } = inputs;
  const authorityHost = given(env.AZURE_AUTHORITY_HOST) ?? cloudOf(endpoint).authorityHost;
  const byOidc = clientId !== null && tenantId !== null;
  let underWay = 0;
  const login = async (scopes: string[], wanted: GetTokenOptions): Promise<AccessToken> => {
    const idToken = new IdToken();
    let requests: TokenRequests | undefined;
    const attempt = async (bounded: AbortSignal): Promise<AccessToken> => {
      requests = new TokenRequests(bounded, authorityHost);
      const options = {
        authorityHost,
        // Of a machine's identity it asks six times within half a minute: the queue's requests have given up by then, and
        // would be said to be what was not answered.
        retryOptions: { maxRetries: 3 },
        // Of a host that is none of Azure's, the public cloud would be asked first whether it may be trusted.
        disableInstanceDiscovery: !isKnownAuthority(authorityHost),
        additionalPolicies: [{ policy: requests.policy, position: 'perCall' as const }],
      };
      const { ClientAssertionCredential, DefaultAzureCredential } = await import('@azure/identity');
      // A new one each time: the library would go on refusing for a minute, unasked, after a token service was down.
      const credential = byOidc
        ? new ClientAssertionCredential(tenantId, clientId, () => idToken.get(), options)
        : new DefaultAzureCredential(options);
      underWay += 1;
      const token = credential.getToken(scopes, wanted).finally(() => {
        underWay -= 1;
      });
      return await untilAborted(token, bounded);
    };
    const tooLate = (): Error => {
      const error = noAnswerInTime(`no answer within ${LOGIN_TIMEOUT_MS / 1_000} s`);
      return idToken.awaited ? new IdTokenError(error) : error;
    };
    const deadline = new Deadline(clock, LOGIN_TIMEOUT_MS);
    try {
      return await withinDeadline(attempt, tooLate, { clock, deadline, signal });
    } catch (error) {
      signal.throwIfAborted();
      const how = byOidc
        ? ({ by: 'oidc', presented: idToken.presented } as const)
        : ({ by: 'default', presented: presentedFromFile(env), identity: managedIdentity(env) } as const);
      throw signInError(error, how, requests?.latest);
    }
  };
  return {
    credential: new EntraTokens(login, clock, mask),
    get busy() {
      return underWay > 0;
    },
  };
}

/** SAS in the URI, else the account key, else Entra ID. */
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

/** What workload identity presents: the token that an earlier step has put into a file. */
function presentedFromFile(env: Env): PresentedClaims | undefined {
  const file = given(env.AZURE_FEDERATED_TOKEN_FILE);
  try {
    return file === undefined ? undefined : presentedClaims(readFileSync(file, 'utf8').trim());
  } catch {
    // What went wrong with the file is what the credential says.
    return undefined;
  }
}
