/**
 * What Entra ID's codes mean for a login, and what to do about them.
 * Source: the reference of Entra ID's error codes.
 */
import { foreign, quoted } from '../report/foreign-text.ts';
import type { PresentedClaims } from '../github/id-token.ts';
import type { ManagedIdentity } from './managed-identity.ts';

/** How this run signs in. */
export interface Login {
  /** By the job's OIDC token, or by what Azure's own chain of credentials finds. */
  readonly by: 'oidc' | 'default';
  /** What the assertion says that the run presented last, where that is known. */
  readonly presented: PresentedClaims | undefined;
  /** Which audience GitHub was asked to name in the job's OIDC token. */
  readonly audience?: string;
  /** The identity of the machine, where Azure's chain signs in by it. */
  readonly identity?: ManagedIdentity | undefined;
}

/** Codes, what they mean, and the next step, which may depend on how the run signs in. */
type Row = readonly [
  codes: readonly string[],
  means: string,
  next: string | Readonly<Record<Login['by'], string>>,
];

/** The federated credential fits but for its audience. */
const OTHER_AUDIENCE = 'AADSTS700212';

/** AADSTS700211 and those after it say more precisely what AADSTS70021 says. */
const NO_FEDERATED_CREDENTIAL: Row = [
  ['AADSTS70021', 'AADSTS700211', OTHER_AUDIENCE, 'AADSTS700213', 'AADSTS7002138'],
  'the application has no federated credential that fits this workflow, letter by letter; upper and lower case count',
  'register these three at the application, or run where they are as registered',
];

const ROWS: readonly Row[] = [
  NO_FEDERATED_CREDENTIAL,
  [
    ['AADSTS53003'],
    'a Conditional Access policy of the tenant blocks this login',
    'have the policy leave out this application, or run on a self-hosted runner at an address that it allows',
  ],
  [
    ['AADSTS90002'],
    'there is no such tenant in this cloud',
    'correct tenant-id: the Directory (tenant) ID, of the cloud that endpoint is in',
  ],
  [
    ['AADSTS700016'],
    'the tenant has no such application',
    'correct client-id (the Application (client) ID, not the object id) and tenant-id (the Directory (tenant) ID); a new application takes some minutes to be known',
  ],
  [
    ['AADSTS7000215'],
    'the client secret is wrong or has expired',
    'give client-id and tenant-id, which need no secret; or correct AZURE_CLIENT_SECRET: the value of the secret, not its id',
  ],
  [
    ['AADSTS700024'],
    'the assertion was not valid any more, or not yet',
    {
      oidc: 'set the clock of the runner: GitHub’s tokens live 5 minutes, and a new one was presented',
      default:
        'give client-id and tenant-id: this action then asks for a new token at every renewal; a login by azure/login is not renewed',
    },
  ],
];

/** The next step where Entra ID has given no code that stands in a row. */
const UNKNOWN = {
  oidc: 'check client-id and tenant-id; the code above is explained at https://login.microsoftonline.com/error',
  default:
    'give client-id and tenant-id, or training-key and storage-account-key, or log in with azure/login in an earlier step; on a machine with a managed identity set the variable AZURE_TOKEN_CREDENTIALS to ManagedIdentityCredential',
};

/** @param trouble what to do about the connection, or about a service that is in trouble; `undefined`: it is neither */
export function loginAdvice(code: string | undefined, login: Login, trouble?: string): string[] {
  const { by, presented, audience } = login;
  const row = ROWS.find(([codes]) => codes.some((one) => one === code));
  if (row === undefined) {
    return [`Next: ${trouble ?? UNKNOWN[by]}.`];
  }
  const [, means, next] = row;
  return [
    `It means: ${means}.`,
    ...(row === NO_FEDERATED_CREDENTIAL ? claimLines(presented) : []),
    ...(code === OTHER_AUDIENCE && audience !== undefined
      ? [
          `GitHub was asked for the audience ${quoted(audience)}; the input oidc-audience names another, if the federated credential has another.`,
        ]
      : []),
    `Next: ${typeof next === 'string' ? next : next[by]}.`,
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
