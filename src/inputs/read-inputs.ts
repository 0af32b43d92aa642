/**
 * Reads the step's inputs, once, and checks them together before the first request. The only file that asks the runner
 * for inputs; what each means stands in action.yml.
 */
import * as core from '@actions/core';
import type { Env } from '../env.ts';
import { checkTogether } from './checks.ts';
import { parseEndpoint, parseGuid, parsePlatforms, oneOf, parseArtifactName } from './parsers.ts';
import { InputReader } from './reader.ts';
import type { Inputs } from './inputs.ts';
import { identitySecrets } from '../entra/managed-identity.ts';
import { readProjectInputs } from './project-inputs.ts';
import { proxyFor, proxySecrets } from '../network/proxies.ts';
import { secretsIn } from '../report/secrets.ts';
import { parseStorageUri, type StorageUri } from '../storage/uri.ts';
import { readTrainingInputs } from './training-inputs.ts';
import { PLATFORMS } from '../custom-vision/platforms.ts';

/** As in action.yml: an input that is given as an empty text is one that is not given. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'replace-integration': 'false',
  platforms: 'ONNX',
  'training-type': 'Regular',
  'reserved-budget-hours': '0',
  'when-unchanged': 'reuse',
  'timeout-minutes': '330',
  'on-timeout': 'fail',
  'reconcile-minutes': '15',
  'upload-artifact': 'true',
  'artifact-name': 'custom-vision-model.zip',
};
const NO_URI: StorageUri = { kind: 'queue', plain: '', sas: null, account: '', name: '' };
const QUEUE = 'expected the URL of a queue, such as: https://ACCOUNT.queue.core.windows.net/NAME';
const CONTAINER = 'expected the URL of a blob container, such as: https://ACCOUNT.blob.core.windows.net/NAME';
const GUID = 'expected a GUID, such as: 64b822c5-8082-4b36-a426-27225f4aa18c';
const PLATFORM = `expected some of ${PLATFORMS.join(', ')}, with or without a flavor, each once, one a line or separated by commas, such as: ONNX, TensorFlow/TensorFlowLite`;
const ENDPOINT = 'expected the training endpoint, such as: https://NAME.cognitiveservices.azure.com';

/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
export function readInputs(mask: (secret: string) => void, env: Env): Inputs {
  [...proxySecrets(env), ...identitySecrets(env)].forEach(mask);
  const reader = new InputReader((name) => core.getInput(name) || (DEFAULTS[name] ?? ''));
  for (const name of ['training-key', 'storage-account-key']) {
    mask(reader.text(name));
  }
  for (const name of ['endpoint', 'notification-queue-uri', 'export-model-container-uri']) {
    secretsIn(reader.text(name)).forEach(mask);
  }

  const inputs: Inputs = {
    endpoint: reader.parsed('endpoint', ENDPOINT, parseEndpoint, ''),
    trainingKey: readKey(
      reader,
      'training-key',
      /^[\x21-\x7e]+$/,
      'Key 1 or 2 of the training resource, without spaces',
    ),
    clientId: reader.optional('client-id', GUID, parseGuid),
    tenantId: reader.optional('tenant-id', GUID, parseGuid),
    ...readProjectInputs(reader),
    queue: reader.parsed('notification-queue-uri', QUEUE, storageUri('queue', env), NO_URI),
    container: reader.parsed('export-model-container-uri', CONTAINER, storageUri('container', env), NO_URI),
    storageAccountKey: readKey(
      reader,
      'storage-account-key',
      /^[A-Za-z0-9+/]+={0,2}$/,
      'a key of the storage account, in base64',
    ),
    replaceIntegration: reader.boolean('replace-integration'),
    platforms: reader.parsed('platforms', PLATFORM, parsePlatforms, [{ platform: 'ONNX', flavor: null }]),
    ...readTrainingInputs(reader),
    timeoutMinutes: reader.integer('timeout-minutes', 0, 7200, 330),
    onTimeout: reader.parsed(
      'on-timeout',
      'expected fail or detach, such as: fail',
      oneOf('fail', 'detach'),
      'fail',
    ),
    reconcileMinutes: reader.integer('reconcile-minutes', 0, 1440, 15),
    uploadArtifact: reader.boolean('upload-artifact'),
    artifactName: reader.parsed(
      'artifact-name',
      'expected a file name ending in .zip, such as: custom-vision-model.zip',
      parseArtifactName,
      '',
    ),
    retentionDays: reader.text('retention-days') === '' ? null : reader.integer('retention-days', 1, 400, 30),
  };
  checkTogether(inputs, reader, env);
  reader.refuse();
  return inputs;
}

function storageUri(kind: 'queue' | 'container', env: Env): (text: string) => StorageUri {
  return (text) => ({ ...parseStorageUri(text, kind), proxy: proxyFor(text, env) });
}

function readKey(reader: InputReader, name: string, form: RegExp, expected: string): string | null {
  const key = reader.text(name);
  if (key === '') {
    return null;
  }
  if (!form.test(key)) {
    reader.problem(
      name,
      'its value (not shown) has characters that no key has',
      `expected ${expected}, such as: \${{ secrets.${name.toUpperCase().replaceAll('-', '_')} }}`,
    );
  }
  return key;
}
