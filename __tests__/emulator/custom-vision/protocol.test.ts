import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  DETECTION_GENERAL_COMPACT,
  GENERAL_COMPACT,
} from '../../../emulator/custom-vision/resource/domains.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { KEY, codeOf, startTestServer } from './http-client.ts';
import type { CallOptions } from './http-client.ts';
import { bodyOfProject } from './project-body.ts';

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

const call = (method: string, path: string, options?: CallOptions) => server.call(method, path, options);
const get = async (path: string, options?: CallOptions) => (await call('GET', path, options)).body;
const code = async (method: string, path: string, options?: CallOptions) =>
  codeOf(await call(method, path, options));
const iterationId = (reply: { body: unknown }) => (reply.body as { id: string }).id;

test('TrainProject, GetIteration, UpdateIteration, ExportIteration, GetExports, DeleteIteration, GetIterations', async () => {
  const started = await call(
    'POST',
    `${base}/train?trainingType=Regular&reservedBudgetInHours=0&forceTrain=false`,
  );
  expect(started).toMatchObject({ status: 200, body: { status: 'Training', domainId: null } });
  const path = `${base}/iterations/${iterationId(started)}`;
  expect(await get(path)).toEqual(started.body);
  server.clock.advance(60_000);
  expect(await get(path)).toMatchObject({
    status: 'Completed',
    domainId: GENERAL_COMPACT.id,
    exportable: true,
  });
  const renamed = await call('PATCH', path, { body: { name: 'gh-1' } });
  expect(renamed).toMatchObject({ status: 200, body: { name: 'gh-1' } });
  const exported = await call('POST', `${path}/export?platform=ONNX&flavor=ONNX12`);
  expect(exported).toEqual({
    status: 200,
    body: {
      platform: 'ONNX',
      status: 'Exporting',
      downloadUri: null,
      flavor: 'ONNX12',
      newerVersionAvailable: false,
    },
  });
  server.clock.advance(10_000);
  await server.service.idle();
  expect(await get(`${path}/export`)).toEqual([
    { ...(exported.body as object), status: 'Done', downloadUri: expect.stringContaining('https://') },
  ]);
  expect(await call('DELETE', path)).toEqual({ status: 204, body: undefined });
  expect(await get(`${base}/iterations`)).toEqual([]);
});

test('both versions are served, however their path is spelled', async () => {
  for (const path of ['/customvision/v3.3/Training', '/CustomVision/V3.4-Preview/training']) {
    expect(await get(base, { base: path })).toMatchObject({ id: project.id });
  }
  expect(await get(base.toUpperCase())).toMatchObject({ id: project.id });
});

test('without the right key the gateway answers 401, in its own shape', async () => {
  for (const key of [null, 'wrong', `${KEY}x`]) {
    const reply = await call('GET', base, { key });
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({
      error: { code: '401', message: expect.stringContaining('Training-Key') },
    });
  }
});

describe('the two versions differ as their Swagger files do', () => {
  const on = (version: string) => ({ base: `/customvision/${version}/training` });

  test('in domains', async () => {
    const [older] = (await get('/domains', on('v3.3'))) as object[];
    const [newer] = (await get('/domains', on('v3.4-preview'))) as object[];
    expect(Object.keys(older ?? {})).toEqual(['id', 'name', 'type', 'exportable', 'enabled']);
    expect(Object.keys(newer ?? {})).toEqual([
      ...Object.keys(older ?? {}),
      'exportablePlatforms',
      'modelInformation',
    ]);
    const path = `/domains/${DETECTION_GENERAL_COMPACT.id}`;
    expect(await get(path)).toMatchObject({
      type: 'ObjectDetection',
      exportable: true,
      exportablePlatforms: ['CoreML', 'DockerFile', 'ONNX', 'TensorFlow'],
    });
  });

  test('in iterations', async () => {
    const iteration = server.service.trainings.add(project.id);
    iteration.trainingErrorDetails = 'it failed';
    const [older] = (await get(`${base}/iterations`, on('v3.3'))) as Record<string, unknown>[];
    const [newer] = (await get(`${base}/iterations`)) as Record<string, unknown>[];
    expect(newer).toHaveProperty('trainingErrorDetails', expect.stringContaining('fail'));
    expect(newer).toHaveProperty('customBaseModelInfo', null);
    expect([newer?.exportable, newer?.exportableTo]).toEqual([true, null]);
    const added = ['trainingErrorDetails', 'customBaseModelInfo'];
    const shared = Object.entries(newer ?? {}).filter(([member]) => !added.includes(member));
    expect({ ...older, exportableTo: newer?.exportableTo }).toEqual(Object.fromEntries(shared));
    expect(older?.exportableTo).toEqual(['CoreML', 'DockerFile', 'ONNX', 'TensorFlow']);
  });

  test('in the body of a training', async () => {
    const customBaseModelInfo = { projectId: project.id, iterationId: NOBODY };
    const body = { selectedTags: [], customBaseModelInfo };
    expect(await code('POST', `${base}/train`, { body, ...on('v3.3') })).toBe('400 BadRequestInvalid');
    expect(await code('POST', `${base}/train`, { body })).toBe('404 NotFoundIteration');
    expect(await code('POST', `${base}/train`, { body: { customBaseModelInfo: { projectId: 1 } } })).toBe(
      '400 BadRequestInvalidIds',
    );
  });
});

