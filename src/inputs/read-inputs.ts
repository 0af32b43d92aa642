/**
 * Reads the inputs of the root action, once, and checks them together before the first request.
 */
import type { Env } from '../env.ts';
import { checkTogether } from './checks.ts';
import { parseArtifactName, parseEmail, parseName, parseNames, parsePlatforms } from './parsers.ts';
import { readGate, readThresholds } from './gate.ts';
import { ITERATION_CHOICE, parseIteration } from './iteration-choice.ts';
import type { InputReader } from './reader.ts';
import type { Inputs } from './inputs.ts';
import type { SasUse } from '../storage/sas.ts';
import { readAccess } from './access.ts';
import { stepReader } from './step-reader.ts';
import { readWhichProject } from './which-project.ts';
import { readStorageKey, readStorageUri } from './storage-access.ts';
import { PLATFORMS } from '../custom-vision/platforms.ts';
import { systemClock } from '../time/clock.ts';

/** The defaults of action.yml: an input that is given as an empty text counts as not given. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'create-project': 'true',
  'replace-integration': 'false',
  platforms: 'ONNX',
  'training-type': 'Regular',
  'reserved-budget-hours': '0',
  'when-unchanged': 'reuse',
  'retry-failed': 'false',
  'metrics-threshold': '0.5',
  'metrics-overlap-threshold': '0.3',
  'minimum-for': 'model',
  'no-worse-than': 'none',
  tolerance: '0.02',
  'timeout-minutes': '330',
  'on-timeout': 'fail',
  'reconcile-minutes': '15',
  'upload-artifact': 'true',
  'artifact-name': 'custom-vision-model.zip',
  overwrite: 'false',
  'dry-run': 'false',
};
const KEYS = ['training-key', 'storage-account-key'];
const URLS = ['endpoint', 'notification-queue-uri', 'export-model-container-uri'];

/** What is expected of each input that has a form of its own, and an example. */
const EXPECTED = {
  domain: 'the name or id of a domain, such as: General (compact)',
  platforms: `some of ${PLATFORMS.join(', ')}, with or without a flavor, each once, one a line or separated by commas, such as: ONNX, TensorFlow/TensorFlowLite`,
  selectedTags: 'names or ids of tags, one a line or comma-separated, such as: bolt, nut',
  email: 'one e-mail address, such as: team@example.com',
  artifactName: 'a file name ending in .zip, such as: custom-vision-model.zip',
};

/**
 * @param mask is told every secret before anything is done with it
 * @param now in milliseconds since the epoch
 * @throws Failure `failed` that names every refused input
 */
export function readInputs(mask: (secret: string) => void, env: Env, now = systemClock.now()): Inputs {
  const reader = stepReader({ defaults: DEFAULTS, keys: KEYS, urls: URLS }, mask, env);
  // It takes less of a SAS.
  const dryRun = reader.boolean('dry-run');
  const inputs: Inputs = {
    ...readAccess(reader),
    ...readProject(reader),
    ...readStorage(reader, env, { now, dryRun }),
    ...readTraining(reader),
    ...readDelivery(reader),
    dryRun,
  };
  checkTogether(inputs, reader, env);
  reader.refuse();
  return inputs;
}

function readProject(reader: InputReader) {
  return {
    project: readWhichProject(reader),
    createProject: reader.boolean('create-project'),
    domain: reader.optional('domain', EXPECTED.domain, parseName),
    classificationType:
      reader.text('classification-type') === ''
        ? null
        : reader.choice('classification-type', 'Multiclass', 'Multilabel'),
  };
}

function readStorage(reader: InputReader, env: Env, use: Omit<SasUse, 'secure'>) {
  return {
    ...storageUris(reader, env, use),
    storageAccountKey: readStorageKey(reader),
    replaceIntegration: reader.boolean('replace-integration'),
  };
}

function readTraining(reader: InputReader) {
  return {
    trainingType: reader.choice('training-type', 'Regular', 'Advanced'),
    // The longest run that timeout-minutes allows could not wait for more.
    reservedBudgetHours: reader.integer('reserved-budget-hours', 0, 120, 1),
    selectedTags: reader.optional('selected-tags', EXPECTED.selectedTags, parseNames) ?? [],
    notificationEmail: reader.optional('notification-email', EXPECTED.email, parseEmail),
    whenUnchanged: reader.choice('when-unchanged', 'reuse', 'retrain', 'fail'),
    retryFailed: reader.boolean('retry-failed'),
    thresholds: readThresholds(reader),
    gate: readGate(reader),
    iterationId: reader.optional('iteration-id', ITERATION_CHOICE, parseIteration),
    keepIterations:
      reader.text('keep-iterations') === '' ? null : reader.integer('keep-iterations', 2, 20, 10),
    timeoutMinutes: reader.integer('timeout-minutes', 0, 7200, 330),
    onTimeout: reader.choice('on-timeout', 'fail', 'detach'),
    reconcileMinutes: reader.integer('reconcile-minutes', 0, 1440, 15),
  };
}

function readDelivery(reader: InputReader) {
  const onnx: Inputs['platforms'] = [{ platform: 'ONNX', flavor: null }];
  return {
    platforms: reader.required('platforms', EXPECTED.platforms, parsePlatforms, onnx),
    uploadArtifact: reader.boolean('upload-artifact'),
    artifactName: reader.required('artifact-name', EXPECTED.artifactName, parseArtifactName, ''),
    overwrite: reader.boolean('overwrite'),
    retentionDays: reader.text('retention-days') === '' ? null : reader.integer('retention-days', 1, 400, 30),
  };
}

function storageUris(
  reader: InputReader,
  env: Env,
  use: Omit<SasUse, 'secure'>,
): Pick<Inputs, 'queue' | 'container'> {
  const queue = readStorageUri('queue', reader, env, use);
  const container = readStorageUri('container', reader, env, use);
  // A domain of the user's own names no account: it stands for that of the other URI.
  return {
    queue: { ...queue, account: queue.account ?? container.account },
    container: { ...container, account: container.account ?? queue.account },
  };
}
