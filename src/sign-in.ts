/**
 * Why Entra ID gave no token, and what to do about it.
 * Sources: the reference of Entra ID's error codes, and what its token endpoint answers.
 */
import { Failure } from './errors.ts';
import { foreign } from './foreign-text.ts';
import { IdTokenError, type PresentedClaims } from './id-token.ts';
import { identityTrouble, type ManagedIdentity } from './managed-identity.ts';
import { errorCode, networkAdvice } from './network-errors.ts';
import { githubProxyFor, proxyAdvice, refusedTunnel } from './proxies.ts';
import type { TokenAnswer } from './token-requests.ts';

/** How this run signs in. */
export interface Login {
  /** By the job's OIDC token, or by what Azure's own chain of credentials finds. */
  readonly by: 'oidc' | 'default';
  /** What the assertion said that was presented last, where that is known. */
  readonly presented: PresentedClaims | undefined;
  /** Of the machine, where it is what Azure's chain signs in by. */
  readonly identity?: ManagedIdentity | undefined;
}

/** No token could be had: nothing was sent to the service that was meant. */
export class SignInError extends Error {
  /** `AADSTS…`, or Node's code of a connection that did not come about. */
  readonly code: string | undefined;
  /** The same may well succeed later. */
  readonly transient: boolean;
  /** Who said what, in safe lines, and what to do next. */
  readonly lines: readonly string[];

  constructor(
    facts: { said: string; code: string | undefined; transient: boolean; lines: readonly string[] },
    cause: unknown,
  ) {
    super(facts.said, { cause });
    this.name = 'SignInError';
    this.code = facts.code;
    this.transient = facts.transient;
    this.lines = facts.lines;
  }
}

/** @param doing what it was needed for, such as "read the queue …" */
export function signInFailure(doing: string, error: SignInError): Failure {
  return new Failure(
    'failed',
    'No login to Azure',
    [`Could not ${doing}: there is no token for it.`, ...error.lines],
    { cause: error },
  );
}

const OUR_IDENTITY =
  'the application has no federated credential that fits this workflow, letter by letter; upper and lower case count';

/** By code: what it means, and what to do. The codes from 700211 on are the finer ones of 70021. */
const MEANINGS: Readonly<Record<string, { means: string; next: string } | undefined>> = {
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
  ...Object.fromEntries(
    ['AADSTS70021', 'AADSTS700211', 'AADSTS700212', 'AADSTS700213', 'AADSTS7002138'].map((code) => [
      code,
      {
        means: OUR_IDENTITY,
        next: 'register these three at the application, or run where they are as registered',
      },
    ]),
  ),
};

const NOT_IN_TIME = {
  means: 'the assertion was not valid any more, or not yet',
  oidc: 'set the clock of the runner: GitHub’s tokens live 5 minutes, and a new one was presented',
  default:
    'give client-id and tenant-id: this action then asks for a new token at every renewal; a login by azure/login is not renewed',
};

/**
 * Explains what a credential threw.
 * @param latest how the latest request to Entra ID turned out, if there was one
 */
export function signInError(error: unknown, login: Login, latest: TokenAnswer | undefined): SignInError {
  const idTokenError = causes(error).find((cause) => cause instanceof IdTokenError);
  if (idTokenError !== undefined) {
    return noIdToken(idTokenError, error);
  }
  if (login.identity !== undefined && latest === undefined) {
    return noIdentityToken(login.identity, error);
  }
  const said = spokenBy(error, latest);
  const aadCode = /AADSTS\d+/.exec(said)?.[0];
  const connectionError =
    latest !== undefined && 'connectionError' in latest
      ? latest.connectionError
      : // The login as a whole has taken too long.
        errorCode(error) === 'ETIMEDOUT'
        ? error
        : null;
  const status = latest !== undefined && 'status' in latest ? latest.status : 0;
  const transient = connectionError !== null || status >= 500 || status === 429;
  const proxy = latest?.proxy;
  return new SignInError(
    {
      said: `Entra ID gave no token: ${firstLine(said)}`,
      code: aadCode ?? errorCode(connectionError),
      transient,
      lines: [
        proxy === undefined ? 'Entra ID gave none. It says:' : 'Entra ID could not be asked for one:',
        ...saidLines(said),
        ...(proxy === undefined
          ? advice(aadCode, login, transient ? (networkAdvice(connectionError) ?? null) : undefined)
          : [`Next: ${proxyAdvice(proxy, status === 0 ? null : status)}.`]),
      ],
    },
    error,
  );
}

