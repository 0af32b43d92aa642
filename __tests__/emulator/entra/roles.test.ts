import { expect, test } from '@jest/globals';
import { storageDataActions, trainingDataAction } from '../../../emulator/entra/data-actions.ts';
import { type Role, RoleAssignments } from '../../../emulator/entra/roles.ts';
import { OPERATIONS } from '../../../emulator/custom-vision/http/operations.ts';

function allowedTo(role: Role): string[] {
  const roles = new RoleAssignments();
  roles.assign('somebody', role);
  return OPERATIONS.filter(({ method, path }) =>
    roles.allows('somebody', trainingDataAction(method, path)),
  ).map(({ id }) => id);
}

test('a contributor may do everything, a trainer all but make, delete, import or export projects', () => {
  const all = OPERATIONS.map(({ id }) => id);
  expect(allowedTo('Cognitive Services Custom Vision Contributor')).toEqual(all);
  const trainer = allowedTo('Cognitive Services Custom Vision Trainer');
  expect(all.filter((id) => !trainer.includes(id)).sort()).toEqual([
    'CreateProject',
    'DeleteProject',
    'ExportProject',
    'ImportProject',
  ]);
});

test('a deployer may export and publish but not train, a reader may do neither', () => {
  const deployment = allowedTo('Cognitive Services Custom Vision Deployment');
  const reader = allowedTo('Cognitive Services Custom Vision Reader');
  expect(deployment.filter((id) => !reader.includes(id)).sort()).toEqual([
    'ExportIteration',
    'PublishIteration',
    'QuickTestImage',
    'UnpublishIteration',
  ]);
  const byReading = OPERATIONS.filter(({ method }) => method === 'GET').map(({ id }) => id);
  expect(reader).toEqual(byReading.filter((id) => id !== 'ExportProject'));
});

test('a role that is taken away allows nothing, a denied action nobody', () => {
  const roles = new RoleAssignments();
  const read = 'queueServices/queues/messages/read';
  roles.assign('somebody', 'Storage Queue Data Reader', 'Storage Blob Data Reader');
  expect([roles.allows('somebody', read), roles.allows('nobody', read)]).toEqual([true, false]);
  roles.denied.add(read);
  expect(roles.allows('somebody', read)).toBe(false);
  roles.denied.clear();
  roles.remove('somebody', 'Storage Queue Data Reader');
  expect(roles.allows('somebody', read)).toBe(false);
  expect(roles.of('somebody')).toEqual(['Storage Blob Data Reader']);
});

const MESSAGES = 'queueServices/queues/messages';
const BLOBS = 'blobServices/containers/blobs';

test.each([
  ['queue', 'GET', '/a/q/messages', 'peekonly=true', [[`${MESSAGES}/read`]]],
  [
    'queue',
    'GET',
    '/a/q/messages',
    '',
    [[`${MESSAGES}/process/action`], [`${MESSAGES}/delete`, `${MESSAGES}/read`]],
  ],
  ['queue', 'DELETE', '/a/q/messages/1', '', [[`${MESSAGES}/process/action`], [`${MESSAGES}/delete`]]],
  ['queue', 'DELETE', '/a/q/messages', '', [[`${MESSAGES}/delete`]]],
  ['queue', 'PUT', '/a/q/messages/1', '', [[`${MESSAGES}/write`]]],
  ['queue', 'POST', '/a/q/messages', '', [[`${MESSAGES}/add/action`], [`${MESSAGES}/write`]]],
  ['queue', 'PUT', '/a/q', '', []],
  ['queue', 'GET', '/a', 'comp=list', []],
  ['blob', 'GET', '/a/c', 'restype=container&comp=list', [[`${BLOBS}/read`]]],
  ['blob', 'GET', '/a/c', 'restype=container', []],
  ['blob', 'GET', '/a/c/b', '', [[`${BLOBS}/read`]]],
  ['blob', 'HEAD', '/a/c/b/d', '', [[`${BLOBS}/read`]]],
  ['blob', 'PUT', '/a/c/b', '', [[`${BLOBS}/write`]]],
  ['blob', 'DELETE', '/a/c/b', '', [[`${BLOBS}/delete`]]],
] as const)('%s: %s %s?%s', (service, method, path, query, expected) => {
  expect(storageDataActions(service, method, path, new URLSearchParams(query))).toEqual(expected);
});
