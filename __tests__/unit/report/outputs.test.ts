import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type DeliveredModel, Outputs, unknownModel } from '../../../src/report/outputs.ts';
import type { ExportTarget } from '../../../src/custom-vision/platforms.ts';

const action = parse(readFileSync(path.resolve(import.meta.dirname, '../../../action.yml'), 'utf8')) as {
  readonly outputs: Readonly<Record<string, unknown>>;
};

const TARGET: ExportTarget = { platform: 'TensorFlow', flavor: 'TensorFlowLite' };
const MODEL: DeliveredModel = {
  platform: 'TensorFlow',
  flavor: 'TensorFlowLite',
  modelUri: 'https://account.blob.core.windows.net/models/a%20b',
  path: '/tmp/model.zip',
  sha256: 'a'.repeat(64),
  bytes: 7,
  artifactName: 'model.zip',
  artifactId: 4_711,
  artifactUrl: 'https://github.com/o/r/actions/runs/1/artifacts/4711',
};

/** Every write in order, and what stands in the end. */
function recorded(): { outputs: Outputs; writes: [string, string][]; values: () => Record<string, string> } {
  const writes: [string, string][] = [];
  const outputs = new Outputs((name, value) => writes.push([name, value]));
  return { outputs, writes, values: () => Object.fromEntries(writes) };
}

test('every output of action.yml is written on every end, and no other', () => {
  const { outputs, writes, values } = recorded();
  outputs.finish('failed');
  expect(Object.keys(values()).sort()).toEqual(Object.keys(action.outputs).sort());
  expect(writes).toHaveLength(Object.keys(action.outputs).length);
  expect(values()).toMatchObject({
    status: 'failed',
    trained: 'false',
    models: '[]',
    modelUri: '',
    artifactId: '',
  });
});

test('an output is written the moment it is known, once, and not again at the end', () => {
  const { outputs, writes } = recorded();
  outputs.set('iterationId', 'x');
  outputs.set('iterationId', 'x');
  expect(writes).toEqual([['iterationId', 'x']]);
  outputs.finish('cancelled');
  expect(writes.filter(([name]) => name === 'iterationId')).toHaveLength(1);
});

test('an output that goes back to its default is written again', () => {
  const { outputs, values } = recorded();
  outputs.set('trained', 'true');
  outputs.set('trained', 'false');
  outputs.finish('failed');
  expect(values().trained).toBe('false');
});

test('a model is in the list and, as the first, in the outputs of its own', () => {
  const { outputs, values } = recorded();
  outputs.setTargets([TARGET, { platform: 'ONNX', flavor: null }]);
  outputs.setModel(0, MODEL, 'b'.repeat(64));
  outputs.finish('succeeded');
  expect(values()).toMatchObject({
    status: 'succeeded',
    modelUri: MODEL.modelUri,
    modelPath: MODEL.path,
    modelSha256: MODEL.sha256,
    artifactName: MODEL.artifactName,
    artifactId: '4711',
    artifactUrl: MODEL.artifactUrl,
    artifactDigest: 'b'.repeat(64),
  });
  expect(JSON.parse(values().models ?? '')).toEqual([
    MODEL,
    unknownModel({ platform: 'ONNX', flavor: null }),
  ]);
});

test('in the list every key is always present, and null where it is unknown', () => {
  const { outputs, values } = recorded();
  outputs.setTargets([{ platform: 'ONNX', flavor: null }]);
  expect(JSON.parse(values().models ?? '')).toEqual([
    {
      platform: 'ONNX',
      flavor: null,
      modelUri: null,
      path: null,
      sha256: null,
      bytes: null,
      artifactName: null,
      artifactId: null,
      artifactUrl: null,
    },
  ]);
  expect(Object.keys(values())).toEqual(['models']);
});

test('a model that is not the first is in the list only', () => {
  const { outputs, values } = recorded();
  outputs.setTargets([{ platform: 'ONNX', flavor: null }, TARGET]);
  outputs.setModel(1, MODEL, 'b'.repeat(64));
  outputs.finish('export-failed');
  expect(values()).toMatchObject({ modelUri: '', modelPath: '', artifactName: '', artifactDigest: '' });
  expect(JSON.parse(values().models ?? '')).toEqual([
    unknownModel({ platform: 'ONNX', flavor: null }),
    MODEL,
  ]);
});
