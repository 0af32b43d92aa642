/**
 * Logins, tokens and signatures that may end before the run does. Their ends are known when it starts, so it warns then.
 */
import { cliIsLoggedIn } from '../entra/earlier-login.ts';
import { needsEntra, signsInByOidc } from '../inputs/credential-checks.ts';
import { chosenCredentials, type Env, given } from '../env.ts';
import { uploadsArtifacts } from '../inputs/checks.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { timeOf } from '../github/jwt.ts';
import type { WarningHeading } from '../report/headings.ts';
import { timesOf } from '../storage/sas.ts';
import type { StorageUri } from '../storage/uri.ts';

/** Something that the run depends on. */
export interface Lifetime {
  readonly heading: WarningHeading;
  /** Says what it is and when it ends. */
  readonly what: string;
  /** Says what is not possible afterwards. */
  readonly loss: string;
  readonly next: string;
  /** In milliseconds since the epoch. */
  readonly endsAt: number;
}

/** A login by the Azure CLI with an OIDC token gives access tokens of about an hour, and cannot renew them. */
const CLI_LOGIN_MS = 60 * 60_000;

/** How long the token of a hosted job lives, roughly. */
const JOB_TOKEN_MS = 370 * 60_000;

/** Variables by which Azure's chain of credentials finds something before it comes to the Azure CLI. */
const BEFORE_THE_CLI = [
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'IDENTITY_ENDPOINT',
  'MSI_ENDPOINT',
];

/** @param now in milliseconds since the epoch */
export function lifetimes(inputs: Inputs, env: Env, now: number): Lifetime[] {
  const byOidc = signsInByOidc(inputs);
  const byCli = needsEntra(inputs) && !byOidc && cliIsLoggedIn(env) && comesToTheCli(env);
  const uploads = uploadsArtifacts(inputs, env);
  return [
    ...sasOf('notification-queue-uri', inputs.queue),
    ...sasOf('export-model-container-uri', inputs.container),
    ...(byCli ? [cliLogin(now)] : []),
    ...(uploads ? [jobToken(env.ACTIONS_RUNTIME_TOKEN, 'no artifact can be uploaded', now)] : []),
    ...(byOidc ? [jobToken(env.ACTIONS_ID_TOKEN_REQUEST_TOKEN, 'no token can be renewed', now)] : []),
  ];
}

/** Whether Azure's chain of credentials, as AZURE_TOKEN_CREDENTIALS has it, gets as far as the Azure CLI. */
function comesToTheCli(env: Env): boolean {
  const chosen = chosenCredentials(env);
  return chosen === ''
    ? BEFORE_THE_CLI.every((name) => given(env[name]) === undefined)
    : ['dev', 'azureclicredential'].includes(chosen);
}

/** The SAS in a URI, if it says when it expires. */
function sasOf(input: string, { sas }: StorageUri): Lifetime[] {
  const endsAt = timesOf(sas ?? '').until;
  return endsAt === Infinity
    ? []
    : [
        {
          heading: 'SAS expires early',
          what: `The SAS in ${input} expires at ${new Date(endsAt).toISOString()}`,
          loss: 'a long training could not be fetched',
          next: 'make it with a later expiry, or lower timeout-minutes',
          endsAt,
        },
      ];
}

function cliLogin(now: number): Lifetime {
  return {
    heading: 'Login ends early',
    what: 'The login of an earlier step (azure/login) is not renewed, and ends about 60 minutes after it was made',
    loss: 'a longer wait loses it, unless it was made with a client secret',
    next: 'give client-id and tenant-id, so that this action asks for new tokens itself; or lower timeout-minutes and set on-timeout: detach',
    endsAt: now + CLI_LOGIN_MS,
  };
}

function jobToken(token: string | undefined, loss: string, now: number): Lifetime {
  const endsAt = timeOf(token, 'exp') ?? (timeOf(token, 'nbf') ?? now) + JOB_TOKEN_MS;
  const minutes = Math.max(0, Math.floor((endsAt - now) / 60_000) - 10);
  return {
    heading: 'Job token ends early',
    what: `The token that GitHub gave this job ends at ${new Date(endsAt).toISOString()}`,
    loss: `afterwards ${loss}`,
    next: `set timeout-minutes: ${minutes} and on-timeout: detach, and let a later run pick it up`,
    endsAt,
  };
}
