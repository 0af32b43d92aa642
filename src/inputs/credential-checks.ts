/**
 * Whether the inputs give all the credentials that a run needs.
 */
import type { InputReader } from './reader.ts';
import { isFromFork } from '../github/workflow-run.ts';
import { type Env, given } from '../env.ts';
import { entraLoginSigns, cliIsLoggedIn } from '../entra/earlier-login.ts';
import type { Inputs } from './inputs.ts';
import { isRegional } from '../entra/clouds.ts';
import { Failure } from '../report/failure.ts';

type Given = Pick<Inputs, 'trainingKey' | 'storageAccountKey' | 'queue' | 'container'>;

/** Whether anything is left that only a token of Entra ID opens. */
export function needsEntra(inputs: Given): boolean {
  return inputs.trainingKey === null || storageNeedsEntra(inputs);
}

function storageNeedsEntra({ storageAccountKey, queue, container }: Given): boolean {
  return storageAccountKey === null && (queue.sas === null || container.sas === null);
}

/** Whether this run asks for OIDC tokens of the job. */
export function signsInByOidc(inputs: Given & Pick<Inputs, 'clientId'>): boolean {
  return inputs.clientId !== null && needsEntra(inputs);
}

export function checkCredentials(inputs: Inputs, reader: InputReader, env: Env): void {
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