test('dates have three fractional digits, are ahead of the clock, and lose their zone on request', async () => {
  expect(await get(base)).toMatchObject({ created: '2026-01-02T03:04:06.178Z' });
  project.behavior.dataAheadSeconds = 0;
  project.behavior.dates = 'utc';
  expect(await get(base)).toMatchObject({ created: '2026-01-02T03:04:05.6780000Z' });
  project.behavior.dates = 'zoneless';
  expect(await get(base)).toMatchObject({ created: '2026-01-02T03:04:05.6780000' });
});

test('GetTags, GetImageCount, GetTaggedImageCount and GetUntaggedImageCount count now and for an iteration', async () => {
  const [tag] = project.tags;
  const id = tag?.id ?? '';
  const old = server.service.trainings.add(project.id);
  server.service.projects.addImages(project.id, 3);
  server.service.projects.addImages(project.id, 1, id);
  expect(await get(`${base}/tags`)).toMatchObject([
    { id, name: tag?.name, description: null, type: 'Regular', imageCount: 7 },
    { imageCount: 6 },
  ]);
  expect(await get(`${base}/tags?iterationId=${old.id}`)).toMatchObject([
    { imageCount: 6 },
    { imageCount: 6 },
  ]);
  const images = `${base}/images`;
  expect(await get(`${images}/count`)).toBe(16);
  expect(await get(`${images}/count?taggingStatus=Tagged`)).toBe(13);
  expect(await get(`${images}/count?taggingStatus=Untagged`)).toBe(3);
  expect(await get(`${images}/count?iterationId=${old.id}`)).toBe(12);
  expect(await get(`${images}/count?tagIds=${id}`)).toBe(7);
  expect(await get(`${images}/tagged/count`)).toBe(13);
  expect(await get(`${images}/tagged/count?tagIds=${id},${NOBODY}`)).toBe(7);
  expect(await get(`${images}/untagged/count`)).toBe(3);
});

test('the project is read, modified, written', async () => {
  const body = bodyOfProject(project, 'v3.3');
  const URI = 'https://account.example/queue';
  const changed = { ...body, settings: { ...body.settings, notificationQueueUri: URI } };
  const reply = await call('PATCH', base, { body: changed, base: '/customvision/v3.3/Training' });
  expect(reply).toMatchObject({ status: 200, body: { settings: { notificationQueueUri: URI } } });
  expect(await get('/projects')).toEqual([await get(base)]);
  project.behavior.patchWithoutSettings = 'refused';
  for (const member of ['name', 'description', 'settings']) {
    const rest = Object.fromEntries(Object.entries(body).filter(([name]) => name !== member));
    expect(await code('PATCH', base, { body: rest })).toBe('400 BadRequestRequiredParamIsNull');
  }
  server.storage.broken.add(URI);
  expect(await code('PATCH', base, { body: changed })).toBe('400 BadRequestInvalidUri');
});

