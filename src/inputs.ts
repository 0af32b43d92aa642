/**
 * The step's inputs, read once and checked together before the first request. The only file that asks the runner for
 * inputs; what each means stands in action.yml.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as core from '@actions/core';
import { entraLoginSigns } from './credentials.ts';
import { InputReader } from './input-reader.ts';
import {
  parseArtifactName,
  parseEndpoint,
  parseGuid,
  parsePlatforms,
  parseTrainingType,
} from './input-forms.ts';
import { type ExportTarget, PLATFORMS } from './platforms.ts';
import { sasSignatures } from './secrets.ts';
import { parseStorageUri, type StorageUri } from './storage-uri.ts';

export interface Inputs {
  /** Origin of the training endpoint. */
  readonly endpoint: string;
  readonly trainingKey: string | null;
  /** Lower-case GUID. */
  readonly projectId: string;
  readonly queue: StorageUri;
  readonly container: StorageUri;
  readonly storageAccountKey: string | null;
  readonly replaceIntegration: boolean;
  /** Exactly one. */
  readonly platforms: readonly [ExportTarget];
  readonly trainingType: 'Regular' | 'Advanced';
  readonly reservedBudgetHours: number;
  readonly timeoutMinutes: number;
  readonly uploadArtifact: boolean;
  /** Ends in `.zip`. */
  readonly artifactName: string;
  /** `null`: as the repository has it. */
  readonly retentionDays: number | null;
}

/** As in action.yml: an input that is given as an empty text is one that is not given. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'replace-integration': 'false',
  platforms: 'ONNX',
  'training-type': 'Regular',
  'reserved-budget-hours': '0',
  'timeout-minutes': '330',
  'upload-artifact': 'true',
  'artifact-name': 'custom-vision-model.zip',
};

type Env = Readonly<Record<string, string | undefined>>;

const NO_URI: StorageUri = { plain: '', sas: null, account: '', name: '' };
const QUEUE = 'expected the URL of a queue, such as: https://ACCOUNT.queue.core.windows.net/NAME';
const CONTAINER = 'expected the URL of a blob container, such as: https://ACCOUNT.blob.core.windows.net/NAME';
const PROJECT = 'expected a GUID, such as: 64b822c5-8082-4b36-a426-27225f4aa18c';
const PLATFORM = `expected one of ${PLATFORMS.join(', ')}, with or without a flavor, such as: TensorFlow/TensorFlowLite`;
const ENDPOINT = 'expected the training endpoint, such as: https://NAME.cognitiveservices.azure.com';

/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
export function readInputs(mask: (secret: string) => void, env: Env = process.env): Inputs {
  const reader = new InputReader((name) => core.getInput(name) || (DEFAULTS[name] ?? ''));
  for (const name of ['training-key', 'storage-account-key']) {
    mask(reader.text(name));
  }
  for (const name of ['endpoint', 'notification-queue-uri', 'export-model-container-uri']) {
    sasSignatures(reader.text(name)).forEach(mask);
  }

  const inputs: Inputs = {
    endpoint: reader.parsed('endpoint', ENDPOINT, parseEndpoint, ''),
    trainingKey: readKey(
      reader,
      'training-key',
      /^[\x21-\x7e]+$/,
      'Key 1 or 2 of the training resource, without spaces',
    ),
    projectId: reader.parsed('project-id', PROJECT, parseGuid, ''),
    queue: reader.parsed('notification-queue-uri', QUEUE, parseStorageUri, NO_URI),
    container: reader.parsed('export-model-container-uri', CONTAINER, parseStorageUri, NO_URI),
    storageAccountKey: readKey(
      reader,
      'storage-account-key',
      /^[A-Za-z0-9+/]+={0,2}$/,
      'a key of the storage account, in base64',
    ),
    replaceIntegration: reader.boolean('replace-integration'),
    platforms: reader.parsed('platforms', PLATFORM, parsePlatforms, [{ platform: 'ONNX', flavor: null }]),
    trainingType: reader.parsed(
      'training-type',
      'expected Regular or Advanced, such as: Regular',
      parseTrainingType,
      'Regular',
    ),
    // The longest run that timeout-minutes allows could not wait for more.
    reservedBudgetHours: reader.integer('reserved-budget-hours', 0, 120, 1),
    timeoutMinutes: reader.integer('timeout-minutes', 1, 7_200, 330),
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

/** What no input alone can be blamed for. */
function checkTogether(inputs: Inputs, reader: InputReader, env: Env): void {
  const { queue, container } = inputs;
  if (inputs.trainingType === 'Advanced' && inputs.reservedBudgetHours < 1) {
    reader.problem(
      'reserved-budget-hours',
      '0 is too little for training-type: Advanced',
      'expected at least 1, such as: 1',
    );
  }
  if (inputs.trainingType === 'Regular' && inputs.reservedBudgetHours > 0) {
    reader.problem(
      'reserved-budget-hours',
      'a regular training has no budget',
      'expected 0, or training-type: Advanced',
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
  if (inputs.uploadArtifact && hasArtifactService(env)) {
    for (const variable of ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL']) {
      if ((env[variable] ?? '') === '') {
        reader.problem(
          'upload-artifact',
          `the runner has not set ${variable}, so there is nowhere to upload to`,
          'expected a run on GitHub Actions, or: false',
        );
      }
    }
  }
}

function checkCredentials(inputs: Inputs, reader: InputReader, env: Env): void {
  const profile = path.join(env.AZURE_CONFIG_DIR ?? path.join(homedir(), '.azure'), 'azureProfile.json');
  if (entraLoginSigns(env, existsSync(profile))) {
    return;
  }
  const hint = 'or log in to Azure in an earlier step (azure/login). Workflows from forks get no secrets';
  if (inputs.trainingKey === null) {
    reader.problem(
      'training-key',
      'is missing, and there is no login to Azure',
      `expected a secret, such as: \${{ secrets.CUSTOM_VISION_TRAINING_KEY }}, ${hint}`,
    );
  }
  if (inputs.storageAccountKey === null && (inputs.queue.sas === null || inputs.container.sas === null)) {
    reader.problem(
      'storage-account-key',
      'is missing, a URI has no SAS, and there is no login to Azure',
      `expected a secret, such as: \${{ secrets.STORAGE_ACCOUNT_KEY }}, or a SAS in both URIs, ${hint}`,
    );
  }
}

/** GitHub Enterprise Server has no artifact service of this kind; the artifact client judges by the same rule. */
export function hasArtifactService(env: Env): boolean {
  const server = env.GITHUB_SERVER_URL ?? '';
  const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : 'github.com';
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
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
