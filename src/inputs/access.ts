/**
 * The inputs that every action takes to get at the training resource: where it is, and what opens it.
 */
import { hasEarlierLogin } from '../entra/earlier-login.ts';
import { isRegional } from '../entra/clouds.ts';
import { type Env, given } from '../env.ts';
import { isFromFork } from '../github/workflow-run.ts';
import { proxyProblem } from '../network/proxies.ts';
import { Failure } from '../report/failure.ts';
import { parseEndpoint, parseName } from './parsers.ts';
import type { Comparison, InputReader } from './reader.ts';

export interface Access {
  /** Origin of the training endpoint. */
  readonly endpoint: string;
  readonly trainingKey: string | null;
  /** Lower-case GUIDs, both or none: sign in by the job's OIDC token. */
  readonly clientId: string | null;
  readonly tenantId: string | null;
  /** Of the job's OIDC token; `null`: that of the endpoint's cloud. */
  readonly oidcAudience: string | null;
}

const EXPECTED = {
  endpoint: 'the training endpoint, such as: https://NAME.cognitiveservices.azure.com',
  trainingKey: 'Key 1 or 2 of the training resource, without spaces',
  audience: 'the audience that the federated credential names, such as: api://AzureADTokenExchange',
};

export function readAccess(reader: InputReader): Access {
  return {
    endpoint: reader.required('endpoint', EXPECTED.endpoint, parseEndpoint, ''),
    trainingKey: reader.secret('training-key', /^[\x21-\x7e]+$/, EXPECTED.trainingKey),
    clientId: reader.guid('client-id'),
    tenantId: reader.guid('tenant-id'),
    oidcAudience: reader.optional('oidc-audience', EXPECTED.audience, parseName),
  };
}

/** Azure’s HTTP client takes the brackets of an IPv6 address for a part of its name, and asks the name server for it. */
export function checkHosts(
  hosts: readonly (readonly [input: string, url: string])[],
  reader: InputReader,
): void {
  for (const [name] of hosts.filter(([, url]) => /^https?:\/\/\[/.test(url))) {
    reader.problem(
      name,
      'it names an IPv6 address, which Azure’s libraries cannot connect to; expected a host name, such as: localhost',
    );
  }
}

export const EXPECTED_PROXY = 'expected a URL in this variable, such as: http://USER:PASSWORD@HOST:PORT';

/** @returns whether every proxy that the environment names can be read */
export function checkProxy(reader: InputReader, env: Env): boolean {
  const problem = proxyProblem(env);
  if (problem !== undefined) {
    reader.problem(problem.name, `${problem.what}; ${EXPECTED_PROXY}`);
  }
  return problem === undefined;
}

/** What a key of its own opens, and where that is not given a token of Entra ID. */
export interface Lock {
  /** The input that takes the key. */
  readonly key: string;
  /** Whether neither a key nor anything of its kind is given. */
  readonly takesToken: boolean;
  /** What is wrong if there is no login either. */
  readonly closed: string;
  /** The inputs whose URLs a token is sent to then. */
  readonly tokensTo: readonly (readonly [input: string, url: string])[];
}

/** The other ways to sign in, for the end of what `closed` says. */
export const SUCH_A_LOGIN =
  'or client-id and tenant-id, or log in to Azure in an earlier step (azure/login), or AZURE_TOKEN_CREDENTIALS: ManagedIdentityCredential in the env: of the step on a machine that has one. Workflows from forks get no secrets';

export function lockOfResource({ endpoint, trainingKey }: Access): Lock {
  return {
    key: 'training-key',
    takesToken: trainingKey === null,
    closed: `is missing, and there is no login to Azure; expected a secret, such as: \${{ secrets.CUSTOM_VISION_TRAINING_KEY }}, ${SUCH_A_LOGIN}`,
    tokensTo: trainingKey === null ? [['endpoint', endpoint]] : [],
  };
}

/** @throws Failure in a workflow from a fork that lacks all credentials */
export function checkLogin(access: Access, locks: readonly Lock[], reader: InputReader, env: Env): void {
  const { clientId, tenantId } = access;
  reader.compare([
    clientId === null ? ['client-id', 'tenant-id'] : ['tenant-id', 'client-id'],
    (clientId === null) !== (tenantId === null),
    'is missing, and its other half is given; expected client-id and tenant-id, or neither',
  ]);
  const closed = locks.filter(({ takesToken }) => takesToken);
  if (!reader.accepted('client-id', 'tenant-id') || closed.length === 0) {
    return;
  }
  const byOidc = clientId !== null;
  const canSignIn = byOidc
    ? [env.ACTIONS_ID_TOKEN_REQUEST_URL, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN].every(given)
    : hasEarlierLogin(env);
  if (!canSignIn && isFromFork(env)) {
    throw new Failure('failed', 'No secrets in a workflow from a fork', [
      'This is the workflow of a pull request from a fork: GitHub gives it no secrets and no OIDC tokens, so there is no way to sign in. No request was sent.',
      "Next: leave the job out there, with if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository; or train after the merge, on push or by hand.",
    ]);
  }
  reader.compare(
    ...(canSignIn || byOidc ? [] : closed.map((lock): Comparison => [[lock.key], true, lock.closed])),
    [
      ['client-id'],
      !canSignIn && byOidc,
      'the job may not ask for an OIDC token (ACTIONS_ID_TOKEN_REQUEST_URL is not set); expected these lines in the job, and what else it needs below permissions:\n    permissions:\n      id-token: write',
    ],
    ...(canSignIn || byOidc ? hostsOfTokens(access, locks) : []),
  );
}

/** Entra ID's tokens open the endpoint of one resource only, and travel over TLS only. */
function hostsOfTokens({ endpoint, trainingKey }: Access, locks: readonly Lock[]): Comparison[] {
  return [
    [
      ['endpoint'],
      trainingKey === null && isRegional(endpoint),
      'it is that of a whole region, which takes no tokens of Entra ID; expected the custom subdomain of the training resource, such as: https://NAME.cognitiveservices.azure.com, or a training-key',
    ],
    ...locks
      .flatMap(({ tokensTo }) => tokensTo)
      .map(([name, url]): Comparison => [
        [name],
        url.startsWith('http:'),
        'a token of Entra ID is sent over TLS only; expected a URL with https://',
      ]),
  ];
}
