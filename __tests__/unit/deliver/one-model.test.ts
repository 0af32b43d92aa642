import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deliverModels } from '../../../src/deliver/deliver.ts';
import type { Env } from '../../../src/env.ts';
import type { Inputs } from '../../../src/inputs/inputs.ts';
import type { DeliveredModel } from '../../../src/report/outputs.ts';
import { readIteration } from '../../../src/custom-vision/entities.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';
import {
  CONTAINER_URI,
  fakeWorld,
  ITERATION,
  iterationJson,
  PROJECT,
} from '../../../trials/fakes/fake-services.ts';
import { zipOf, zipWithEntryNamed } from '../../../trials/fakes/zip-bytes.ts';

const NAME = `${PROJECT} - ${ITERATION}.ONNX`;
let folder = '';
let world = fakeWorld();
let bytes: Buffer = Buffer.alloc(0);

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'deliver-'));
  world = fakeWorld();
  world.clock.guards = (ms) => ms >= 60_000;
  bytes = await zipOf({ 'model.onnx': 'x', 'labels.txt': 'a' });
  world.container.put(NAME, bytes);
  world.api.on('GetExports', [{ platform: 'ONNX', status: 'Done', flavor: null, downloadUri: null }]);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Delivers what the service has exported already; throws the failure of the run. */
async function deliver(changes: Partial<Inputs> = {}, env: Env = {}): Promise<DeliveredModel> {
  const workflow = { ...world.workflow, tempFolder: folder };
  const run = { ...world.run, workflow: () => Promise.resolve(workflow), env };
  const failure = await deliverModels(
    readIteration(iterationJson(ITERATION, 'Completed')),
    fakeInputs(changes),
    run,
  );
  if (failure !== undefined) {
    throw failure;
  }
  const [model] = run.outputs.models;
  if (model === undefined) {
    throw new Error('no model and no failure');
  }
  return model;
}

function digest(): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('a model is fetched, checked, uploaded, and told in every output', async () => {
  const model = await deliver();
  expect(model).toEqual({
    platform: 'ONNX',
    flavor: null,
    modelUri: `${CONTAINER_URI}/${encodeURIComponent(NAME)}`,
    path: path.join(folder, 'custom-vision', ITERATION, 'ONNX', 'model.zip'),
    sha256: digest(),
    bytes: bytes.length,
    artifactName: 'model.zip',
    artifactId: 1_000,
    artifactUrl: 'https://github.com/owner/repo/actions/runs/4711/artifacts/1000',
  });
  expect(Object.fromEntries(world.outputs)).toEqual({
    models: JSON.stringify([model]),
    modelUri: model.modelUri,
    modelPath: model.path,
    modelSha256: digest(),
    artifactName: 'model.zip',
    artifactId: '1000',
    artifactUrl: model.artifactUrl,
    artifactDigest: digest(),
  });
});

test('without upload the model stays on the runner', async () => {
  expect(await deliver({ uploadArtifact: false })).toMatchObject({ artifactName: null, sha256: digest() });
  expect(world.artifacts.requests).toEqual([]);
});

test('where there is no artifact service the model stays on the runner, of which the preflight has warned', async () => {
  expect(await deliver({}, { GITHUB_SERVER_URL: 'https://github.example.com' })).toMatchObject({
    artifactName: null,
    sha256: digest(),
  });
  expect(world.artifacts.requests).toEqual([]);
});

test('a damaged zip is not uploaded, and its path is told', async () => {
  world.container.put(NAME, await zipWithEntryNamed('../x'));
  await expect(deliver()).rejects.toMatchObject({ status: 'export-failed' });
  expect(world.artifacts.requests).toEqual([]);
  expect(existsSync(world.outputs.get('modelPath') ?? '')).toBe(true);
});

test('what is no zip and cannot be uploaded is still where the output modelPath says', async () => {
  world.container.put(NAME, 'no zip');
  world.artifacts.meanwhile = (request) => {
    if (request.startsWith('upload ')) {
      throw new Error('500');
    }
  };
  await expect(deliver()).rejects.toMatchObject({ status: 'failed' });
  expect(world.report.log).not.toContain('The model is a zip');
  expect(existsSync(world.outputs.get('modelPath') ?? '')).toBe(true);
});

test('an upload that never ends is a time-out at the deadline', async () => {
  world.artifacts.meanwhile = (request) => {
    if (!request.startsWith('upload ')) {
      return;
    }
    return new Promise<never>(() => undefined);
  };
  // Only the guard of the upload passes: the model has been fetched by then.
  let fetched = false;
  const { outputs } = world.run;
  const setModel = outputs.setModel.bind(outputs);
  outputs.setModel = (...args: Parameters<typeof setModel>) => {
    setModel(...args);
    if (!fetched) {
      fetched = true;
      world.clock.guards = () => false;
    }
  };
  await expect(deliver()).rejects.toMatchObject({ status: 'timed-out' });
  expect(world.outputs.get('modelSha256')).toBe(digest());
});
