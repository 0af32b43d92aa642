import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  DETECTION_GENERAL_COMPACT,
  GENERAL,
  GENERAL_COMPACT,
} from '../../../emulator/custom-vision/resource/domains.ts';
import { codeOf, startTestServer } from './http-client.ts';
import type { CallOptions, TestServerOptions } from './http-client.ts';

const URIS = {
  exportModelContainerUri: 'https://account.example/container',
  notificationQueueUri: 'https://account.example/queue',
};
const ON_3_3 = { base: '/customvision/v3.3/Training' };
let server: Awaited<ReturnType<typeof startTestServer>>;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.close();
});

const call = async (method: string, path: string, options?: CallOptions) =>
  await server.call(method, path, options);
const code = async (method: string, path: string, options?: CallOptions) =>
  codeOf(await call(method, path, options));
const idOf = ({ body }: { body: unknown }) => (body as { id: string }).id;
const create = (query: object) => `/projects?${new URLSearchParams({ name: 'oaks', ...query }).toString()}`;

async function restart(options: TestServerOptions): Promise<void> {
  await server.close();
  server = await startTestServer(options);
}

test('GetDomains and GetDomain list what can be trained, GetProjects and GetProject what there is', async () => {
  const { id } = server.service.projects.add();
  const domains = (await call('GET', '/domains')).body as { id: string }[];
  expect(domains).toHaveLength(18);
  for (const domain of domains) expect((await call('GET', `/domains/${domain.id}`)).body).toEqual(domain);
  const projects = (await call('GET', '/projects')).body;
  expect(projects).toEqual([(await call('GET', `/projects/${id}`)).body]);
});

test('CreateProject takes everything from the query, and falls back to the domain General', async () => {
  const plain = await call('POST', create({}));
  expect(plain).toMatchObject({
    status: 200,
    body: {
      name: 'oaks',
      description: '',
      status: 'Succeeded',
      settings: {
        domainId: GENERAL.id,
        classificationType: 'Multilabel',
        targetExportPlatforms: [],
      },
    },
  });
  const full = await call(
    'POST',
    create({
      name: 'elms',
      description: 'Trees',
      domainId: GENERAL_COMPACT.id,
      classificationType: 'Multiclass',
      targetExportPlatforms: 'ONNX,CoreML',
    }),
  );
  expect(full.body).toMatchObject({
    description: 'Trees',
    settings: {
      domainId: GENERAL_COMPACT.id,
      classificationType: 'Multiclass',
      targetExportPlatforms: ['ONNX', 'CoreML'],
    },
  });
  expect(await call('GET', `/projects/${idOf(full)}`)).toEqual(full);
  expect(server.storage.events).toEqual([]);
});

test.each([
  ['v3.3, in the query as the guide has them', async () => await call('POST', create(URIS), ON_3_3)],
  ['v3.4-preview, in a body', async () => await call('POST', create({}), { body: URIS })],
])('CreateProject takes the two URIs on %s, and tests the connection', async (_, send) => {
  const made = await send();
  expect(made).toMatchObject({ status: 200, body: { settings: URIS } });
  expect(server.storage.events).toEqual([
    `test ${URIS.exportModelContainerUri}`,
    `message ${URIS.notificationQueueUri} {"version":"1.0","type":"ConnectionTest","Content":{"projectId":"${idOf(made)}"}}`,
  ]);
});

test('CreateProject refuses each version’s way on the other one, and URIs that do not work', async () => {
  expect(await code('POST', create(URIS))).toBe('400 BadRequestInvalid');
  expect(await code('POST', create({}), { body: URIS, ...ON_3_3 })).toBe('400 BadRequestInvalid');
  expect(await code('POST', create({}), { body: { ...URIS, colour: 'red' } })).toBe('400 BadRequestInvalid');
  server.storage.broken.add(URIS.notificationQueueUri);
  expect(await code('POST', create({}), { body: URIS })).toBe('400 BadRequestInvalidUri');
  expect(server.service.projects.all()).toEqual([]);
});

test('CreateProject on a version that does not know the URIs ignores them', async () => {
  await restart({ behavior: { urisEchoedBy: 'v3.4-preview' } });
  const made = await call('POST', create(URIS), ON_3_3);
  expect(made.status).toBe(200);
  expect(JSON.stringify(made.body)).not.toContain('notificationQueueUri');
  expect(server.storage.events).toEqual([]);
});

test('CreateProject refuses names, domains, types and platforms that cannot be', async () => {
  await call('POST', create({}));
  const refused = async (query: object) => await code('POST', create(query));
  expect(await refused({})).toBe('400 BadRequestProjectNameNotUnique');
  expect(await refused({ name: ' ' })).toBe('400 BadRequestProjectName');
  expect(await refused({ name: '' })).toBe('400 BadRequestRequiredParamIsNull');
  expect(await refused({ name: 'a', domainId: '11111111-1111-4111-8111-111111111111' })).toBe(
    '400 BadRequestProjectUnknownDomain',
  );
  expect(await refused({ name: 'a', classificationType: 'Both' })).toBe(
    '400 BadRequestProjectUnknownClassification',
  );
  const platforms = { targetExportPlatforms: 'VAIDK', domainId: DETECTION_GENERAL_COMPACT.id };
  expect(await refused({ name: 'a', ...platforms })).toBe('400 BadRequestProjectUnsupportedExportPlatform');
});

test('CreateProject and ImportProject: a free resource has two projects', async () => {
  await restart({ tier: 'F0' });
  const { id } = server.service.projects.add();
  expect((await call('POST', create({}))).status).toBe(200);
  expect(await code('POST', create({ name: 'elms' }))).toBe('400 BadRequestExceedProjectLimit');
  const { token } = (await call('GET', `/projects/${id}/export`)).body as { token: string };
  expect(await code('POST', `/projects/import?token=${token}`)).toBe('400 BadRequestExceedProjectLimit');
});

