import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NOT_EMULATED } from '../../../emulator/custom-vision/http/operations.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { KEY, codeOf, startTestServer } from './http-client.ts';
import type { CallOptions } from './http-client.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let base: string;

beforeEach(async () => {
  server = await startTestServer();
  project = server.service.projects.add();
  base = `/projects/${project.id}`;
});
afterEach(async () => {
  await server.close();
});

const reasons = () => server.log.entries.flatMap(({ refused }) => (refused === undefined ? [] : [refused]));

test.each<[string, string, string, CallOptions, RegExp]>([
  ['a path', 'GET', '/horses', {}, /does not know this path/],
  ['a method', 'PUT', '/tags', {}, /the path takes GET, POST/],
  ['a parameter', 'GET', '/tags?colour=red', {}, /query parameter "colour"/],
  ['a body', 'POST', '/tags?name=a', { body: {} }, /CreateTag takes no body/],
  ['a member', 'POST', '/train', { body: { colour: 'red' } }, /unknown member colour/],
])('%s that is not documented is refused and logged', async (_, method, path, options, reason) => {
  expect((await server.call(method, `${base}${path}`, options)).status).toBeGreaterThanOrEqual(400);
  expect(reasons()).toEqual([expect.stringMatching(reason)]);
});

test('ordinary refusals are not logged as undocumented', async () => {
  await server.call('GET', base, { key: 'wrong' });
  await server.call('GET', `/projects/${NOBODY}`);
  await server.call('POST', `${base}/tags`);
  expect(reasons()).toEqual([]);
  expect(server.log.entries).toHaveLength(3);
});

test.each(NOT_EMULATED.map(({ id, method, path }) => [id, method, path]))(
  '%s is refused as not emulated',
  async (id, method, template) => {
    const path = template.replace('{projectId}', project.id).replace(/\{\w+\}/g, NOBODY);
    const reply = await server.call(method, path);
    expect(codeOf(reply)).toBe('400 BadRequestOperationNotSupported');
    expect(reasons()).toEqual([`${id} is an operation of the service that is not emulated.`]);
  },
);

test('a listener sees every exchange whole, without the key', async () => {
  await server.call('POST', `${base}/tags?name=oak`);
  const body = { name: 'elm', description: null, type: 'Regular' };
  await server.call('PATCH', `${base}/tags/${project.tags[0]?.id ?? ''}`, { body });
  await server.call('GET', '/horses');
  server.faults.add({ operation: 'GetDomains', fault: { reset: 'before' } });
  await expect(server.call('GET', '/domains')).rejects.toThrow();
  expect(server.exchanges).toMatchObject([
    { operation: 'CreateTag', version: 'v3.4-preview', method: 'POST', query: 'name=oak', status: 200 },
    { operation: 'UpdateTag', status: 200, faulted: false },
    { operation: null, version: null, status: 404 },
    { operation: 'GetDomains', status: null, faulted: true, responseHeaders: {} },
  ]);
  const [, updated] = server.exchanges;
  expect(JSON.parse(String(updated?.requestBody))).toEqual(body);
  expect(JSON.parse(String(updated?.responseBody))).toMatchObject(body);
  expect(updated?.requestHeaders).toHaveProperty('content-type', 'application/json');
  expect(updated?.responseHeaders).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(updated?.responseBody.length),
    'apim-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    'request-id': updated?.responseHeaders['apim-request-id'],
    'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
    'x-content-type-options': 'nosniff',
  });
  expect(JSON.stringify(server.exchanges)).not.toContain(KEY);
});

test.each([
  [
    'null',
    { description: null, thumbnailUri: null },
    { notificationQueueUri: null, detectionParameters: null },
  ],
  ['empty', { description: '', thumbnailUri: '' }, { notificationQueueUri: '', detectionParameters: '' }],
  ['usual', { description: '', thumbnailUri: null }, { detectionParameters: null }],
] as const)('members without a value come as %s, if told so', async (unsetMembers, members, settings) => {
  project.behavior.unsetMembers = unsetMembers;
  expect((await server.call('GET', base)).body).toMatchObject({ ...members, settings });
});

test('members without a value are absent, if told so, and dates and ids are never empty', async () => {
  const { id } = server.service.trainings.add(project.id, { status: 'Training' });
  project.behavior.unsetMembers = 'absent';
  const text = JSON.stringify((await server.call('GET', base)).body);
  for (const member of ['description', 'thumbnailUri', 'notificationQueueUri', 'detectionParameters']) {
    expect(text).not.toContain(member);
  }
  const path = `${base}/iterations/${id}`;
  const unset = ['trainedAt', 'domainId', 'classificationType', 'customBaseModelInfo', 'publishName'];
  const absent = (await server.call('GET', path)).body as object;
  expect(Object.keys(absent).filter((member) => unset.includes(member))).toEqual([]);
  project.behavior.unsetMembers = 'empty';
  expect((await server.call('GET', path)).body).toMatchObject({
    trainedAt: null,
    domainId: null,
    classificationType: null,
    customBaseModelInfo: null,
    publishName: '',
    trainingErrorDetails: '',
  });
});
