import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Buffer } from 'node:buffer';
import { DETECTION_GENERAL_COMPACT } from '../../../emulator/custom-vision/resource/domains.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { codeOf, startTestServer } from './http-client.ts';
import { png } from './pictures.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let images: string;
let imageIds: string[];
let tagIds: string[];

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.close();
});

/** A project with two untagged images, a tag "oak", and a tag "elm". */
async function begin(seed: Parameters<typeof server.service.projects.add>[0] = {}): Promise<void> {
  const tags = ['oak', 'elm'].map((name) => ({ name, images: 0 }));
  project = server.service.projects.add({ tags, ...seed });
  images = `/projects/${project.id}/images`;
  tagIds = project.tags.map(({ id }) => id);
  const batch = ['a', 'b'].map((name) => ({ contents: png(name).toString('base64') }));
  await post('files', { images: batch, metadata: { path: 'a.png' } });
  imageIds = project.images.map(({ id }) => id);
}

const post = async (below: string, body: unknown) =>
  await server.call('POST', `${images}/${below}`, { body });
const remove = async (below: string) => await server.call('DELETE', `${images}/${below}`);
const tagged = () => project.images.map((image) => image.tagIds);
const entry = (image: number, tag: number) => ({ imageId: imageIds[image], tagId: tagIds[tag] });
const BOX = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };

test('CreateImageTags sorts entries into created, duplicated and exceeded, DeleteImageTags takes them off', async () => {
  await begin({ settings: { classificationType: 'Multiclass' } });
  const before = project.images;
  server.clock.advance(1000);
  expect(await post('tags', { tags: [entry(0, 0), entry(0, 0), entry(0, 1), entry(1, 1)] })).toEqual({
    status: 200,
    body: {
      created: [entry(0, 0), entry(1, 1)],
      duplicated: [entry(0, 0)],
      exceeded: [entry(0, 1)],
    },
  });
  expect(tagged()).toEqual([[tagIds[0]], [tagIds[1]]]);
  // Iterations keep the images as they were.
  expect(before.map((image) => image.tagIds)).toEqual([[], []]);
  const [shown] = (await server.call('GET', `${images}/tagged`)).body as Record<string, never>[];
  expect(shown).toMatchObject({ tags: [{ created: '2026-01-02T03:04:07.178' }] });
  expect((await remove(`tags?imageIds=${imageIds.join(',')}&tagIds=${tagIds[0] ?? ''}`)).status).toBe(204);
  expect(tagged()).toEqual([[], [tagIds[1]]]);
});

test('CreateImageTags and DeleteImageTags refuse as a whole', async () => {
  await begin();
  const negative = server.service.projects.addTag(project.id, { name: 'no', images: 0, type: 'Negative' });
  const code = async (tags: unknown) => codeOf(await post('tags', { tags }));
  expect(await code([])).toBe('400 BadRequestImageTags');
  expect(await code(Array(129).fill(entry(0, 0)))).toBe('400 BadRequestExceededBatchSize');
  expect(await code([entry(0, 0), { ...entry(0, 0), imageId: NOBODY }])).toBe('404 NotFoundImage');
  expect(await code([{ ...entry(0, 0), tagId: NOBODY }])).toBe('404 NotFoundTag');
  expect(await code([entry(0, 0), { ...entry(0, 0), tagId: negative.id }])).toBe(
    '400 BadRequestNegativeAndRegularTagOnSameImage',
  );
  expect(tagged()).toEqual([[], []]);
  expect(codeOf(await remove('tags?imageIds='))).toBe('400 BadRequestRequiredParamIsNull');
  const many = Array(65).fill(imageIds[0]).join(',');
  expect(codeOf(await remove(`tags?imageIds=${many}&tagIds=${tagIds[0] ?? ''}`))).toBe(
    '400 BadRequestExceededBatchSize',
  );
});

test('CreateImageRegions gives an image regions (GetImagesByIds shows them) and their tags, DeleteImageRegions the other way round', async () => {
  await begin({ domain: DETECTION_GENERAL_COMPACT });
  const [one, other] = [
    { ...entry(0, 0), ...BOX },
    { ...entry(0, 1), ...BOX, left: 0.295343131 },
  ];
  const reply = await post('regions', { regions: [one, other, one] });
  expect(reply).toMatchObject({
    status: 207,
    body: { created: [{ ...one, tagName: null }, other], duplicated: [one], exceeded: [] },
  });
  expect(tagged()[0]).toEqual(tagIds);
  const [first = '', second = ''] = (reply.body as { created: { regionId: string }[] }).created.map(
    ({ regionId }) => regionId,
  );
  expect(
    (await server.call('GET', `${images}/id?imageIds=${imageIds[0] ?? ''},${NOBODY}`)).body,
  ).toMatchObject([{ regions: [{ regionId: first, tagName: 'oak' }, { regionId: second }] }]);
  expect(codeOf(await remove(`regions?regionIds=${first},${NOBODY}`))).toBe('404 NotFound');
  expect((await remove(`regions?regionIds=${first}`)).status).toBe(204);
  expect([tagged()[0], project.images[0]?.regions.length]).toEqual([[tagIds[1]], 1]);
  expect((await remove(`tags?imageIds=${imageIds[0] ?? ''}&tagIds=${tagIds[1] ?? ''}`)).status).toBe(204);
  expect(project.images[0]?.regions).toEqual([]);
});