test('UpdateProject writes what is sent, as long as the project can be changed', async () => {
  const { id } = server.service.projects.add();
  const body = (await call('GET', `/projects/${id}`)).body as object;
  const changed = { ...body, description: 'Trees' };
  expect((await call('PATCH', `/projects/${id}`, { body: changed })).body).toEqual(changed);
});

test('DeleteProject forgets a project and its trainings, unless one of its iterations is published', async () => {
  const { id } = server.service.projects.add({ settings: URIS });
  const published = server.service.trainings.add(id, { publishName: 'live' });
  expect(await code('DELETE', `/projects/${id}`)).toBe('400 BadRequestIterationIsPublished');
  published.publishName = '';
  await call('POST', `/projects/${id}/train?forceTrain=true`);
  server.service.exports.start(id, published.id, 'CoreML', null);
  expect(await call('DELETE', `/projects/${id}`)).toEqual({ status: 204, body: undefined });
  server.clock.advance(600_000);
  await server.service.idle();
  expect(server.storage.events).toEqual([]);
  expect(await code('GET', `/projects/${id}`)).toBe('404 NotFoundProject');
});

test('ExportProject counts what ImportProject then copies, with ids of its own', async () => {
  const project = server.service.projects.add({
    name: 'oaks',
    domain: DETECTION_GENERAL_COMPACT,
    settings: URIS,
  });
  const iteration = server.service.trainings.add(project.id, { publishName: 'live' });
  const exported = await call('GET', `/projects/${project.id}/export`);
  const counts = { iterationCount: 1, imageCount: 32, tagCount: 4, regionCount: 0 };
  expect(exported.body).toMatchObject({ ...counts, estimatedImportTimeInMS: 1000 });
  const { token } = exported.body as { token: string };

  const imported = await call('POST', `/projects/import?token=${encodeURIComponent(token)}&name=copies`);
  expect(imported).toMatchObject({
    status: 200,
    body: { name: 'copies', status: 'Importing', settings: { useNegativeSet: true } },
  });
  const path = `/projects/${idOf(imported)}`;
  expect(await code('POST', `${path}/train`)).toBe('400 BadRequestWorkspaceCannotBeModified');
  server.clock.advance(1000);
  expect((await call('GET', path)).body).toMatchObject({ status: 'Succeeded' });
  expect((await call('GET', `${path}/tags`)).body).toMatchObject([{ imageCount: 16 }, { imageCount: 16 }]);
  expect((await call('GET', `${path}/iterations`)).body).toMatchObject([
    { name: iteration.name, status: 'Completed', publishName: null, projectId: idOf(imported) },
  ]);
  expect(await code('POST', `${path}/train`)).toBe('400 BadRequestTrainingNotNeeded');
  const old = [project, iteration, ...project.tags, ...project.images].map(({ id }) => id);
  const text = JSON.stringify(server.service.projects.find(idOf(imported)));
  expect(old.filter((id) => text.includes(id))).toEqual([]);
});

test('ImportProject finds a name by itself; ExportProject waits for a training', async () => {
  const project = server.service.projects.add({ name: 'oaks' });
  const { token } = (await call('GET', `/projects/${project.id}/export`)).body as { token: string };
  const imported = await call('POST', `/projects/import?token=${encodeURIComponent(token)}`);
  expect(imported.body).toMatchObject({ name: 'oaks (1)' });
  expect(await code('POST', `/projects/import?token=${encodeURIComponent(token)}&name=oaks`)).toBe(
    '400 BadRequestProjectNameNotUnique',
  );
  expect(await code('POST', '/projects/import?token=made-up')).toBe('400 BadRequestInvalidImportToken');
  server.service.trainings.add(project.id, { status: 'Training' });
  expect(await code('GET', `/projects/${project.id}/export`)).toBe('400 BadRequestExportWhileTraining');
});

test('GetArtifact serves what a relative link names, and nothing else', async () => {
  const project = server.service.projects.add({ behavior: { downloadUris: 'relative' } });
  const iteration = server.service.trainings.add(project.id);
  await server.service.exports.add(project.id, iteration.id, { platform: 'ONNX', flavor: 'ONNX12' });
  const exports = await call('GET', `/projects/${project.id}/iterations/${iteration.id}/export`);
  const [{ downloadUri } = { downloadUri: '' }] = exports.body as { downloadUri: string }[];
  const [m, i] = [project.id, iteration.id].map((id) => id.replaceAll('-', ''));
  expect(downloadUri).toBe(`/m-${m}/${i}.ONNX.ONNX12.zip`);
  const artifacts = `/projects/${project.id}/artifacts?path=`;
  const response = await server.send('GET', artifacts + encodeURIComponent(downloadUri));
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  const bytes = (await response.arrayBuffer()).byteLength;
  expect(bytes).toBe(iteration.exports[0]?.package?.bytes);

  expect((await server.send('GET', artifacts + downloadUri.slice(1))).status).toBe(200);

  expect(await code('GET', `${artifacts}made/up`)).toBe('404 NotFound');
  expect(await code('GET', `${artifacts}..%2Fsecret`)).toBe('400 BadRequestInvalidArtifactUri');
  expect(await code('GET', `${artifacts}https%3A%2F%2Fa.example`)).toBe('400 BadRequestInvalidArtifactUri');
  const other = server.service.projects.add();
  expect(await code('GET', `/projects/${other.id}/artifacts?path=${downloadUri}`)).toBe('404 NotFound');
  project.behavior.artifactsServedBy = 'v3.4-preview';
  expect(await code('GET', artifacts + downloadUri, ON_3_3)).toBe('500 ErrorUnknown');
});
