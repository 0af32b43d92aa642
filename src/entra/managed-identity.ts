/**
 * The managed identity of the machine that a run is on, where Azure's chain of credentials signs in by it: whom it is
 * asked of, and why it gave no token. The requests are the library's own, which lets nobody look on; what it makes of
 * the answers is what there is to go by.
 * Sources: Microsoft's references of the endpoints of App Service and of virtual machines.
 */
import { chosenCredentials, type Env, given } from '../env.ts';
import { quoted } from '../report/foreign-text.ts';
import { errorCode } from '../network/connection-errors.ts';
import { type Proxy, proxyFor } from '../network/proxies.ts';

export interface ManagedIdentity {
  /** The origin that is asked for it. */
  readonly endpoint: string;
  /** Whether the endpoint wants IDENTITY_HEADER, as in App Service and Container Apps. */
  readonly wantsHeader: boolean;
  /** Of a user-assigned one; `undefined`: the system-assigned one. */
  readonly clientId: string | undefined;
  /** By which it is reached, though it is on the machine itself. */
  readonly proxy: Proxy | undefined;
}

/** The Instance Metadata Service, which every virtual machine of Azure has. */
const OF_MACHINES = 'http://169.254.169.254';

/**
 * The managed identity that the chain signs in by. `undefined` where another credential is chosen, and where none is,
 * unless a service has set the variables: every machine in Azure answers, hosted runners too, that have no identity.
 */
export function managedIdentity(env: Env): ManagedIdentity | undefined {
  const chosen = chosenCredentials(env);
  const ofService = given(env.IDENTITY_ENDPOINT);
  const wantsHeader = ofService !== undefined && given(env.IDENTITY_HEADER) !== undefined;
  const isArc = ofService !== undefined && given(env.IMDS_ENDPOINT) !== undefined;
  const set = wantsHeader || isArc ? ofService : given(env.MSI_ENDPOINT);
  const isChosen = chosen === '' ? set !== undefined : ['prod', 'managedidentitycredential'].includes(chosen);
  // Workload identity, which the library takes that for, asks Entra ID itself.
  const isExchanged = given(env.AZURE_FEDERATED_TOKEN_FILE) !== undefined;
  const url = set ?? given(env.AZURE_POD_IDENTITY_AUTHORITY_HOST) ?? OF_MACHINES;
  if (!isChosen || isExchanged || !URL.canParse(url)) {
    return undefined;
  }
  const clientId = given(env.AZURE_CLIENT_ID);
  return { endpoint: new URL(url).origin, wantsHeader, clientId, proxy: proxyFor(url, env) };
}

/** What its endpoints take for secret: whoever knows it gets tokens from within the machine. */
export function identitySecrets(env: Env): string[] {
  return [env.IDENTITY_HEADER, env.MSI_SECRET].flatMap((secret) => given(secret) ?? []);
}

export interface IdentityTrouble {
  /** The words of the endpoint, or what became of the request. */
  readonly said: string;
  readonly transient: boolean;
  /** What it means, and what to do. */
  readonly advice: readonly string[];
}

export function identityTrouble(error: unknown, identity: ManagedIdentity): IdentityTrouble {
  const answer = answerIn(error);
  const status = answer?.status ?? null;
  const said = answer?.said ?? (error instanceof Error ? error.message : String(error));
  const unanswered = answer?.status === null || errorCode(error) === 'ETIMEDOUT';
  const inTrouble = status !== null && (status >= 500 || status === 429 || status === 410);
  return {
    said,
    transient: unanswered || inTrouble,
    advice:
      identity.proxy === undefined
        ? adviceOn(unanswered ? 'unanswered' : inTrouble ? 'in trouble' : status, said, identity)
        : [throughProxy(identity.endpoint, identity.proxy)],
  };
}

function adviceOn(
  what: 'unanswered' | 'in trouble' | number | null,
  said: string,
  { endpoint, wantsHeader, clientId }: ManagedIdentity,
): string[] {
  if (what === 'unanswered') {
    return [
      `Next: see that this machine has a managed identity and that the job reaches ${endpoint}; elsewhere give client-id and tenant-id.`,
    ];
  }
  if (what === 'in trouble') {
    return ['Next: run again later; a training that was started is picked up.'];
  }
  if (what === 401 && wantsHeader) {
    return [
      'It means: IDENTITY_HEADER is not, or not any more, the one of this endpoint.',
      'Next: hand IDENTITY_ENDPOINT and IDENTITY_HEADER on as the machine has them now; they change when it starts anew, so start the runner anew as well.',
    ];
  }
  // The chain asks for nothing that could be wrong but the identity; what Entra ID refuses it has a code.
  if (what === 400 && !said.includes('AADSTS')) {
    return clientId === undefined
      ? [
          'It means: this machine has no system-assigned managed identity.',
          'Next: turn it on, or set AZURE_CLIENT_ID to the client id of a user-assigned identity of this machine.',
        ]
      : [
          `It means: this machine has no managed identity with the client id ${quoted(clientId)} (AZURE_CLIENT_ID).`,
          'Next: assign that identity to the machine, or correct AZURE_CLIENT_ID: the client id of a user-assigned identity, not its object id; or leave it out, for the system-assigned one.',
        ];
  }
  return [
    'Next: see that this machine has the managed identity; or give client-id and tenant-id, or training-key and storage-account-key.',
  ];
}

function throughProxy(endpoint: string, { variable, url }: Proxy): string {
  return `Next: name ${new URL(endpoint).hostname} in NO_PROXY: it was asked through the proxy ${url} (${variable}), and only the machine itself can ask it.`;
}

/** What the library makes of an answer: `Error(s): … - Description: … - Correlation ID: … - Trace ID: …`. */
const DESCRIPTION = / - Description: ([^]*) - Correlation ID: /;

/**
 * What was answered, as far as an error of the chain tells. The status is `null` where nothing was, or something that is
 * no JSON: the library makes one of the two.
 */
function answerIn(error: unknown): { status: number | null; said: string } | undefined {
  const ofChain: unknown[] =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const answer = ofChain
    .map((one) => (one instanceof Error ? one.cause : undefined))
    .find((cause) => cause instanceof Error && 'errorCode' in cause);
  if (!(answer instanceof Error)) {
    return undefined;
  }
  const status = 'status' in answer && typeof answer.status === 'number' ? answer.status : null;
  if (status === null) {
    return 'errorCode' in answer && answer.errorCode === 'network_error'
      ? { status, said: 'no connection, or an answer that no such endpoint gives' }
      : undefined;
  }
  return { status, said: `${status} ${DESCRIPTION.exec(answer.message)?.[1] ?? answer.message}` };
}
