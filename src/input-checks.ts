/**
 * Inputs that do not fit together, or not the runner they are given on.
 */
import { isRegional } from './clouds.ts';
import {
  cliIsLoggedIn,
  entraLoginSigns,
  needsEntra,
  signsInByOidc,
  storageNeedsEntra,
} from './credentials.ts';
import { type Env, given } from './env.ts';
import { Failure } from './errors.ts';
import { isFromFork } from './fork.ts';
import { LONGEST_NAME_BYTES } from './input-forms.ts';
import type { InputReader } from './input-reader.ts';
import type { Inputs } from './inputs.ts';
import { artifactNames } from './platforms.ts';
import { githubProxyByTls, proxyProblem } from './proxies.ts';

/**
 * Adds what no input alone can be blamed for.
 * @throws Failure in a workflow from a fork that lacks all credentials: whatever else is missing follows from that
 */
export function checkTogether(inputs: Inputs, reader: InputReader, env: Env): void {
  const { queue, container } = inputs;
  const timeIsGiven = reader.accepted('timeout-minutes', 'on-timeout');
  if (timeIsGiven && inputs.timeoutMinutes === 0 && inputs.onTimeout === 'fail') {
    reader.problem(
      'timeout-minutes',
      '0 leaves no time to wait, and on-timeout is fail',
      'expected at least 1, or on-timeout: detach to start and leave',
    );
  }
  if (
    inputs.storageAccountKey !== null &&
    queue.account !== '' &&
    container.account !== '' &&
    queue.account !== container.account &&
    queue.sas === null &&
    container.sas === null
  ) {
    reader.problem(
      'storage-account-key',
      'it is the key of one account, but the two URIs name two',
      'expected URIs with a SAS each',
    );
  }
  checkCredentials(inputs, reader, env);
  checkProxies(inputs, reader, env);
  const tooLong = artifactNames(inputs.artifactName, inputs.platforms).find(
    (name) => Buffer.byteLength(name) > LONGEST_NAME_BYTES,
  );
  if (reader.accepted('artifact-name', 'platforms') && tooLong !== undefined) {
    reader.problem(
      'artifact-name',
      `it is too long to have platform and flavor in it as well: ${tooLong}`,
      'expected a shorter name, such as: model.zip',
    );
  }
  if (uploadsArtifacts(inputs, env)) {
    for (const variable of ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL']) {
      if (given(env[variable]) === undefined) {
        reader.problem(
          'upload-artifact',
          `the runner has not set ${variable}, so there is nowhere to upload to`,
          'expected a run on GitHub Actions, or: false',
        );
      }
    }
  }
}

function checkProxies(inputs: Inputs, reader: InputReader, env: Env): void {
  const expected = 'expected a URL in this variable, such as: http://USER:PASSWORD@HOST:PORT';
  const proxy = proxyProblem(env);
  if (proxy !== undefined) {
    reader.problem(proxy.name, proxy.what, expected);
    return;
  }
  const needed = [
    uploadsArtifacts(inputs, env) ? env.ACTIONS_RESULTS_URL : undefined,
    signsInByOidc(inputs) ? env.ACTIONS_ID_TOKEN_REQUEST_URL : undefined,
  ];
  for (const name of new Set(needed.flatMap((url) => githubProxyByTls(url, env) ?? []))) {
    reader.problem(
      name,
      'it names a proxy by https://, which GitHub’s own packages cannot reach, and artifacts and OIDC tokens go by them',
      `${expected}, or NO_PROXY with GitHub’s hosts in it`,
    );
  }
}

