/** What a replay of the recordings does not show: times, orders, and the switches beside what was recorded. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GENERAL, GENERAL_COMPACT } from '../../../emulator/custom-vision/resource/domains.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { codeOf, startTestServer } from './http-client.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let base: string;

beforeEach(async () => {
  server = await startTestServer();
  project = server.service.projects.add({ name: 'oaks' });
  base = `/projects/${project.id}`;
});
afterEach(async () => {
  await server.close();
});

const get = async (path: string): Promise<unknown> => (await server.call('GET', path)).body;

test('the newest project is listed first, also of two from one moment', async () => {
  server.service.projects.add({ name: 'elms' });
  server.clock.advance(1000);
  server.service.projects.add({ name: 'firs' });
  expect(await get('/projects')).toMatchObject([{ name: 'firs' }, { name: 'elms' }, { name: 'oaks' }]);
});

test('each GetExports gives a new link, but leaves one that a test has set', async () => {
  const { id } = server.service.trainings.add(project.id);
  const done = await server.service.exports.add(project.id, id, { platform: 'TensorFlow' });
  const link = async () => ((await get(`${base}/iterations/${id}/export`)) as { downloadUri: string }[])[0];
  const [first, second] = [await link(), await link()];
  expect(first?.downloadUri).toMatch(/\/m-[0-9a-f]{32}\/[0-9a-f]{32}\.TensorFlow\.zip\?/);
  expect(second?.downloadUri).not.toBe(first?.downloadUri);
  done.downloadUri = 'https://elsewhere.example/model.zip';
  expect(await link()).toMatchObject({ downloadUri: done.downloadUri, flavor: null });
  project.behavior.defaultFlavor = 'named';
  expect(await link()).toMatchObject({ flavor: 'TensorFlowNormal' });
});

test.each([
  ['kept', '200', GENERAL_COMPACT],
  ['reset', '200', GENERAL],
  ['refused', '400 BadRequestRequiredParamIsNull', GENERAL_COMPACT],
] as const)('settings that an update leaves out are %s', async (patchWithoutSettings, answer, domain) => {
  project.behavior.patchWithoutSettings = patchWithoutSettings;
  const reply = await server.call('PATCH', base, { body: { name: 'elms', description: 'Trees' } });
  expect(reply.status === 200 ? '200' : codeOf(reply)).toBe(answer);
  expect(project.settings.domain).toBe(domain);
});

test('the older version shows where an iteration can be exported to once its model is measured', async () => {
  const { id } = server.service.trainings.train(project.id, {
    trainingType: 'Regular',
    reservedBudgetInHours: 0,
    forceTrain: false,
    selectedTags: [],
    customBaseModel: null,
  });
  const read = async () =>
    (await server.call('GET', `${base}/iterations/${id}`, { base: '/customvision/v3.3/training' })).body;
  expect(await read()).toMatchObject({ exportableTo: null, domainId: null, trainingTimeInMinutes: 0 });
  server.clock.advance(59_000);
  expect(await read()).toMatchObject({
    status: 'Training',
    domainId: GENERAL_COMPACT.id,
    exportable: false,
    exportableTo: ['CoreML', 'DockerFile', 'ONNX', 'TensorFlow'],
    trainingTimeInMinutes: 1,
  });
});

test('too few images of a tag, and too few at all, are told in the words of the service', async () => {
  const poor = server.service.projects.add({ tags: [{ name: 'oak', images: 5 }] });
  const train = async () => (await server.call('POST', `/projects/${poor.id}/train`)).body;
  expect(await train()).toMatchObject({ message: 'Not enough images for training' });
  server.service.projects.addTag(poor.id, { name: 'elm', images: 4 });
  expect(await train()).toMatchObject({ message: 'Not enough images per tag for training' });
});

test('204 says that its length is 0', async () => {
  const { id } = server.service.trainings.add(project.id);
  const response = await server.send('DELETE', `${base}/iterations/${id}`);
  expect([response.status, response.headers.get('content-length')]).toEqual([204, '0']);
});
