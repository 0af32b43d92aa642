/**
 * Whether the inputs give all the credentials that a run needs.
 */
import type { Comparison, InputReader } from './reader.ts';
import { isFromFork } from '../github/workflow-run.ts';
import { type Env, given } from '../env.ts';
import { hasEarlierLogin } from '../entra/earlier-login.ts';
import type { Inputs } from './inputs.ts';
import { isRegional } from '../entra/clouds.ts';
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';

type Credentials = Pick<Inputs, 'trainingKey' | 'storageAccountKey' | 'queue' | 'container'>;

const SUCH_A_LOGIN =
  'or client-id and tenant-id, or log in to Azure in an earlier step (azure/login), or AZURE_TOKEN_CREDENTIALS: ManagedIdentityCredential in the env: of the step on a machine that has one. Workflows from forks get no secrets';

/** Whether anything is left that only a token of Entra ID opens. */
export function needsEntra(inputs: Credentials): boolean {
  return inputs.trainingKey === null || storageNeedsEntra(inputs);
}

function storageNeedsEntra({ storageAccountKey, queue, container }: Credentials): boolean {
  return storageAccountKey === null && (queue.sas === null || container.sas === null);
}

/** Whether this run asks for OIDC tokens of the job. */
export function signsInByOidc(inputs: Credentials & Pick<Inputs, 'clientId'>): boolean {
  return inputs.clientId !== null && needsEntra(inputs);
}

/** @throws Failure in a workflow from a fork that lacks all credentials */
export function checkCredentials(inputs: Inputs, reader: InputReader, env: Env): void {
  const { clientId, tenantId, storageAccountKey, queue, container } = inputs;
  const byKey = storageAccountKey !== null && (queue.sas === null || container.sas === null);
  const both = ['storage-account-key', 'notification-queue-uri', 'export-model-container-uri'] as const;
  reader.compare(
    [
      both,
      byKey && queue.sas === null && container.sas === null && queue.account !== container.account,
      `it is the key of one account, but the two URIs name two, ${quoted(queue.account ?? '')} and ${quoted(container.account ?? '')}; expected the same account in both, or URIs with a SAS each`,
    ],
    [
      both,
      byKey && queue.account === null && container.account === null,
      'a key is used with the name of its account, and neither host says it; expected a URI of the form https://ACCOUNT.queue.core.windows.net/NAME or https://ACCOUNT.blob.core.windows.net/NAME, or URIs with a SAS each',
    ],
    [
      clientId === null ? ['client-id', 'tenant-id'] : ['tenant-id', 'client-id'],
      (clientId === null) !== (tenantId === null),
      'is missing, and its other half is given; expected client-id and tenant-id, or neither',
    ],
  );
  if (reader.accepted('client-id', 'tenant-id') && needsEntra(inputs)) {
    checkLogin(inputs, reader, env);
  }
}

function checkLogin(inputs: Inputs, reader: InputReader, env: Env): void {
  const byOidc = signsInByOidc(inputs);
  const canSignIn = byOidc
    ? [env.ACTIONS_ID_TOKEN_REQUEST_URL, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN].every(given)
    : hasEarlierLogin(env);
  if (!canSignIn && isFromFork(env)) {
    throw new Failure('failed', 'No secrets in a workflow from a fork', [
      'This is the workflow of a pull request from a fork: GitHub gives it no secrets and no OIDC tokens, so there is no way to sign in. No request was sent.',
      "Next: leave the job out there, with if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository; or train after the merge, on push or by hand.",
    ]);
  }
  const hasNoLogin = !canSignIn && !byOidc;
  reader.compare(
    [
      ['training-key'],
      hasNoLogin && inputs.trainingKey === null,
      `is missing, and there is no login to Azure; expected a secret, such as: \${{ secrets.CUSTOM_VISION_TRAINING_KEY }}, ${SUCH_A_LOGIN}`,
    ],
    [
      ['storage-account-key'],
      hasNoLogin && storageNeedsEntra(inputs),
      `is missing, a URI has no SAS, and there is no login to Azure; expected a secret, such as: \${{ secrets.STORAGE_ACCOUNT_KEY }}, or a SAS in both URIs, ${SUCH_A_LOGIN}`,
    ],
    [
      ['client-id'],
      !canSignIn && byOidc,
      'the job may not ask for an OIDC token (ACTIONS_ID_TOKEN_REQUEST_URL is not set); expected these lines in the job, and what else it needs below permissions:\n    permissions:\n      id-token: write',
    ],
    ...(hasNoLogin ? [] : endpointsOfTokens(inputs)),
  );
}

/** Entra ID's tokens open the endpoint of one resource only, and travel over TLS only. */
function endpointsOfTokens(inputs: Inputs): Comparison[] {
  const { endpoint, trainingKey, storageAccountKey, queue, container } = inputs;
  const targets = [
    ['endpoint', endpoint, trainingKey],
    ['notification-queue-uri', queue.plain, storageAccountKey ?? queue.sas],
    ['export-model-container-uri', container.plain, storageAccountKey ?? container.sas],
  ] as const;
  return [
    [
      ['endpoint'],
      trainingKey === null && isRegional(endpoint),
      'it is that of a whole region, which takes no tokens of Entra ID; expected the custom subdomain of the training resource, such as: https://NAME.cognitiveservices.azure.com, or a training-key',
    ],
    ...targets.map(([name, url, key]): Comparison => [
      [name],
      key === null && url.startsWith('http:'),
      'a token of Entra ID is sent over TLS only; expected a URL with https://',
    ]),
  ];
}
