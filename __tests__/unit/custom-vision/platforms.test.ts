import { expect, test } from '@jest/globals';
import {
  artifactNames,
  type ExportTarget,
  bareEnding,
  platformIn,
} from '../../../src/custom-vision/platforms.ts';

const ONNX: ExportTarget = { platform: 'ONNX', flavor: null };
const LITE: ExportTarget = { platform: 'TensorFlow', flavor: 'TensorFlowLite' };

test('a single model has the wanted name, and several have platform and flavor in theirs', () => {
  expect(artifactNames('model.zip', [LITE])).toEqual(['model.zip']);
  expect(artifactNames('model.zip', [ONNX, LITE])).toEqual([
    'model-ONNX.zip',
    'model-TensorFlow-TensorFlowLite.zip',
  ]);
});

test('only the last ending of a name is taken off', () => {
  expect(artifactNames('a.zip.b.zip', [ONNX, LITE])[0]).toBe('a.zip.b-ONNX.zip');
});

test.each([
  ['a - b.ONNX', 'ONNX'],
  ['a - b.onnx', 'ONNX'],
  ['https://account.blob.core.windows.net/models/a%20-%20b.CoreML', 'CoreML'],
  ['a - bONNX', undefined],
  ['a - b.TensorFlowLite', undefined],
  ['a - b.ONNX.zip', 'ONNX'],
  ['a - b.TensorFlow.TensorFlowLite', 'TensorFlow'],
  ['a - b.dockerfile.Linux.zip', 'DockerFile'],
  ['a - b.ONNX.ONNX12.zip.zip', undefined],
  ['', undefined],
])('the platform in %j is %j', (name, platform) => {
  expect(platformIn(name)).toBe(platform);
});

test.each([
  ['ONNX', null, '.onnx'],
  ['CoreML', 'CoreMLFloat16', '.mlmodel'],
  ['TensorFlow', null, '.pb'],
  ['TensorFlow', 'TensorFlowLiteFloat16', '.tflite'],
  ['DockerFile', 'Linux', '.bin'],
] as const)('a model of %s/%s that is no zip ends in %s', (platform, flavor, ending) => {
  expect(bareEnding({ platform, flavor })).toBe(ending);
});
