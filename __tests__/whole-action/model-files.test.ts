/** Where models lie on the runner, what they are called, and that a later job can unpack them. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { runAction } from '../../emulator/github/runner/runner.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { zipSaying, zipWithBackslashes } from '../../trials/fakes/zip-bytes.ts';
import { play, workflowRunOf } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';
import { startStub } from './troubles/stub.ts';

let emulator: TimedEmulator;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await emulator.close();
});

interface Model {
  readonly path: string;
  readonly sha256: string;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An integrated project with an iteration that is exported; `bytes` are what the service keeps of it. */
async function exported(bytes: Buffer): Promise<SeededProject> {
  const project = await emulator.addProject({ integrated: true, behavior: { backup: 'missing' } });
  const { id } = emulator.service.trainings.add(project.projectId);
  const done = await emulator.service.exports.add(project.projectId, id, { platform: 'ONNX' });
  const port = await startStub({ closing }, (_request, response) => response.end(bytes));
  done.downloadUri = `http://127.0.0.1:${port}/model`;
  return project;
}

test('steps of one job never overwrite what an output of an earlier one points to', async () => {
  const tempFolder = await mkdtemp(path.join(tmpdir(), 'job-'));
  closing.push(() => rm(tempFolder, { recursive: true }));
  const project = await emulator.addProject({ integrated: true });
  const models: Model[] = [];
  for (const platforms of [
    'ONNX',
    'CoreML',
    'TensorFlow/TensorFlowLite',
    'TensorFlow/TensorFlowJs',
    'ONNX',
  ]) {
    const { run } = await play(emulator, project, {
      inputs: { platforms, 'upload-artifact': 'false' },
      env: { RUNNER_TEMP: tempFolder },
    });
    models.push(...(JSON.parse(run.outputs.models ?? '') as Model[]));
  }

  const base = path.join(tempFolder, 'custom-vision', project.project.iterations[0]?.id ?? '');
  const folders = ['ONNX', 'CoreML', 'TensorFlow-TensorFlowLite', 'TensorFlow-TensorFlowJs', 'ONNX-2'];
  expect(models.map((model) => model.path)).toEqual(
    folders.map((folder) => path.join(base, folder, 'custom-vision-model.zip')),
  );
  for (const model of models) {
    expect(sha256(await readFile(model.path))).toBe(model.sha256);
  }
});

test('a fetch that fails leaves no folder behind, so that the next step has the plain one', async () => {
  const tempFolder = await mkdtemp(path.join(tmpdir(), 'job-'));
  closing.push(() => rm(tempFolder, { recursive: true }));
  const project = await exported(Buffer.from('<html>Sign in</html>'));
  const { run } = await play(emulator, project, { env: { RUNNER_TEMP: tempFolder } });

  expect(run.outputs).toMatchObject({ status: 'failed', modelPath: '' });
  const files = await readdir(tempFolder, { recursive: true });
  expect(files.filter((file) => file.includes('ONNX'))).toEqual([]);
});

test.each([
  ['ONNX', '.onnx'],
  ['CoreML', '.mlmodel'],
  ['TensorFlow', '.pb'],
  ['TensorFlow/TensorFlowLite', '.tflite'],
])('a model of %s that is no zip is named *%s', async (platforms, ending) => {
  const project = await emulator.addProject({ integrated: true, behavior: { packaging: 'bare' } });
  const { run, model } = await play(emulator, project, { inputs: { platforms } });

  expect(run.outputs).toMatchObject({ status: 'succeeded', artifactName: `custom-vision-model${ending}` });
  expect(path.basename(run.outputs.modelPath ?? '')).toBe(`custom-vision-model${ending}`);
  expect(sha256(model ?? Buffer.alloc(0))).toBe(run.outputs.modelSha256);
});

test('a model that is no zip is the same artifact when the job runs again', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { packaging: 'bare' } });
  const names = ['artifactName', 'artifactId', 'artifactDigest'] as const;
  const [first, second] = [await play(emulator, project), await play(emulator, project, { runAttempt: 2 })];
  expect(first.run.outputs.artifactDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(names.map((name) => second.run.outputs[name])).toEqual(names.map((name) => first.run.outputs[name]));
  expect(second.run.log).toContain('holds this very model already');
});

test('a zip with backslashes in its names unpacks to folders in a later job', async () => {
  const files = { 'app/model.onnx': 'weights', 'app/deep/labels.txt': 'a\r\nb', LICENSE: 'any' };
  const project = await exported(await zipWithBackslashes(files));
  const { run, model } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations.map(({ title }) => title)).toContain('Model hard to unpack');
  expect(sha256(model ?? Buffer.alloc(0))).toBe(run.outputs.modelSha256);
  expect(run.outputs.artifactDigest).toBe(run.outputs.modelSha256);

  const deployed = await runAction({
    actionFolder: path.join(import.meta.dirname, '..', '..', 'emulator', 'github', 'download-artifact'),
    inputs: { name: run.outputs.artifactName ?? '' },
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.artifacts.tokenFor({ runId: workflowRunOf(project), jobId: 'deploy' }),
  });
  closing.push(() => deployed.cleanUp());
  expect(deployed.conclusion).toBe('success');
  const folder = deployed.outputs['download-path'] ?? '';
  for (const [name, content] of Object.entries(files)) {
    expect(await readFile(path.join(folder, name), 'utf8')).toBe(content);
  }
});

test.each([
  ['bzip2', { method: 12 }, 'it is compressed by method 12'],
  ['a password', { flags: 1 }, 'it is encrypted'],
  ['sizes behind, without a signature', { flags: 8 }, 'its size stands behind it, without a signature'],
] as const)(
  'a zip with %s is delivered, and what nobody unpacks is told by name',
  async (_what, changes, why) => {
    const project = await exported(await zipSaying(changes));
    const { run } = await play(emulator, project);

    expect(run.outputs.status).toBe('succeeded');
    const warnings = run.annotations.filter(({ title }) => title === 'Model hard to unpack');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain(`| model.onnx: ${why}`);
  },
);
