import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { codeOf, startTestServer } from './http-client.ts';
import type { CallOptions } from './http-client.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let tags: string;

beforeEach(async () => {
  server = await startTestServer();
  project = server.service.projects.add({ tags: [] });
  tags = `/projects/${project.id}/tags`;
});
afterEach(async () => {
  await server.close();
});

const call = async (method: string, path: string, options?: CallOptions) =>
  await server.call(method, path, options);
const code = async (method: string, path: string, options?: CallOptions) =>
  codeOf(await call(method, path, options));
const idOf = ({ body }: { body: unknown }) => (body as { id: string }).id;

test('CreateTag, GetTag and GetTags show a tag with its count of images', async () => {
  const made = await call('POST', `${tags}?name=oak&description=A%20tree`);
  const tag = { name: 'oak', description: 'A tree', type: 'Regular', imageCount: 0 };
  expect(made).toMatchObject({ status: 200, body: tag });
  const iteration = server.service.trainings.add(project.id);
  server.service.projects.addImages(project.id, 2, idOf(made));
  const path = `${tags}/${idOf(made)}`;
  expect((await call('GET', path)).body).toMatchObject({ ...tag, imageCount: 2 });
  expect((await call('GET', `${path}?iterationId=${iteration.id}`)).body).toMatchObject(tag);
  expect((await call('GET', tags)).body).toMatchObject([{ ...tag, imageCount: 2 }]);
  expect(await code('GET', `${tags}/${NOBODY}`)).toBe('404 NotFoundTag');
});

test('CreateTag refuses names and types that cannot be', async () => {
  expect(await code('POST', tags)).toBe('400 BadRequestRequiredParamIsNull');
  expect(await code('POST', `${tags}?name=%20`)).toBe('400 BadRequestTagName');
  expect(await code('POST', `${tags}?name=oak&type=Big`)).toBe('400 BadRequestTagType');
  await call('POST', `${tags}?name=oak`);
  expect(await code('POST', `${tags}?name=oak`)).toBe('400 BadRequestTagNameNotUnique');
  await call('POST', `${tags}?name=none&type=Negative`);
  expect(await code('POST', `${tags}?name=no&type=Negative`)).toBe('400 BadRequestMultipleNegativeTag');
  await call('POST', `${tags}?name=any&type=GeneralProduct`);
  expect(await code('POST', `${tags}?name=all&type=GeneralProduct`)).toBe(
    '400 BadRequestMultipleGeneralProductTag',
  );
});

test('CreateTag: a free resource has 50 tags a project', async () => {
  await server.close();
  server = await startTestServer({ tier: 'F0' });
  const all = Array.from({ length: 50 }, (_, index) => ({ name: `tag ${index}`, images: 0 }));
  const full = server.service.projects.add({ tags: all });
  expect(await code('POST', `/projects/${full.id}/tags?name=oak`)).toBe(
    '400 BadRequestExceedTagPerProjectLimit',
  );
});

test('UpdateTag changes the tag of now, and not the one that an iteration was trained with', async () => {
  const { id } = server.service.projects.addTag(project.id, { name: 'oak', images: 1 });
  const iteration = server.service.trainings.add(project.id);
  const path = `${tags}/${id}`;
  const read = (await call('GET', path)).body as object;
  const changed = { ...read, name: 'elm', description: 'Another tree' };
  expect(await call('PATCH', path, { body: changed })).toEqual({ status: 200, body: changed });
  expect((await call('GET', path)).body).toEqual(changed);
  expect((await call('GET', `${path}?iterationId=${iteration.id}`)).body).toMatchObject({ name: 'oak' });
  server.service.projects.addTag(project.id, { name: 'ash', images: 0 });
  const patch = async (body: object) => await code('PATCH', path, { body: { ...changed, ...body } });
  expect(await patch({ name: 'ash' })).toBe('400 BadRequestTagNameNotUnique');
  expect(await patch({ type: 'Big' })).toBe('400 BadRequestTagType');
  expect(await patch({ colour: 'red' })).toBe('400 BadRequestInvalid');
  expect(await code('PATCH', path, { body: { name: 'elm' } })).toBe('400 BadRequestRequiredParamIsNull');
  const rest = { name: 'elm', description: null };
  expect((await call('PATCH', path, { body: rest })).body).toMatchObject({ ...rest, type: 'Regular' });
});

test('DeleteTag takes the tag off its images, which stay', async () => {
  const { id } = server.service.projects.addTag(project.id, { name: 'oak', images: 2 });
  const region = { id: NOBODY, tagId: id, created: 0, left: 0, top: 0, width: 1, height: 1 };
  project.images = project.images.map((image) => ({ ...image, regions: [region] }));
  expect(await call('DELETE', `${tags}/${id}`)).toEqual({ status: 204, body: undefined });
  expect(project.tags).toEqual([]);
  expect(project.images).toMatchObject(Array(2).fill({ tagIds: [], regions: [] }));
  expect(await code('DELETE', `${tags}/${id}`)).toBe('404 NotFoundTag');
});
