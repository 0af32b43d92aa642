/**
 * Inputs as `readInputs` gives them for a step with only what is required.
 */
import type { Inputs } from '../../src/inputs/inputs.ts';
import { parseStorageUri } from '../../src/storage/uri.ts';
import { CONTAINER_URI, PROJECT, QUEUE_URI } from './fake-services.ts';

export function fakeInputs(changes: Partial<Inputs> = {}): Inputs {
  return {
    endpoint: 'https://name.cognitiveservices.azure.com',
    trainingKey: null,
    clientId: null,
    tenantId: null,
    oidcAudience: null,
    project: { id: PROJECT },
    createProject: true,
    domain: null,
    classificationType: null,
    queue: parseStorageUri(QUEUE_URI, 'queue'),
    container: parseStorageUri(CONTAINER_URI, 'container'),
    storageAccountKey: null,
    replaceIntegration: false,
    platforms: [{ platform: 'ONNX', flavor: null }],
    trainingType: 'Regular',
    reservedBudgetHours: 0,
    selectedTags: [],
    notificationEmail: null,
    whenUnchanged: 'reuse',
    retryFailed: false,
    thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
    gate: {
      minimums: { precision: null, recall: null, averagePrecision: null },
      minimumFor: 'model',
      noWorseThan: 'none',
      tolerance: 0.02,
    },
    iterationId: null,
    keepIterations: null,
    timeoutMinutes: 330,
    onTimeout: 'fail',
    reconcileMinutes: 15,
    uploadArtifact: true,
    artifactName: 'model.zip',
    overwrite: false,
    retentionDays: null,
    dryRun: false,
    ...changes,
  };
}
