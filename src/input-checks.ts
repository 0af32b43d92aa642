/**
 * Inputs that do not fit together, or not the runner they are given on.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { entraLoginSigns } from './credentials.ts';
import { LONGEST_NAME_BYTES } from './input-forms.ts';
import type { InputReader } from './input-reader.ts';
import type { Inputs } from './inputs.ts';
import { artifactNames } from './platforms.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Adds what no input alone can be blamed for. */
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
