import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { jobOutputs } from '../../emulator/github/runner/runner.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { artifactsOf, inputsFor, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';
import { sasFor } from './storage-sas.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 200_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const API = '/customvision/v3.4-preview/training';
const ITERATION = `${API}/projects/{project}/iterations/{iteration}`;
const TWIRP = '/twirp/github.actions.results.api.v1.ArtifactService';

test('trains, exports and uploads the model', async () => {
  const project = await emulator.addProject({ name: 'Screws' });
  const { run, requests, queue } = await play(emulator, project);

  expect(run.exitCode).toBe(0);
  expect(run.annotations).toEqual([]);
  expect(requests).toEqual([
    `GET ${API}/projects/{project} → 200`,
    `GET ${API}/domains → 200`,
    `GET ${API}/projects/{project}/iterations → 200`,
    `GET ${API}/projects/{project}/tags → 200`,
    `POST ${TWIRP}/ListArtifacts → 200`,
    'GET /customvision/v3.3/training/projects/{project} → 200',
    `GET ${API}/projects/{project} → 200`,
    'PATCH /customvision/v3.3/training/projects/{project} → 200',
    `POST ${API}/projects/{project}/train?trainingType=Regular → 200`,
    `PATCH ${ITERATION} → 200`,
    `GET ${ITERATION} → 200`,
    `GET ${ITERATION}/performance?threshold=0.5&overlapThreshold=0.3 → 200`,
    `GET ${ITERATION}/export → 200`,
    `POST ${ITERATION}/export?platform=ONNX → 200`,
    `GET ${ITERATION}/export → 200`,
    `POST ${TWIRP}/CreateArtifact → 200`,
    `POST ${TWIRP}/FinalizeArtifact → 200`,
  ]);
  expect(queue).toEqual([]);

  const { outputs } = run;
  const [iteration] = project.project.iterations;
  const name = `${project.projectId} - ${iteration?.id ?? ''}.ONNX`;
  const blob = await project.container.getBlobClient(name).downloadToBuffer();
  const sha256 = createHash('sha256').update(blob).digest('hex');
  const [artifact] = artifactsOf(emulator, project);
  expect(artifact).toMatchObject({
    name: 'custom-vision-model.zip',
    mimeType: 'application/zip',
    finalized: true,
  });
  expect(await emulator.artifacts.read(artifact?.id ?? 0)).toEqual(blob);
  expect(outputs).toEqual({
    // The figures follow from the images that the project is seeded with.
    ...{ precision: '0.7458', recall: '0.7508', averagePrecision: '0.8735', gate: 'none' },
    metrics: expect.stringContaining('"previous":null,"published":null}'),
    summaryPath: path.join(run.tempFolder, 'custom-vision', `summary-${iteration?.id ?? ''}.md`),
    iterationId: iteration?.id,
    modelUri: `${project.exportModelContainerUri}/${encodeURIComponent(name)}`,
    models: JSON.stringify([
      {
        platform: 'ONNX',
        flavor: null,
        modelUri: outputs.modelUri,
        path: outputs.modelPath,
        sha256,
        bytes: blob.length,
        artifactName: 'custom-vision-model.zip',
        artifactId: artifact?.id,
        artifactUrl: outputs.artifactUrl,
      },
    ]),
    status: 'succeeded',
    trained: 'true',
    projectId: project.projectId,
    modelPath: path.join(
      run.tempFolder,
      'custom-vision',
      iteration?.id ?? '',
      'ONNX',
      'custom-vision-model.zip',
    ),
    modelSha256: sha256,
    artifactName: 'custom-vision-model.zip',
    artifactId: String(artifact?.id),
    artifactUrl: `https://github.com/octocat/models/actions/runs/4711/artifacts/${artifact?.id ?? ''}`,
    artifactDigest: sha256,
  });
  expect(jobOutputs(run).dropped).toEqual([]);
  expect(run.groups).toEqual([
    'Check project and storage',
    'Integrate storage',
    'Train',
    'Judge the model',
    'Export',
    'Fetch the model',
    'Upload the model',
  ]);
  expect(run.log).toContain('Project "Screws" (id ');
  expect(run.log).toContain('| model.onnx (');
  expect(run.summary.replaceAll('<wbr>', '')).toContain(sha256);
  expect(iteration?.name).toMatch(/^gh-4711-[0-9a-f]{8}$/);
});

