/**
 * The managed identity of the machine that a run is on, where Azure's chain of credentials signs in by it: whom the
 * library asks for it, and what to do where that gives no token.
 * Sources: Microsoft's references of the endpoints of App Service and of virtual machines.
 */
import { chosenCredentials, type Env, given } from '../env.ts';
import { quoted } from '../report/foreign-text.ts';
import { causes, isTransientStatus, LATER } from '../network/connection-errors.ts';
import { proxyFor } from '../network/proxies.ts';

export interface ManagedIdentity {
  /** The origin that is asked for it. */
  readonly endpoint: string;
  /** The variables that say which identity is meant, and which proxy the library asks through. */
  readonly env: Env;
}

/** The Instance Metadata Service, which every virtual machine of Azure has. */
const OF_MACHINES = 'http://169.254.169.254';

/** What the Instance Metadata Service answers while it is updated. */
const GONE = 410;

/**
 * The managed identity that the chain signs in by. `undefined` if AZURE_TOKEN_CREDENTIALS chooses another credential. If
 * it chooses none, only the variables of a service tell: every machine in Azure has an endpoint that answers, hosted
 * runners too, though they have no identity.
 */
export function managedIdentity(env: Env): ManagedIdentity | undefined {
  const chosen = chosenCredentials(env);
  // App Service and Container Apps set the header beside the endpoint, Azure Arc the other endpoint.
  const isOfService = [env.IDENTITY_HEADER, env.IMDS_ENDPOINT].some(given);
  const set = (isOfService ? given(env.IDENTITY_ENDPOINT) : undefined) ?? given(env.MSI_ENDPOINT);
  const isChosen = chosen === '' ? set !== undefined : ['prod', 'managedidentitycredential'].includes(chosen);
  // With such a file the library signs in by workload identity, and asks Entra ID itself.
  const isExchanged = given(env.AZURE_FEDERATED_TOKEN_FILE) !== undefined;
  const url = URL.parse(set ?? given(env.AZURE_POD_IDENTITY_AUTHORITY_HOST) ?? OF_MACHINES);
  return isChosen && !isExchanged && url !== null ? { endpoint: url.origin, env } : undefined;
}

/** The secrets of its endpoints: whoever knows one gets tokens on that machine. */
export function identitySecrets(env: Env): string[] {
  return [env.IDENTITY_HEADER, env.MSI_SECRET].flatMap((secret) => given(secret) ?? []);
}

/** The status of the endpoint's answer, which the library keeps in the cause of one of its errors. */
export function identityStatus(error: unknown): number | undefined {
  const statuses = causes(error).map((cause) => (cause as { readonly status?: unknown }).status);
  return statuses.find((status) => typeof status === 'number');
}

/** Whether the endpoint may well give a token later: it did not answer, or is in trouble. */
export function isTransientAnswer(status: number | undefined): boolean {
  return status === undefined || status === GONE || isTransientStatus(status);
}

/** What to do, by the status of the endpoint's answer. */
export function identityAdvice(status: number | undefined, { endpoint, env }: ManagedIdentity): string {
  const proxy = proxyFor(endpoint, env);
  const clientId = given(env.AZURE_CLIENT_ID);
  if (proxy !== undefined) {
    return `name ${new URL(endpoint).hostname} in NO_PROXY: it was asked through the proxy ${proxy.url} (${proxy.variable}), and only the machine itself can ask it`;
  }
  if (status === 400) {
    return clientId === undefined
      ? 'turn on the system-assigned managed identity of this machine, or set AZURE_CLIENT_ID to the client id of a user-assigned one'
      : `assign the managed identity with the client id ${quoted(clientId)} (AZURE_CLIENT_ID) to this machine, or correct AZURE_CLIENT_ID: the client id of a user-assigned identity, not its object id; or leave it out, for the system-assigned one`;
  }
  if (status === 401 && given(env.IDENTITY_HEADER) !== undefined) {
    return 'hand IDENTITY_ENDPOINT and IDENTITY_HEADER on as the machine has them now; they change when it starts anew, so start the runner anew as well';
  }
  return status !== undefined && isTransientAnswer(status)
    ? LATER
    : `see that this machine has a managed identity and that the job reaches ${endpoint}; elsewhere give client-id and tenant-id, or training-key and storage-account-key`;
}