test('CreateImageRegions refuses a classification, wrong boxes, and what is over the limits', async () => {
  await begin();
  expect(codeOf(await post('regions', { regions: [{ ...entry(0, 0), ...BOX }] }))).toBe(
    '400 BadRequestImageRegions',
  );
  await begin({ domain: DETECTION_GENERAL_COMPACT });
  const code = async (regions: unknown) => codeOf(await post('regions', { regions }));
  expect(await code([])).toBe('400 BadRequestImageRegions');
  expect(await code([{ ...entry(0, 0), ...BOX, top: 1.5 }])).toBe('400 BadRequestImageRegions');
  const many = (count: number, from: number) =>
    Array.from({ length: count }, (_, n) => ({ ...entry(0, 0), ...BOX, left: (from + n) / 1000 }));
  expect(await code(many(65, 0))).toBe('400 BadRequestExceededBatchSize');
  for (let from = 0; from < 300; from += 50) await post('regions', { regions: many(50, from) });
  expect(await post('regions', { regions: many(1, 500) })).toMatchObject({
    status: 207,
    body: { created: [], exceeded: many(1, 500) },
  });
});

test('UpdateImageMetadata adds keys and replaces values, and tells a status for each image', async () => {
  await begin();
  const update = async (ids: readonly unknown[], body: unknown) =>
    await post(`metadata?imageIds=${ids.join(',')}`, body);
  expect(await update([imageIds[0]], { path: 'b.png', sha256: 'x' })).toEqual({
    status: 200,
    body: {
      isBatchSuccessful: true,
      images: [{ imageId: imageIds[0], status: 'OK', metadata: { path: 'b.png', sha256: 'x' } }],
    },
  });
  const full = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`key${n}`, 'x']));
  expect(await update([...imageIds, NOBODY], full)).toMatchObject({
    status: 207,
    body: {
      isBatchSuccessful: false,
      images: [
        { status: 'ErrorLimitExceed' },
        { status: 'OK' },
        { imageId: NOBODY, status: 'ErrorImageNotFound' },
      ],
    },
  });
  expect(codeOf(await update(imageIds, { a: 'x'.repeat(257) }))).toBe('400 BadRequestImageMetadataValue');
  expect(codeOf(await update(Array(65).fill(imageIds[0]), {}))).toBe('400 BadRequestExceededBatchSize');
});

test('GetImages and GetImageCount filter by metadata', async () => {
  await begin();
  await post(`metadata?imageIds=${imageIds[1] ?? ''}`, { path: "it's b.png", sha256: 'x' });
  const found = async (filter: string) => {
    const query = `$filter=${encodeURIComponent(filter)}`;
    const count = await server.call('GET', `${images}/count?${query}`);
    const { body } = await server.call('GET', `${images}?orderBy=Oldest&${query}`);
    expect(count.body).toBe((body as unknown[]).length);
    return (body as { id: string }[]).map(({ id }) => imageIds.indexOf(id));
  };
  expect(await found("path eq 'a.png'")).toEqual([0]);
  expect(await found("metadata=path eq 'it''s b.png' and sha256 eq 'x'")).toEqual([1]);
  expect(await found("path eq 'a.png' or sha256 eq 'x' and path ne 'a.png'")).toEqual([0, 1]);
  expect(await found("sha256 ne 'x'")).toEqual([0]);
  for (const wrong of ['path', "path gt 'x'", "path eq 'x' and", "path eq 'x' 'y'", "path eq 'x", '=']) {
    const reply = await server.call('GET', `${images}?$filter=${encodeURIComponent(wrong)}`);
    expect([wrong, codeOf(reply)]).toEqual([wrong, '400 BadRequestInvalid']);
  }
});

test('CreateImagesFromUrls fetches pictures, and tells ErrorSource where there is none', async () => {
  await begin();
  const dataUrl = (content: Buffer) => `data:image/png;base64,${content.toString('base64')}`;
  const reply = await post('urls', {
    images: [
      { url: dataUrl(png('new')), tagIds: [tagIds[0]] },
      { url: dataUrl(png('a')) },
      { url: 'http://127.0.0.1:1/picture.png' },
      { url: 'no url' },
    ],
  });
  expect(reply).toMatchObject({
    status: 207,
    body: {
      images: [
        { status: 'OK', image: { tags: [{ tagId: tagIds[0] }] } },
        { status: 'OKDuplicate' },
        { sourceUrl: 'http://127.0.0.1:1/picture.png', status: 'ErrorSource' },
        { status: 'ErrorSource' },
      ],
    },
  });
});
