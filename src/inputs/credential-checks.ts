/**
 * Whether the inputs of the root action give all the credentials that a run needs: for the training resource, and for
 * its queue and container.
 */
import { checkLogin, type Lock, lockOfResource } from './access.ts';
import type { Env } from '../env.ts';
import type { Inputs } from './inputs.ts';
import type { InputReader } from './reader.ts';
import { checkAccountKnown, lockOfStorage } from './storage-access.ts';
import { quoted } from '../report/foreign-text.ts';

type Credentials = Pick<Inputs, 'trainingKey' | 'storageAccountKey' | 'queue' | 'container'>;

/** Whether anything is left that only a token of Entra ID opens. */
export function needsEntra(inputs: Credentials): boolean {
  return inputs.trainingKey === null || lockOfBoth(inputs).takesToken;
}

function lockOfBoth({ storageAccountKey, queue, container }: Omit<Credentials, 'trainingKey'>): Lock {
  return lockOfStorage(storageAccountKey, [queue, container]);
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
  reader.compare([
    both,
    byKey && queue.sas === null && container.sas === null && queue.account !== container.account,
    `it is the key of one account, but the two URIs name two, ${quoted(queue.account ?? '')} and ${quoted(container.account ?? '')}; expected the same account in both, or URIs with a SAS each`,
  ]);
  checkAccountKnown(storageAccountKey, [queue, container], reader);
  checkLogin(inputs, [lockOfResource(inputs), lockOfBoth(inputs)], reader, env);
}
