/**
 * Whether the inputs of the root action give all the credentials that a run needs: for the training resource, and for
 * its queue and container.
 */
import { checkLogin, type Lock, lockOfResource, SUCH_A_LOGIN } from './access.ts';
import type { Env } from '../env.ts';
import type { Inputs } from './inputs.ts';
import type { InputReader } from './reader.ts';
import { quoted } from '../report/foreign-text.ts';

type Credentials = Pick<Inputs, 'trainingKey' | 'storageAccountKey' | 'queue' | 'container'>;

/** Whether anything is left that only a token of Entra ID opens. */
export function needsEntra(inputs: Credentials): boolean {
  return inputs.trainingKey === null || lockOfStorage(inputs).takesToken;
}

function lockOfStorage({ storageAccountKey, queue, container }: Omit<Credentials, 'trainingKey'>): Lock {
  const uris = [
    ['notification-queue-uri', queue],
    ['export-model-container-uri', container],
  ] as const;
  const tokensTo = uris.flatMap(([name, { plain, sas }]) =>
    storageAccountKey === null && sas === null ? [[name, plain] as const] : [],
  );
  return {
    key: 'storage-account-key',
    takesToken: tokensTo.length > 0,
    closed: `is missing, a URI has no SAS, and there is no login to Azure; expected a secret, such as: \${{ secrets.STORAGE_ACCOUNT_KEY }}, or a SAS in both URIs, ${SUCH_A_LOGIN}`,
    tokensTo,
  };
}

/** Whether this run asks for OIDC tokens of the job. */
export function signsInByOidc(inputs: Credentials & Pick<Inputs, 'clientId'>): boolean {
  return inputs.clientId !== null && needsEntra(inputs);
}

/** @throws Failure in a workflow from a fork that lacks all credentials */
export function checkCredentials(inputs: Inputs, reader: InputReader, env: Env): void {
  const { storageAccountKey, queue, container } = inputs;
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
  );
  checkLogin(inputs, [lockOfResource(inputs), lockOfStorage(inputs)], reader, env);
}