function checkCredentials(inputs: Inputs, reader: InputReader, env: Env): void {
  if (!reader.accepted('client-id', 'tenant-id')) {
    return;
  }
  const { clientId, tenantId } = inputs;
  const [lacking] = clientId === null ? ['client-id'] : tenantId === null ? ['tenant-id'] : [];
  if (lacking !== undefined && clientId !== tenantId) {
    reader.problem(
      lacking,
      'is missing, and its other half is given',
      'expected client-id and tenant-id, or neither',
    );
    return;
  }
  if (!needsEntra(inputs)) {
    return;
  }
  const mayAskForIdTokens = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'].every(
    (name) => given(env[name]) !== undefined,
  );
  const canSignIn = clientId === null ? entraLoginSigns(env, cliIsLoggedIn(env)) : mayAskForIdTokens;
  if (!canSignIn && isFromFork(env)) {
    throw noSecretsInFork();
  }
  if (clientId !== null && !mayAskForIdTokens) {
    reader.problem(
      'client-id',
      'the job may not ask for an OIDC token (ACTIONS_ID_TOKEN_REQUEST_URL is not set)',
      'expected these lines in the job, and what else it needs below permissions:\n    permissions:\n      id-token: write',
    );
  }
  if (clientId === null && !canSignIn) {
    checkKeys(inputs, reader);
    return;
  }
  checkEndpoints(inputs, reader);
}

function checkKeys(inputs: Inputs, reader: InputReader): void {
  const hint =
    'or client-id and tenant-id, or log in to Azure in an earlier step (azure/login), or AZURE_TOKEN_CREDENTIALS: ManagedIdentityCredential in the env: of the step on a machine that has one. Workflows from forks get no secrets';
  if (inputs.trainingKey === null) {
    reader.problem(
      'training-key',
      'is missing, and there is no login to Azure',
      `expected a secret, such as: \${{ secrets.CUSTOM_VISION_TRAINING_KEY }}, ${hint}`,
    );
  }
  if (storageNeedsEntra(inputs)) {
    reader.problem(
      'storage-account-key',
      'is missing, a URI has no SAS, and there is no login to Azure',
      `expected a secret, such as: \${{ secrets.STORAGE_ACCOUNT_KEY }}, or a SAS in both URIs, ${hint}`,
    );
  }
}

/** Entra ID's tokens open the endpoint of one resource only, and travel over TLS only. */
function checkEndpoints(inputs: Inputs, reader: InputReader): void {
  const { endpoint, trainingKey, storageAccountKey, queue, container } = inputs;
  if (trainingKey === null && isRegional(endpoint)) {
    reader.problem(
      'endpoint',
      'it is that of a whole region, which takes no tokens of Entra ID',
      'expected the custom subdomain of the training resource, such as: https://NAME.cognitiveservices.azure.com, or a training-key',
    );
  }
  const byToken = [
    ['endpoint', trainingKey === null ? endpoint : ''],
    ['notification-queue-uri', storageAccountKey === null && queue.sas === null ? queue.plain : ''],
    [
      'export-model-container-uri',
      storageAccountKey === null && container.sas === null ? container.plain : '',
    ],
  ] as const;
  for (const [name, url] of byToken) {
    if (url.startsWith('http:')) {
      reader.problem(name, 'a token of Entra ID is sent over TLS only', 'expected a URL with https://');
    }
  }
}

function noSecretsInFork(): Failure {
  return new Failure('failed', 'No secrets in a workflow from a fork', [
    'This is the workflow of a pull request from a fork: GitHub gives it no secrets and no OIDC tokens, so there is no way to sign in. No request was sent.',
    "Next: leave the job out there, with if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository; or train after the merge, on push or by hand.",
  ]);
}

/** Whether this run uploads artifacts. */
export function uploadsArtifacts({ uploadArtifact }: Pick<Inputs, 'uploadArtifact'>, env: Env): boolean {
  return uploadArtifact && hasArtifactService(env);
}

/** GitHub Enterprise Server has no artifact service of this kind; the artifact client judges by the same rule. */
export function hasArtifactService(env: Env): boolean {
  const server = env.GITHUB_SERVER_URL ?? '';
  const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : 'github.com';
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
}