/** @param trouble what to do about the connection; `null`: the service is in trouble; `undefined`: neither */
function advice(
  code: string | undefined,
  { by, presented }: Login,
  trouble: string | null | undefined,
): string[] {
  if (code === 'AADSTS700024') {
    return [`It means: ${NOT_IN_TIME.means}.`, `Next: ${NOT_IN_TIME[by]}.`];
  }
  const known = code === undefined ? undefined : MEANINGS[code];
  if (known !== undefined) {
    const claims = known.means === OUR_IDENTITY ? claimLines(presented) : [];
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

function noIdToken(idTokenError: IdTokenError, error: unknown): SignInError {
  const { message } = idTokenError;
  const tunnel = refusedTunnel(message);
  const proxy = tunnel && githubProxyFor(process.env.ACTIONS_ID_TOKEN_REQUEST_URL);
  const status = tunnel?.status ?? idTokenError.httpStatus ?? 0;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  const ofGitHub = refused
    ? 'the right to ask for one ends with the token of the job, about 6 hours after its start: set timeout-minutes lower and on-timeout: detach, and let a later run pick it up'
    : (networkAdvice(idTokenError) ??
      'GitHub is in trouble: run again later; a training that was started is picked up');
  const next = proxy === undefined ? ofGitHub : proxyAdvice(proxy, tunnel?.status ?? null);
  return new SignInError(
    {
      said: 'GitHub gave the job no OIDC token',
      code: idTokenError.code,
      transient: !refused,
      lines: [
        proxy === undefined
          ? 'GitHub gave the job no OIDC token for it. It says:'
          : 'GitHub could not be asked for the job’s OIDC token:',
        ...saidLines(message),
        `Next: ${next}.`,
      ],
    },
    error,
  );
}

function noIdentityToken(identity: ManagedIdentity, error: unknown): SignInError {
  const { said, transient, advice } = identityTrouble(error, identity);
  return new SignInError(
    {
      said: `the managed identity gave no token: ${firstLine(said)}`,
      code: errorCode(error),
      transient,
      lines: [
        `The managed identity of this machine, asked for at ${identity.endpoint}, gave none:`,
        ...saidLines(said),
        ...advice,
      ],
    },
    error,
  );
}

/** The token endpoint's own words where it gave any; else the library's. */
function spokenBy(error: unknown, latest: TokenAnswer | undefined): string {
  if (latest !== undefined && 'connectionError' in latest) {
    const { connectionError } = latest;
    return connectionError instanceof Error ? connectionError.message : String(connectionError);
  }
  if (latest !== undefined && latest.status >= 400) {
    try {
      const { error_description: description } = JSON.parse(latest.body) as { error_description?: unknown };
      if (typeof description === 'string' && description !== '') {
        return description;
      }
    } catch {
      // Not in the words of the token endpoint: perhaps of a proxy.
    }
    return `${latest.status} ${latest.body}`.trim();
  }
  return error instanceof Error ? error.message : String(error);
}

function firstLine(said: string): string {
  return said.split('\n').find((line) => line.trim() !== '') ?? 'no reason';
}

function saidLines(said: string): string[] {
  return said
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => foreign(line.trim()));
}

/** The error and what caused it, the outermost first. */
function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
