import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { artifactsOf, errorOf, play, workflowRunOf } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const NAME = 'custom-vision-model.zip';
const OTHER = Buffer.from('the model of another job');

test('leaves the artifact of another job alone, and keeps the model', async () => {
  const project = await emulator.addProject({ integrated: true });
  const job = { runId: workflowRunOf(project), jobId: 'another-job' };
  await emulator.artifacts.addArtifact({ name: NAME, bytes: OTHER, job });
  const { run, model } = await play(emulator, project, { runAttempt: 1 });

  expect(run.outputs).toMatchObject({ status: 'failed', artifactId: '', artifactName: '' });
  expect(errorOf(run).title).toBe('Artifact name is taken');
  expect(errorOf(run).message).toContain('artifact-name: model-${{ matrix.project }}.zip');
  expect(model).toBeDefined();
  expect(artifactsOf(emulator, project)).toHaveLength(1);
  expect(await emulator.artifacts.read(artifactsOf(emulator, project)[0]?.id ?? 0)).toEqual(OTHER);
});

test('replaces what an earlier attempt has stored', async () => {
  const project = await emulator.addProject({ integrated: true });
  const job = { runId: workflowRunOf(project) };
  await emulator.artifacts.addArtifact({
    name: NAME,
    bytes: OTHER,
    job,
    createdAt: new Date(Date.now() - 60_000),
  });
  const { run } = await play(emulator, project, { runAttempt: 2 });

  expect(run.outputs).toMatchObject({ status: 'succeeded', artifactName: NAME });
  expect(artifactsOf(emulator, project)).toMatchObject([
    { digest: `sha256:${run.outputs.modelSha256 ?? ''}` },
  ]);
});

test('takes another name where an upload that was never finished holds it', async () => {
  const project = await emulator.addProject({ integrated: true });
  const job = { runId: workflowRunOf(project) };
  await emulator.artifacts.addArtifact({ name: NAME, bytes: OTHER, job, finalized: false });
  const { run, model } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', artifactName: 'custom-vision-model-2.zip' });
  expect(run.outputs.modelPath).toMatch(/custom-vision-model-2\.zip$/);
  expect(model).toBeDefined();
  expect(run.log).toContain(`holds the name ${NAME}`);
});

test('gives the path alone on GitHub Enterprise Server', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run, model } = await play(emulator, project, {
    serverUrl: 'https://github.example.com',
    env: { ACTIONS_RUNTIME_TOKEN: undefined, ACTIONS_RESULTS_URL: undefined },
  });

  expect(run.outputs).toMatchObject({ status: 'succeeded', artifactName: '' });
  expect(model).toBeDefined();
  expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Model not uploaded' }]);
});

test('asks for the wanted retention', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run } = await play(emulator, project, { inputs: { 'retention-days': '3' } });

  expect(run.outputs.status).toBe('succeeded');
  const [artifact] = artifactsOf(emulator, project);
  const days = ((artifact?.expiresAt?.getTime() ?? 0) - (artifact?.createdAt.getTime() ?? 0)) / 86_400_000;
  // A day of the calendar is an hour shorter or longer when the clocks change.
  expect(Math.round(days)).toBe(3);
});

test('outlasts an artifact service that fails for a while', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.artifacts.failNext('CreateArtifact', 2, 503);
  const { run } = await play(emulator, project);

  expect(run.outputs).toMatchObject({ status: 'succeeded', artifactName: NAME });
  expect(artifactsOf(emulator, project)).toMatchObject([
    { digest: `sha256:${run.outputs.modelSha256 ?? ''}` },
  ]);
});

test('keeps the model where the artifact service refuses, and uploads it in the next attempt', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.artifacts.failNext('CreateArtifact', 1, 403);
  const first = await play(emulator, project);

  expect(first.run.outputs).toMatchObject({ status: 'failed', artifactName: '' });
  expect(errorOf(first.run).title).toBe('Artifact service');
  expect(errorOf(first.run).message).toContain(first.run.outputs.modelPath);
  expect(first.model).toBeDefined();

  const second = await play(emulator, project, { runAttempt: 2 });
  expect(second.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
  expect(artifactsOf(emulator, project)).toHaveLength(1);
});