test('TrainProject takes all parameters of the Swagger, and checks them', async () => {
  const train = (query: string, options?: CallOptions) => code('POST', `${base}/train${query}`, options);
  expect(await train('?trainingType=Quick')).toBe('400 BadRequestInvalid');
  expect(await train('?reservedBudgetInHours=soon')).toBe('400 BadRequestInvalid');
  expect(await train('?forceTrain=perhaps')).toBe('400 BadRequestInvalid');
  expect(await train('?notificationEmailAddress=nobody')).toBe('400 BadRequestInvalidEmailAddress');
  expect(await train('', { body: { selectedTags: ['oak'] } })).toBe('400 BadRequestInvalidIds');
  expect(await train('', { body: { selectedTags: 'oak' } })).toBe('400 BadRequestInvalid');
  const query =
    '?trainingType=Advanced&reservedBudgetInHours=2&forceTrain=True&notificationEmailAddress=me%40example.com';
  const body = { selectedTags: project.tags.map(({ id }) => id), customBaseModelInfo: null };
  const accepted = await call('POST', `${base}/train${query}`, { body });
  expect(accepted).toMatchObject({
    status: 200,
    body: { trainingType: 'Advanced', reservedBudgetInHours: 2 },
  });
  expect(await train('')).toBe('400 BadRequestTrainingAlreadyInProgress');
});

test('what does not exist is named', async () => {
  expect(await code('GET', `/projects/${NOBODY}`)).toBe('404 NotFoundProject');
  expect(await code('GET', `${base}/iterations/${NOBODY}`)).toBe('404 NotFoundIteration');
  expect(await code('GET', `/domains/${NOBODY}`)).toBe('404 NotFoundDomain');
  expect(await code('GET', '/projects/mine')).toBe('400 BadRequestInvalidIds');
  expect(await code('GET', '/projects/%zz')).toBe('400 BadRequestInvalidIds');
});

test('what the API does not know is refused, and logged', async () => {
  expect(await code('GET', `${base}/horses`)).toBe('404 gateway 404');
  expect(await code('PUT', base)).toBe('404 gateway 404');
  expect(await code('GET', base, { base: '/customvision/v2.2/training' })).toBe('404 gateway 404');
  expect(await code('GET', '/', { base: '' })).toBe('404 gateway 404');
  expect(await code('GET', `${base}?colour=red`)).toBe('400 BadRequestInvalid');
  expect(await code('POST', `${base}/train?forceTrain=true&forceTrain=false`)).toBe('400 BadRequestInvalid');
  expect(await code('GET', `${base}/images/count?$filter=metadata`)).toBe('400 BadRequestInvalid');
  expect(server.log.entries.map(({ status }) => status)).toEqual([404, 404, 404, 404, 400, 400, 400]);
});

test('bodies are JSON of a known shape, where one is taken at all', async () => {
  const { id } = server.service.trainings.add(project.id);
  const path = `${base}/iterations/${id}`;
  expect(await code('PATCH', path, { body: '{"name":' })).toBe('400 BadRequestInvalid');
  expect(await code('PATCH', path, { body: '[]' })).toBe('400 BadRequestInvalid');
  expect(await code('PATCH', path)).toBe('400 BadRequestInvalid');
  expect(await code('PATCH', path, { body: {} })).toBe('400 BadRequestRequiredParamIsNull');
  expect(await code('PATCH', path, { body: { name: 7 } })).toBe('400 BadRequestInvalid');
  expect(await code('PATCH', path, { body: { name: 'a', colour: 'red' } })).toBe('400 BadRequestInvalid');
  const xml = { body: '<a/>', contentType: 'text/xml' };
  expect(await code('PATCH', path, xml)).toBe('415 UnsupportedMediaType');
  expect(await code('POST', `${path}/export?platform=ONNX`, { body: {} })).toBe('400 BadRequestInvalid');
  expect(await code('POST', `${path}/export`)).toBe('400 BadRequestRequiredParamIsNull');
  expect(await code('PATCH', path, { body: 'x'.repeat(5_000_000) })).toBe('413 gateway 413');
});

test('the log has every request in order, without headers', async () => {
  await call('GET', '/domains');
  await call('POST', `${base}/train?forceTrain=true`);
  expect(server.log.entries).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: 'training',
      method: 'GET',
      path: '/customvision/v3.4-preview/training/domains',
      query: '',
      status: 200,
    },
    expect.objectContaining({ method: 'POST', query: 'forceTrain=true', status: 200 }),
  ]);
});
