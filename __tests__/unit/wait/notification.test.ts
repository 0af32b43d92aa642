import { expect, test } from '@jest/globals';
import { parseNotification } from '../../../src/wait/notification.ts';

const PROJECT = '64b822c5-8082-4b36-a426-27225f4aa18c';
const ITERATION = '0a1b2c3d-0000-4000-8000-00000000000a';
const IDS = { projectId: PROJECT, iterationId: ITERATION };
const LINK = 'https://a.example/b/c.ONNX';

const CONNECTION_TEST = { version: '1.0', type: 'ConnectionTest', Content: { projectId: PROJECT } };
const TRAINING = {
  version: '1.0',
  type: 'Training',
  Content: { ...IDS, trainingStatus: 'TrainingCompleted' },
};
const EXPORT = {
  version: '1.0',
  type: 'Export',
  Content: { ...IDS, exportStatus: 'ExportCompleted', modelUri: LINK },
};

test.each([
  [CONNECTION_TEST, { type: 'ConnectionTest', projectId: PROJECT }],
  [TRAINING, { type: 'Training', ...IDS }],
  [EXPORT, { type: 'Export', ...IDS, modelUri: LINK }],
])('%j is read, plain or in base64, with Content or content', (message, expected) => {
  const { Content, ...rest } = message;
  for (const variant of [
    message,
    { ...rest, content: Content },
    { ...rest, content: Content, Content: null },
  ]) {
    const text = JSON.stringify(variant);
    expect(parseNotification(text)).toEqual(expected);
    expect(parseNotification(Buffer.from(text).toString('base64'))).toEqual(expected);
    expect(parseNotification(`\n ${JSON.stringify(variant, null, 2)}\n`)).toEqual(expected);
  }
});

test('GUIDs are read in any case', () => {
  const Content = { projectId: PROJECT.toUpperCase(), iterationId: ITERATION.toUpperCase() };
  expect(parseNotification(JSON.stringify({ ...TRAINING, Content }))).toEqual({ type: 'Training', ...IDS });
});

test('unknown members, statuses and versions are no obstacle: the state at the service decides', () => {
  const message = {
    ...TRAINING,
    version: '2.0',
    extra: [1],
    Content: { ...IDS, trainingStatus: 'TrainingPaused', more: { deep: null } },
  };
  expect(parseNotification(JSON.stringify(message))).toEqual({ type: 'Training', ...IDS });
  const unversioned = { type: TRAINING.type, Content: TRAINING.Content };
  expect(parseNotification(JSON.stringify(unversioned))).toEqual({ type: 'Training', ...IDS });
});

test.each([undefined, null, 7, [LINK], { href: LINK }])(
  'an export whose modelUri is %j has none',
  (modelUri) => {
    expect(parseNotification(JSON.stringify({ ...EXPORT, Content: { ...IDS, modelUri } }))).toEqual({
      type: 'Export',
      ...IDS,
      modelUri: null,
    });
  },
);

test.each([
  ['', 'nothing'],
  ['hello', 'text'],
  ['{"job":1}', "somebody else's work"],
  ['null', 'null'],
  ['7', 'a number'],
  ['"text"', 'a text'],
  ['[]', 'an array'],
  ['{}', 'an empty object'],
  [JSON.stringify({ ...TRAINING, Content: null }), 'null as content'],
  [JSON.stringify([TRAINING]), 'an array of one'],
  [JSON.stringify({ ...TRAINING, Content: [IDS] }), 'an array as content'],
  [JSON.stringify({ ...TRAINING, Content: JSON.stringify(IDS) }), 'a text as content'],
  [JSON.stringify({ ...TRAINING, Content: undefined }), 'no content'],
  [JSON.stringify({ ...TRAINING, type: 'training' }), 'another type'],
  [JSON.stringify({ ...TRAINING, type: ['Training'] }), 'an array as type'],
  [JSON.stringify({ ...TRAINING, Content: { projectId: PROJECT } }), 'no iteration'],
  [JSON.stringify({ ...TRAINING, Content: { iterationId: ITERATION } }), 'no project'],
  [JSON.stringify({ ...TRAINING, Content: { ...IDS, iterationId: '../x' } }), 'an iteration that is no GUID'],
  [JSON.stringify({ ...TRAINING, Content: { ...IDS, projectId: [PROJECT] } }), 'an array as project'],
  [
    JSON.stringify({ ...TRAINING, Content: { ...IDS, projectId: `${PROJECT}\n` } }),
    'a project with a line end',
  ],
  [JSON.stringify(TRAINING).slice(0, -1), 'JSON that is cut off'],
  [
    Buffer.from(Buffer.from(JSON.stringify(TRAINING)).toString('base64')).toString('base64'),
    'base64 of base64',
  ],
])('%j (%s) is no notification', (text) => {
  expect(parseNotification(text)).toBeUndefined();
});

test('the largest message that a queue takes is read without harm', () => {
  expect(parseNotification('['.repeat(65_536))).toBeUndefined();
  expect(parseNotification('A'.repeat(65_536))).toBeUndefined();
});

test.each(['plain', 'utf8', 'utf16le', 'utf16be'] as const)(
  '%s with and without a byte order mark is read',
  (form) => {
    for (const mark of ['', '\uFEFF', '\uFEFF ', ' ']) {
      const text = `${mark}${JSON.stringify({ ...TRAINING, note: 'Ümläut 模型' })}`;
      const bytes = Buffer.from(text, form === 'utf8' ? 'utf8' : 'utf16le');
      const swapped = form === 'utf16be' ? bytes.swap16() : bytes;
      const message = form === 'plain' ? text : swapped.toString('base64');
      expect(parseNotification(message)).toEqual({ type: 'Training', ...IDS });
    }
  },
);
