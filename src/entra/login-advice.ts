/**
 * What Entra ID's codes mean for a login, and what to do about them.
 * Source: the reference of Entra ID's error codes.
 */
import { foreign } from '../report/foreign-text.ts';
import type { PresentedClaims } from '../github/id-token.ts';
import type { ManagedIdentity } from './managed-identity.ts';

/** How this run signs in. */
export interface Login {
  /** By the job's OIDC token, or by what Azure's own chain of credentials finds. */
  readonly by: 'oidc' | 'default';
  /** What the assertion says that the run presented last, where that is known. */
  readonly presented: PresentedClaims | undefined;
  /** The identity of the machine, where Azure's chain signs in by it. */
  readonly identity?: ManagedIdentity | undefined;
}

interface Meaning {
  readonly means: string;
  readonly next: string;
}

const NO_FEDERATED_CREDENTIAL: Meaning = {
  means:
    'the application has no federated credential that fits this workflow, letter by letter; upper and lower case count',
  next: 'register these three at the application, or run where they are as registered',
};

/** What each code means. AADSTS700211 and those after it say more precisely what AADSTS70021 says. */
const MEANINGS: Readonly<Record<string, Meaning | undefined>> = {
  AADSTS70021: NO_FEDERATED_CREDENTIAL,
  AADSTS700211: NO_FEDERATED_CREDENTIAL,
  AADSTS700212: NO_FEDERATED_CREDENTIAL,
  AADSTS700213: NO_FEDERATED_CREDENTIAL,
  AADSTS7002138: NO_FEDERATED_CREDENTIAL,
  AADSTS53003: {
    means: 'a Conditional Access policy of the tenant blocks this login',
    next: 'have the policy leave out this application, or run on a self-hosted runner at an address that it allows',
  },
  AADSTS90002: {
    means: 'there is no such tenant in this cloud',
    next: 'correct tenant-id: the Directory (tenant) ID, of the cloud that endpoint is in',
  },
  AADSTS700016: {
    means: 'the tenant has no such application',
    next: 'correct client-id (the Application (client) ID, not the object id) and tenant-id (the Directory (tenant) ID); a new application takes some minutes to be known',
  },
  AADSTS7000215: {
    means: 'the client secret is wrong or has expired',
    next: 'give client-id and tenant-id, which need no secret; or correct AZURE_CLIENT_SECRET: the value of the secret, not its id',
  },
};

const NOT_IN_TIME = {
  means: 'the assertion was not valid any more, or not yet',
  oidc: 'set the clock of the runner: GitHub’s tokens live 5 minutes, and a new one was presented',
  default:
    'give client-id and tenant-id: this action then asks for a new token at every renewal; a login by azure/login is not renewed',
};

/** @param trouble what to do about the connection; `null`: the service is in trouble; `undefined`: neither */
export function loginAdvice(
  code: string | undefined,
  { by, presented }: Login,
  trouble: string | null | undefined,
): string[] {
  if (code === 'AADSTS700024') {
    return [`It means: ${NOT_IN_TIME.means}.`, `Next: ${NOT_IN_TIME[by]}.`];
  }
  const known = code === undefined ? undefined : MEANINGS[code];
  if (known !== undefined) {
    const claims = known === NO_FEDERATED_CREDENTIAL ? claimLines(presented) : [];
    return [`It means: ${known.means}.`, ...claims, `Next: ${known.next}.`];
  }
  if (trouble !== undefined) {
    return [
      `Next: ${trouble ?? 'Entra ID is in trouble: run again later; a training that was started is picked up'}.`,
    ];
  }
  return by === 'oidc'
    ? [
        'Next: check client-id and tenant-id; the code above is explained at https://login.microsoftonline.com/error.',
      ]
    : [
        'Next: give client-id and tenant-id, or training-key and storage-account-key, or log in with azure/login in an earlier step; on a machine with a managed identity set the variable AZURE_TOKEN_CREDENTIALS to ManagedIdentityCredential.',
      ];
}

function claimLines(presented: PresentedClaims | undefined): string[] {
  return presented === undefined
    ? []
    : [
        'This run presented:',
        foreign(`iss (issuer):   ${presented.iss}`),
        foreign(`sub (subject):  ${presented.sub}`),
        foreign(`aud (audience): ${presented.aud}`),
      ];
}
