/**
 * The login to Entra ID, for whatever no key and no SAS is given for.
 */
import { readFileSync } from 'node:fs';
import type {
  AccessToken,
  ClientAssertionCredential,
  DefaultAzureCredential,
  GetTokenOptions,
  TokenCredential,
} from '@azure/identity';
import { type Clock, Deadline } from '../time/clock.ts';
import { cloudOf, isKnownAuthority } from './clouds.ts';
import { entraTokens } from './token-cache.ts';
import { type Env, given } from '../env.ts';
import { type PresentedClaims, presentedClaims, requestIdToken } from '../github/id-token.ts';
import { managedIdentity } from './managed-identity.ts';
import { boundedAnswers } from '../network/bounded-answers.ts';
import { noAnswerInTime } from '../network/connection-errors.ts';
import { jsonJudge } from '../network/foreign-answer.ts';
import { signInError } from './refusals.ts';
import { type TokenAnswer, tokenRequests } from './token-requests.ts';
import { untilAborted, withinDeadline } from '../time/limits.ts';

type Request = Parameters<ReturnType<typeof boundedAnswers>['sendRequest']>[0];

/** Limits one login as a whole: parts of it have no limit of their own, such as `az`. */
const LOGIN_TIMEOUT_MS = 30_000;

/** Whom a run signs in as, and where. */
export interface EntraIdentity {
  /** Origin of the training endpoint: it tells the cloud. */
  readonly endpoint: string;
  /** Lower-case GUIDs, both or none: sign in by the job's OIDC token. */
  readonly clientId: string | null;
  readonly tenantId: string | null;
  /** Of the job's OIDC token; `null`: that of the endpoint's cloud. */
  readonly oidcAudience: string | null;
}

/** How a run signs in to Entra ID. */
export interface EntraLogin {
  /** For all services. */
  readonly credential: TokenCredential;
  /** A login goes on, perhaps in the background: parts of it take no signal, and would keep the process alive for minutes. */
  readonly busy: boolean;
}

/** What a login needs of its run. */
interface SigningIn {
  readonly clock: Clock;
  /** Ends every request for a token. */
  readonly signal: AbortSignal;
  /** Is told every token before it is used. */
  readonly mask: (secret: string) => void;
}

/**
 * The one Entra ID credential of a run: the job's OIDC token presented anew at every renewal where `client-id` and
 * `tenant-id` are given, else what Azure's own chain of credentials finds.
 */
export function entraLogin(
  identity: EntraIdentity,
  env: Env,
  { clock, signal, mask }: SigningIn,
): EntraLogin {
  let underWay = 0;
  const audience = identity.oidcAudience ?? cloudOf(identity.endpoint).audience;
  const login = async (scopes: string[], wanted: GetTokenOptions): Promise<AccessToken> => {
    let presented: PresentedClaims | undefined;
    let latest: TokenAnswer | undefined;
    const attempt = async (bounded: AbortSignal): Promise<AccessToken> => {
      const assertion = async (): Promise<string> => {
        const token = await requestIdToken(env, bounded, mask, audience);
        presented = presentedClaims(token);
        return token;
      };
      // A new one each time: after a token service was down, the library refuses for a minute without asking again.
      const credential = await azureCredential(identity, env, assertion, (authorityHost) =>
        tokenRequests(bounded, authorityHost, env, (answer) => {
          latest = answer;
        }),
      );
      underWay += 1;
      const token = credential.getToken(scopes, wanted).finally(() => {
        underWay -= 1;
      });
      return await untilAborted(token, bounded);
    };
    const tooLate = (): Error => noAnswerInTime(`no answer within ${LOGIN_TIMEOUT_MS / 1_000} s`);
    const deadline = new Deadline(clock, LOGIN_TIMEOUT_MS);
    try {
      return await withinDeadline(attempt, tooLate, { clock, deadline, signal });
    } catch (error) {
      signal.throwIfAborted();
      const how = isByOidc(identity)
        ? ({ by: 'oidc', presented, audience } as const)
        : ({ by: 'default', presented: presentedFromFile(env), identity: managedIdentity(env) } as const);
      throw signInError(error, how, latest);
    }
  };
  return {
    credential: entraTokens(login, clock, mask),
    get busy() {
      return underWay > 0;
    },
  };
}

/** @param policyFor the policy that sends the requests to an authority */
async function azureCredential(
  identity: EntraIdentity,
  env: Env,
  assertion: () => Promise<string>,
  policyFor: (authorityHost: string) => ReturnType<typeof tokenRequests>,
): Promise<ClientAssertionCredential | DefaultAzureCredential> {
  const authorityHost = given(env.AZURE_AUTHORITY_HOST) ?? cloudOf(identity.endpoint).authorityHost;
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  const network = createDefaultHttpClient();
  const send = (request: Request): ReturnType<typeof network.sendRequest> => network.sendRequest(request);
  const bounds = boundedAnswers(jsonJudge);
  const options = {
    authorityHost,
    // By default the library asks six times within half a minute for a machine's identity. The queue's requests, which
    // wait for the token, would have given up by then, and would be named in place of the login.
    retryOptions: { maxRetries: 3 },
    // For a host that is none of Azure's, the library would first ask the public cloud whether to trust it.
    disableInstanceDiscovery: !isKnownAuthority(authorityHost),
    additionalPolicies: [{ policy: policyFor(authorityHost), position: 'perCall' as const }],
    // The library hands no policies on to the client that asks for a managed identity.
    httpClient: { sendRequest: (request: Request) => bounds.sendRequest(request, send) },
  };
  const { ClientAssertionCredential, DefaultAzureCredential } = await import('@azure/identity');
  return isByOidc(identity)
    ? new ClientAssertionCredential(identity.tenantId, identity.clientId, assertion, options)
    : new DefaultAzureCredential(options);
}

function isByOidc(
  identity: EntraIdentity,
): identity is EntraIdentity & { clientId: string; tenantId: string } {
  return identity.clientId !== null && identity.tenantId !== null;
}

/** What workload identity presents: the token that an earlier step has put into a file. */
function presentedFromFile(env: Env): PresentedClaims | undefined {
  const file = given(env.AZURE_FEDERATED_TOKEN_FILE);
  try {
    return file === undefined ? undefined : presentedClaims(readFileSync(file, 'utf8').trim());
  } catch {
    // The credential itself says what is wrong with the file.
    return undefined;
  }
}
