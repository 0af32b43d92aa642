import { expect, test } from '@jest/globals';
import {
  artifactNames,
  type ExportTarget,
  platformEnding,
  sameTarget,
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

test('targets are the same whatever the case of their flavor, and not without it', () => {
  expect(sameTarget(LITE, { platform: 'TensorFlow', flavor: 'tensorflowlite' })).toBe(true);
  expect(sameTarget(LITE, { platform: 'TensorFlow', flavor: null })).toBe(false);
});

test.each([
  ['a - b.ONNX', 'ONNX'],
  ['a - b.onnx', 'ONNX'],
  ['https://account.blob.core.windows.net/models/a%20-%20b.CoreML', 'CoreML'],
  ['a - b.ONNX.zip', undefined],
  ['a - bONNX', undefined],
  ['a - b.TensorFlowLite', undefined],
  ['', undefined],
])('the ending of %j is %j', (name, platform) => {
  expect(platformEnding(name)).toBe(platform);
});
