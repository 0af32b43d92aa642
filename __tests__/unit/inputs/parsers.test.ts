import { expect, test } from '@jest/globals';
import {
  oneOf,
  parseArtifactName,
  parseEmail,
  parseEndpoint,
  parseGuid,
  parseName,
  parseNames,
  parsePlatforms,
} from '../../../src/inputs/parsers.ts';

test.each([
  ['https://Name.CognitiveServices.azure.com/', 'https://name.cognitiveservices.azure.com'],
  ['https://name.cognitiveservices.azure.us', 'https://name.cognitiveservices.azure.us'],
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
  ['https://name.example:8443/', 'https://name.example:8443'],
])('the endpoint %j is %j', (text, expected) => {
  expect(parseEndpoint(text)).toBe(expected);
});

test.each([
  'name.cognitiveservices.azure.com',
  'http://name.cognitiveservices.azure.com',
  'https://name.cognitiveservices.azure.com/customvision/v3.3/Training',
  'https://name.cognitiveservices.azure.com/?x=1',
  'https://key@name.cognitiveservices.azure.com/',
  'https://name.cognitiveservices.azure.com/#x',
  'ftp://127.0.0.1/',
])('the endpoint %j is refused', (text) => {
  expect(() => parseEndpoint(text)).toThrow(Error);
});

test('a GUID is read in either case, and nothing else is one', () => {
  expect(parseGuid('64B822C5-8082-4b36-a426-27225f4aa18c')).toBe('64b822c5-8082-4b36-a426-27225f4aa18c');
  for (const text of [
    '64b822c580824b36a42627225f4aa18c',
    '{64b822c5-8082-4b36-a426-27225f4aa18c}',
    '64b822c5-8082-4b36-a426-27225f4aa18c\n',
    '64b822c5-8082-4b36-a426-27225f4aa18g',
    '../64b822c5-8082-4b36-a426-27225f4aa18c',
  ]) {
    expect(() => parseGuid(text)).toThrow('no GUID');
  }
});

test('one of some words is read in any case', () => {
  const parse = oneOf('Regular', 'Advanced');
  expect(parse('ADVANCED')).toBe('Advanced');
  expect(() => parse('fast')).toThrow('no such choice');
  expect(() => parse('')).toThrow('no such choice');
});

test('names are whatever the service takes, but of one line', () => {
  expect(parseName('Fruit, “2” ü/..')).toBe('Fruit, “2” ü/..');
  for (const text of ['a\nb', 'a\rb', 'a\tb', 'a\u0000b', 'a\u009bb']) {
    expect(() => parseName(text)).toThrow('control character');
  }
});

test('several names are one a line or comma-separated, and blanks around them do not count', () => {
  expect(parseNames(' japanese cherry ,\n\n hemlock\r\n,bolt')).toEqual([
    'japanese cherry',
    'hemlock',
    'bolt',
  ]);
  for (const text of [',', '\n,\n', 'a,b\u0007c']) {
    expect(() => parseNames(text)).toThrow(Error);
  }
});

test.each(['a@b.c', 'first.last+tag@sub.example.com', `${'x'.repeat(242)}@example.com`])(
  'the address %j is accepted',
  (text) => {
    expect(parseEmail(text)).toBe(text);
  },
);

test.each([
  'nobody',
  '@example.com',
  'a@b',
  'a@.b',
  'a@b.',
  'a@b..c',
  'a b@example.com',
  'a@b@c.d',
  'a@b.c, d@e.f',
  'a@b.c;d@e.f',
  'A <a@b.c>',
  'a@b.c\nBcc: d@e.f',
  `${'x'.repeat(243)}@example.com`,
])('the address %j is refused', (text) => {
  expect(() => parseEmail(text)).toThrow('no e-mail address');
});

test.each([
  ['ONNX', { platform: 'ONNX', flavor: null }],
  ['onnx', { platform: 'ONNX', flavor: null }],
  ['\n  openvino\n', { platform: 'OpenVino', flavor: null }],
  ['TensorFlow/TensorFlowLite', { platform: 'TensorFlow', flavor: 'TensorFlowLite' }],
  ['ONNX/OnnxFloat16,', { platform: 'ONNX', flavor: 'OnnxFloat16' }],
  // The service decides: the published list of flavors is older than those in use.
  ['CoreML/SomethingNew', { platform: 'CoreML', flavor: 'SomethingNew' }],
])('the platforms %j are one entry', (text, expected) => {
  expect(parsePlatforms(text)).toEqual([expected]);
});