test('delivers the same model again without training, exporting or uploading anything', async () => {
  const project = await emulator.addProject();
  const first = await play(emulator, project);
  const second = await play(emulator, project);

  expect(second.run.exitCode).toBe(0);
  expect(writes(second)).toEqual([`POST ${API}/projects/{project}/train?trainingType=Regular → 400`]);
  const { trained, modelPath, models, summaryPath, ...same } = second.run.outputs;
  expect(first.run.outputs).toMatchObject(same);
  expect(trained).toBe('false');
  expect(modelPath).not.toBe('');
  expect(summaryPath).not.toBe('');
  expect(models).toContain(same.modelSha256);
  expect(second.run.annotations).toMatchObject([{ level: 'notice', title: 'Nothing to train' }]);
  expect(artifactsOf(emulator, project)).toHaveLength(1);
  expect(second.queue).toEqual([]);
});

test('trains anew when an image was added', async () => {
  const project = await emulator.addProject({ integrated: true });
  const first = await play(emulator, project);
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  const second = await play(emulator, project, { inputs: { 'artifact-name': 'second.zip' } });

  expect(second.run.outputs.status).toBe('succeeded');
  expect(second.run.outputs.trained).toBe('true');
  expect(second.run.outputs.iterationId).not.toBe(first.run.outputs.iterationId);
  expect(artifactsOf(emulator, project).map(({ name }) => name)).toEqual([
    'custom-vision-model.zip',
    'second.zip',
  ]);
});

test('knows the iteration before any wait, so that a killed run leaves it behind', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run } = await play(emulator, project, {
    endsByForce: true,
    during: async (action) => {
      await action.waitFor('Waiting for the training');
      action.signal('SIGKILL');
    },
  });

  expect(run.signal).toBe('SIGKILL');
  expect(run.outputs.iterationId).toBe(project.project.iterations[0]?.id);
  expect(run.outputs.trained).toBe('true');
});

test('needs no account key where both URIs hold a SAS, and never stores the SAS in the project', async () => {
  const project = await emulator.addProject();
  const sas = sasFor(emulator, project);
  const { run } = await play(emulator, project, {
    inputs: {
      'notification-queue-uri': `${project.notificationQueueUri}?${sas.queue}`,
      'export-model-container-uri': `${project.exportModelContainerUri}?${sas.container}`,
      'storage-account-key': '',
    },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(project.project.settings).toMatchObject({
    notificationQueueUri: project.notificationQueueUri,
    exportModelContainerUri: project.exportModelContainerUri,
  });
  const signatures = [sas.queue, sas.container].map((query) => new URLSearchParams(query).get('sig') ?? '');
  expect(run.masks).toEqual(expect.arrayContaining(signatures));
  const printed = run.raw.replace(/^::add-mask::.*$/gm, '');
  for (const signature of signatures) {
    for (const form of [signature, encodeURIComponent(signature)]) {
      expect([printed, run.summary, JSON.stringify(run.outputs)].join('\n')).not.toContain(form);
    }
  }
  expect(jobOutputs(run).dropped).toEqual([]);
});

test('reads messages in base64 with a lower-case content, and dates without a zone', async () => {
  const project = await emulator.addProject({
    behavior: { messageEncoding: 'base64', contentCase: 'content', dates: 'zoneless' },
  });
  const { run, queue } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  expect(run.log.match(/A notification arrived/g)).toHaveLength(2);
  expect(queue).toEqual([]);
});

test('the message comes 5 s before the service says Completed', async () => {
  const project = await emulator.addProject({
    integrated: true,
    behavior: { trainingSeconds: 7, notifyLeadSeconds: 5 },
  });
  const { run, requests, queue } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  // Read when the message came, and after 1, 2, 4 and 8 more seconds; the service was not asked in between.
  expect(requests.filter((request) => request === `GET ${ITERATION} → 200`)).toHaveLength(5);
  expect(queue).toEqual([]);
});

test('clears doubled messages', async () => {
  const project = await emulator.addProject({ behavior: { notifications: 'duplicate' } });
  const { run, queue } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  expect(queue).toEqual([]);
});

test('leaves the model on the runner where no artifact is wanted', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run, requests, model } = await play(emulator, project, { inputs: { 'upload-artifact': 'false' } });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.outputs).toMatchObject({
    artifactName: '',
    artifactId: '',
    artifactUrl: '',
    artifactDigest: '',
  });
  expect(
    createHash('sha256')
      .update(model ?? '')
      .digest('hex'),
  ).toBe(run.outputs.modelSha256);
  expect(requests.filter((request) => request.includes('twirp'))).toEqual([]);
});

test('takes inputs that are given as an empty text for inputs that are not given', async () => {
  const project = await emulator.addProject({ integrated: true });
  const optional = [
    'replace-integration',
    'platforms',
    'training-type',
    'reserved-budget-hours',
    'artifact-name',
  ];
  const { run } = await play(emulator, project, {
    inputs: { ...inputsFor(emulator, project), ...Object.fromEntries(optional.map((name) => [name, ''])) },
  });

  expect(run.outputs.status).toBe('succeeded');
  expect(run.outputs.artifactName).toBe('custom-vision-model.zip');
});
