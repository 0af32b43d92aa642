import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
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

/** An artifact of the given name in the project's workflow run. */
async function stored(
  project: SeededProject,
  name: string,
  more: { readonly jobId?: string; readonly finalized?: boolean } = {},
): Promise<void> {
  const { jobId, ...given } = more;
  const job = { runId: workflowRunOf(project), ...(jobId === undefined ? {} : { jobId }) };
  await emulator.artifacts.addArtifact({ name, bytes: OTHER, job, ...given });
}

/** What the artifact of that name holds. */
async function bytesOf(project: SeededProject, name: string): Promise<Buffer> {
  const artifact = artifactsOf(emulator, project).find((one) => one.name === name);
  return await emulator.artifacts.read(artifact?.id ?? 0);
}

test.each([
  ['of another job', 1, { jobId: 'another-job' }, 'another model'],
  ['of an earlier attempt', 2, {}, 'another model'],
  ['that was never finished', 1, { finalized: false }, 'an unfinished upload'],
] as const)('an artifact %s stays as it is, and all outputs tell the other name', async (...row) => {
  const [, runAttempt, more, holder] = row;
  const project = await emulator.addProject({ integrated: true });
  await stored(project, NAME, more);
  const { run, model } = await play(emulator, project, { runAttempt });

  const [theirs, ours] = artifactsOf(emulator, project);
  expect(run.outputs).toMatchObject({
    status: 'succeeded',
    artifactName: 'custom-vision-model-2.zip',
    artifactId: String(ours?.id),
    artifactUrl: `https://github.com/octocat/models/actions/runs/4711/artifacts/${ours?.id ?? ''}`,
    artifactDigest: ours?.digest?.replace('sha256:', ''),
    modelSha256: ours?.digest?.replace('sha256:', ''),
    modelPath: expect.stringMatching(/custom-vision-model-2\.zip$/),
  });
  expect(JSON.parse(run.outputs.models ?? '')).toMatchObject([
    { artifactName: 'custom-vision-model-2.zip', artifactId: ours?.id, path: run.outputs.modelPath },
  ]);
  expect(await bytesOf(project, NAME)).toEqual(OTHER);
  expect(model).toEqual(await bytesOf(project, 'custom-vision-model-2.zip'));
  expect(theirs).toMatchObject({ name: NAME, finalized: !('finalized' in more) });
  expect(run.annotations).toMatchObject([
    {
      level: 'warning',
      title: 'Artifact under another name',
      message: expect.stringMatching(
        new RegExp(`${holder} holds the name ${NAME}.*as the artifact custom-vision-model-2.zip`),
      ),
    },
  ]);
});

test.each([
  ['another model', {}, NAME],
  [
    'an upload that was never finished, which nobody can delete',
    { finalized: false },
    'custom-vision-model-2.zip',
  ],
] as const)('with overwrite: true and %s under the name', async (_what, more, artifactName) => {
  const project = await emulator.addProject({ integrated: true });
  await stored(project, NAME, { jobId: 'another-job', ...more });
  const { run } = await play(emulator, project, { inputs: { overwrite: 'true' } });

  expect(run.outputs).toMatchObject({ status: 'succeeded', artifactName });
  expect(artifactsOf(emulator, project).filter(({ finalized }) => finalized)).toMatchObject([
    { name: artifactName, digest: `sha256:${run.outputs.modelSha256 ?? ''}` },
  ]);
});

test('a model that is no zip leaves an artifact of its name alone, and replaces it with overwrite: true', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { packaging: 'bare' } });
  await stored(project, 'custom-vision-model.onnx', { jobId: 'another-job' });
  const first = await play(emulator, project);
  expect(first.run.outputs).toMatchObject({
    status: 'succeeded',
    artifactName: 'custom-vision-model-2.onnx',
  });
  expect(await bytesOf(project, 'custom-vision-model.onnx')).toEqual(OTHER);

  const second = await play(emulator, project, { inputs: { overwrite: 'true' } });
  expect(second.run.outputs).toMatchObject({ status: 'succeeded', artifactName: 'custom-vision-model.onnx' });
  expect(await bytesOf(project, 'custom-vision-model.onnx')).not.toEqual(OTHER);
});