test('several platforms come one a line, separated by commas, or both, in the order given', () => {
  expect(parsePlatforms('coreml,ONNX/OnnxFloat16\n\n ONNX ,\n')).toEqual([
    { platform: 'CoreML', flavor: null },
    { platform: 'ONNX', flavor: 'OnnxFloat16' },
    { platform: 'ONNX', flavor: null },
  ]);
});

test.each([
  '',
  ',',
  'ONNX\nONNX',
  'ONNX, CoreML, onnx',
  'TensorFlow/TensorFlowLite,tensorflow/tensorflowlite',
  'ONNX,PyTorch',
  'PyTorch',
  'ONNX/',
  'ONNX/a/b',
  'ONNX/a b',
  'ONNX/../x',
  '/x',
  'ONNX/a&b=c',
])('the platforms %j are refused', (text) => {
  expect(() => parsePlatforms(text)).toThrow(Error);
});

test.each(['custom-vision-model.zip', 'a.zip', 'model (1) ü.zip', `${'x'.repeat(200)}.zip`])(
  'the artifact name %j is accepted',
  (name) => {
    expect(parseArtifactName(name)).toBe(name);
  },
);

test.each([
  'model',
  '.zip',
  '..zip',
  'model.zip ',
  'a/b.zip',
  'a\\b.zip',
  'a:b.zip',
  'a"b.zip',
  'a<b.zip',
  'a|b.zip',
  'a*b?.zip',
  'a\r\nb.zip',
  'a\u0000b.zip',
  `${'x'.repeat(201)}.zip`,
])('the artifact name %j is refused', (name) => {
  expect(() => parseArtifactName(name)).toThrow(Error);
});

test('an artifact name that no file system takes is refused: 255 bytes are the most', () => {
  expect(() => parseArtifactName(`${'模'.repeat(100)}.zip`)).toThrow(Error);
});

test.each([
  ['https://www.customvision.ai/projects/1#/manage', 'the address of a portal'],
  ['https://portal.azure.com/#@tenant/resource/x', 'the address of a portal'],
  ['https://customvision.ai', 'the address of a portal'],
  ['https://account.blob.core.windows.net', 'a host of Azure Storage'],
  ['https://name.cognitiveservices.azure.com/customvision/v3.0/Prediction/1/classify', 'for predictions'],
  ['https://name.cognitiveservices.azure.com/customvision/v3.3', 'leave out everything after the host'],
])('the endpoint %j is refused with what it is', (text, words) => {
  expect(() => parseEndpoint(text)).toThrow(words);
});

test.each([
  ['ONNX, PyTorch, CoreML', 'entry 2, "PyTorch", begins with no platform'],
  [
    'ONNX\nTensorFlowLite',
    'entry 2, "TensorFlowLite", begins with no platform (write TensorFlow, or TensorFlow/',
  ],
  ['ONX', 'entry 1, "ONX", begins with no platform (write ONNX'],
  ['ONNX, CoreML/a b', 'what follows CoreML in entry 2, "CoreML/a b", is no flavor'],
  [`ONNX, ${'x'.repeat(500)}`, `entry 2, "${'x'.repeat(64)}", begins`],
  ['ONNX, ?sig=s3cret-and-more', 'entry 2, "?sig=***", begins'],
])('of the platforms %j the bad one is named', (text, words) => {
  expect(() => parsePlatforms(text)).toThrow(words);
});

test.each([
  ['model', 'write "model.zip"'],
  ['model.ZIP', 'write "model.zip"'],
  ['a/b|c.zip', 'leave out "/ |"'],
  ['a##[b.zip', 'leave out "##\\x5b"'],
  ['.model.zip', 'begins with a dot'],
  [`${'x'.repeat(201)}.zip`, 'longer than 204 bytes'],
])('the artifact name %j is refused with what to write', (text, words) => {
  expect(() => parseArtifactName(text)).toThrow(words);
});

test('lists are bounded', () => {
  const many = (count: number): string =>
    Array.from({ length: count }, (_, index) => `ONNX/f${index}`).join(',');
  expect(parsePlatforms(many(50))).toHaveLength(50);
  expect(() => parsePlatforms(many(51))).toThrow('it has 51 entries, at most 50');
  expect(() => parseNames(many(1_001))).toThrow('it has 1001 entries, at most 1000');
});