test('the jobs of a matrix that have one name each deliver their own model, and keep it when they run again', async () => {
  const project = await emulator.addProject({ integrated: true });
  const deliver = async (platforms: string, runAttempt: number) =>
    (await play(emulator, project, { jobId: platforms, runAttempt, inputs: { platforms } })).run.outputs;
  const names: Record<string, string | undefined> = {};
  for (const platform of ['ONNX', 'CoreML', 'TensorFlow']) {
    const outputs = await deliver(platform, 1);
    names[platform] = outputs.artifactName;
    expect(outputs.status).toBe('succeeded');
  }
  expect(Object.values(names)).toEqual([NAME, 'custom-vision-model-2.zip', 'custom-vision-model-3.zip']);
  for (const platform of ['TensorFlow', 'ONNX', 'CoreML']) {
    const outputs = await deliver(platform, 2);
    expect(outputs).toMatchObject({ status: 'succeeded', artifactName: names[platform] });
    expect(outputs.artifactDigest).toBe(outputs.modelSha256);
  }
  expect(artifactsOf(emulator, project)).toHaveLength(3);
});

test.each([
  ['refuses the token', { fault: 'unauthenticated' }, '| 401 the bearer token is missing or not valid'],
  ['is a page to sign in at', { fault: 'sign-in-page' }, ': 200, an answer of the type text/html'],
  ['hangs up', { fault: 'closed' }, '| socket hang up'],
  [
    'has its host closed',
    { env: { ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/' } },
    '| connect ECONNREFUSED 127.0.0.1:9',
  ],
  [
    'is not known by that name',
    { env: { ACTIONS_RESULTS_URL: 'https://results.invalid/' } },
    '| getaddrinfo ENOTFOUND results.invalid',
  ],
  ['has no URL', { env: { ACTIONS_RESULTS_URL: 'results' } }, '| ACTIONS_RESULTS_URL is no URL'],
  [
    'gets a token that is no JWT',
    { env: { ACTIONS_RUNTIME_TOKEN: 'opaque-token' } },
    '| ACTIONS_RUNTIME_TOKEN is no JSON Web Token that names a workflow run and a job',
  ],
] as const)('an artifact service that %s is told before the training', async (...row) => {
  const [, how, says] = row;
  const project = await emulator.addProject({ integrated: true });
  emulator.artifacts.breakDown('fault' in how ? how.fault : undefined);
  const { run, requests } = await play(emulator, project, 'env' in how ? { env: how.env } : {});
  emulator.artifacts.breakDown(undefined);

  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false' });
  expect(requests.filter((request) => /^(POST|PATCH) \/customvision/.test(request))).toEqual([]);
  const title = says.includes('text/html') ? 'Something else answered' : 'Artifact service';
  expect(errorOf(run).title).toBe(title);
  expect(errorOf(run).message).toContain(says);
  expect(errorOf(run).message).toContain('upload-artifact: false');
});

test('a service that fails for a while before the training is waited for, and told only where it goes on', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.artifacts.failNext('ListArtifacts', 3, 503);
  const { run } = await play(emulator, project);
  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
});

test('storage that is used up and the artifact server of nektos/act are told as such, and the model stays', async () => {
  const project = await emulator.addProject({ integrated: true });
  emulator.artifacts.breakDown('quota');
  const full = await play(emulator, project);
  emulator.artifacts.breakDown('no-mime-type');
  const act = await play(emulator, project, { env: { ACT: 'true' } });
  emulator.artifacts.breakDown(undefined);

  expect(errorOf(full.run).title).toBe('Artifact storage used up');
  expect(errorOf(act.run).title).toBe('Artifact service');
  expect(errorOf(act.run).message).toContain('Next: set upload-artifact: false: this is nektos/act');
  for (const { run, model } of [full, act]) {
    expect(run.outputs.status).toBe('failed');
    expect(errorOf(run).message).toContain(run.outputs.modelPath);
    expect(model).toBeDefined();
  }
});

test('without an upload, the artifact service is not asked', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run, requests } = await play(emulator, project, { inputs: { 'upload-artifact': 'false' } });
  expect(run.outputs.status).toBe('succeeded');
  expect(requests.filter((request) => request.includes('ArtifactService'))).toEqual([]);
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
