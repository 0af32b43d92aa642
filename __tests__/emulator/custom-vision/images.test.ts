import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import { DETECTION_GENERAL_COMPACT } from '../../../emulator/custom-vision/resource/domains.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { codeOf, startTestServer } from './http-client.ts';
import type { CallOptions, Reply } from './http-client.ts';
import { bmp, gif, jpeg, png } from './pictures.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';
const ON_3_3 = { base: '/customvision/v3.3/training' };
let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let images: string;
let tagId: string;

beforeEach(async () => {
  server = await startTestServer();
  use(server.service.projects.add({ tags: [{ name: 'oak', images: 0 }] }));
});
afterEach(async () => {
  await server.close();
});

function use(used: Project): void {
  project = used;
  images = `/projects/${project.id}/images`;
  tagId = project.tags[0]?.id ?? '';
}

const entry = (content: Buffer, more: object = {}) => ({ contents: content.toString('base64'), ...more });
const send = async (batch: object, options?: CallOptions) =>
  await server.call('POST', `${images}/files`, { body: batch, ...options });
const refused = async (batch: object) => codeOf(await send(batch));
const ids = async (path: string) =>
  ((await server.call('GET', path)).body as { id: string }[]).map(({ id }) => id);

function statuses({ body }: Reply): string[] {
  return (body as { images: { status: string }[] }).images.map(({ status }) => status);
}

test('CreateImagesFromFiles takes tags of the batch and of the image, and answers with the images', async () => {
  const other = server.service.projects.addTag(project.id, { name: 'elm', images: 0 }).id;
  const batch = {
    images: [entry(png('a', 640, 480), { name: 'a.png' }), entry(jpeg('b'), { tagIds: [other] })],
    tagIds: [tagId],
    metadata: { source: 'camera' },
  };
  const reply = await send(batch);
  const created = '2026-01-02T03:04:06.178';
  const link = (kind: string) =>
    expect.stringMatching(
      new RegExp(`^https://service\\.example/i-[0-9a-f]{32}/${kind}-[0-9a-f]{32}\\?sig=`),
    );
  expect(reply).toEqual({
    status: 200,
    body: {
      isBatchSuccessful: true,
      images: [
        {
          sourceUrl: 'a.png',
          status: 'OK',
          image: {
            id: project.images[0]?.id,
            created,
            width: 640,
            height: 480,
            resizedImageUri: link('i'),
            thumbnailUri: link('t'),
            originalImageUri: link('i'),
            tags: [{ tagId, tagName: null, created }],
            metadata: { source: 'camera' },
          },
        },
        expect.objectContaining({ sourceUrl: '', status: 'OK' }),
      ],
    },
  });
  expect(project.images.map(({ tagIds }) => tagIds)).toEqual([[tagId], [tagId, other]]);
});

test('CreateImagesFromFiles answers 207 with a status for each image if not all were created', async () => {
  const negative = server.service.projects.addTag(project.id, { name: 'no', images: 0, type: 'Negative' });
  const batch = [
    entry(png('a')),
    entry(png('a')),
    entry(Buffer.from('hello')),
    entry(Buffer.concat([png('big'), Buffer.alloc(6 * 1024 * 1024)])),
    entry(gif('wide', 2600, 100)),
    entry(bmp('huge', 10_241, 9000)),
    entry(png('b'), { tagIds: [NOBODY] }),
    entry(png('c'), { tagIds: [tagId, negative.id] }),
    entry(png('d'), { regions: [{ tagId, left: 0, top: 0, width: 1, height: 1 }] }),
  ];
  const reply = await send({ images: batch });
  expect(reply).toMatchObject({ status: 207, body: { isBatchSuccessful: false } });
  expect(statuses(reply)).toEqual([
    'OK',
    'OKDuplicate',
    'ErrorImageFormat',
    'ErrorImageSize',
    'ErrorImageDimensions',
    'ErrorImageDimensions',
    'ErrorInvalidTag',
    'ErrorNegativeAndRegularTagOnSameImage',
    'ErrorRegionLimitExceed',
  ]);
  const [first, second, third] = (reply.body as { images: { image?: { id: string } }[] }).images;
  expect(second?.image?.id).toBe(first?.image?.id);
  expect(third).not.toHaveProperty('image');
  expect(project.images).toHaveLength(1);
  // The older version has no words for these.
  const older = await send({ images: [batch[4], batch[6]] }, ON_3_3);
  expect(statuses(older)).toEqual(['ErrorUnknown', 'ErrorUnknown']);
});

test('CreateImagesFromFiles: a multiclass image has one tag, a full project takes no more', async () => {
  await server.close();
  server = await startTestServer({ tier: 'F0' });
  const settings = { classificationType: 'Multiclass' as const };
  use(
    server.service.projects.add({
      settings,
      tags: [
        { name: 'oak', images: 0 },
        { name: 'elm', images: 0 },
      ],
    }),
  );
  const both = project.tags.map(({ id }) => id);
  expect(statuses(await send({ images: [entry(png('a'))], tagIds: both }))).toEqual(['ErrorTagLimitExceed']);
  server.service.projects.addImages(project.id, 5000);
  expect(statuses(await send({ images: [entry(png('a'))] }))).toEqual(['ErrorLimitExceed']);
});

test('CreateImagesFromFiles takes regions for object detection, whose tags count as the image’s', async () => {
  use(
    server.service.projects.add({ domain: DETECTION_GENERAL_COMPACT, tags: [{ name: 'fork', images: 0 }] }),
  );
  const region = { tagId, left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
  const reply = await send({ images: [entry(png('a'), { regions: [region] })] });
  expect(reply).toMatchObject({
    status: 200,
    body: {
      images: [{ image: { tags: [{ tagId, tagName: null }], regions: [{ ...region, tagName: null }] } }],
    },
  });
  const many = Array<object>(301).fill(region);
  expect(statuses(await send({ images: [entry(png('b'), { regions: many })] }))).toEqual([
    'ErrorRegionLimitExceed',
  ]);
  const outside = { ...region, left: 1.1 };
  expect(await refused({ images: [entry(png('c'), { regions: [outside] })] })).toBe(
    '400 BadRequestImageRegions',
  );
});

test('CreateImagesFromFiles refuses a batch that is empty, too big or unreadable as a whole', async () => {
  const one = entry(png('a'));
  expect(await refused({ images: [] })).toBe('400 BadRequestImageBatch');
  expect(await refused({ images: Array(65).fill(one) })).toBe('400 BadRequestExceededBatchSize');
  expect(await refused({ images: [one], tagIds: Array(21).fill(tagId) })).toBe(
    '400 BadRequestExceededBatchSize',
  );
  expect(await refused({ images: [{ contents: 'no base64!' }] })).toBe('400 BadRequestImageStream');
  expect(await refused({ images: [{ name: 'a' }] })).toBe('400 BadRequestRequiredParamIsNull');
  expect(await refused({ images: [{ ...one, colour: 'red' }] })).toBe('400 BadRequestInvalid');
  const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [n, 'x']));
  const code = async (metadata: unknown) => await refused({ images: [one], metadata });
  expect(await code(pairs(11))).toBe('400 BadRequestImageMetadataKey');
  expect(await code(['a'])).toBe('400 BadRequestImageMetadataKey');
  expect(await code({ ['k'.repeat(129)]: 'x' })).toBe('400 BadRequestImageMetadataKey');
  expect(await code({ a: 'x'.repeat(257) })).toBe('400 BadRequestImageMetadataValue');
  expect(project.images).toEqual([]);
});

test('CreateImagesFromData takes the files of a form, or one file as it is', async () => {
  const form = new FormData();
  for (const name of ['a.png', 'b.png'])
    form.append('imageData', new Blob([new Uint8Array(png(name))]), name);
  const many = await server.call('POST', `${images}?tagIds=${tagId}`, { body: form });
  expect(many).toMatchObject({
    status: 200,
    body: { images: [{ sourceUrl: 'a.png', image: { tags: [{ tagId }] } }, { sourceUrl: 'b.png' }] },
  });
  const single = { body: new Uint8Array(png('c')), contentType: 'application/octet-stream' };
  expect(statuses(await server.call('POST', images, single))).toEqual(['OK']);
  expect(statuses(await server.call('POST', images, single))).toEqual(['OKDuplicate']);

  const strange = new FormData();
  strange.append('picture', 'x');
  expect(codeOf(await server.call('POST', images, { body: strange }))).toBe('400 BadRequestInvalid');
  expect(codeOf(await server.call('POST', images, { body: {} }))).toBe('415 UnsupportedMediaType');
  const broken = { body: 'x', contentType: 'multipart/form-data' };
  expect(codeOf(await server.call('POST', images, broken))).toBe('400 BadRequestImageStream');
});

test('GetImages, GetTaggedImages and GetUntaggedImages page through what fits, newest first', async () => {
  for (const name of ['a', 'b', 'c']) {
    await send({ images: [entry(png(name))], tagIds: name === 'c' ? [] : [tagId] });
    server.clock.advance(1000);
  }
  const [a, b, c] = project.images.map(({ id }) => id);
  expect(await ids(images)).toEqual([c, b, a]);
  expect(await ids(`${images}?orderBy=Oldest`)).toEqual([a, b, c]);
  expect(await ids(`${images}?take=1&skip=1`)).toEqual([b]);
  expect(await ids(`${images}?taggingStatus=Untagged`)).toEqual([c]);
  expect(await ids(`${images}?tagIds=${tagId}`)).toEqual([b, a]);
  expect(await ids(`${images}/tagged`)).toEqual([b, a]);
  expect(await ids(`${images}/untagged`)).toEqual([c]);
  const iteration = server.service.trainings.add(project.id);
  server.service.projects.addImages(project.id, 60);
  expect(await ids(`${images}?iterationId=${iteration.id}`)).toHaveLength(3);
  expect(await ids(images)).toHaveLength(50);
  expect(codeOf(await server.call('GET', `${images}?take=257`))).toBe('400 BadRequestInvalid');
  const tooMany = Array(21).fill(tagId).join(',');
  expect(codeOf(await server.call('GET', `${images}/tagged?tagIds=${tooMany}`))).toBe(
    '400 BadRequestExceededBatchSize',
  );
});

test('DeleteImages removes some or all, from the iterations too if told so', async () => {
  server.service.projects.addImages(project.id, 3);
  const iteration = server.service.trainings.add(project.id);
  const [first, second] = project.images.map(({ id }) => id);
  const remove = async (query: string) => await server.call('DELETE', `${images}?${query}`);
  expect(codeOf(await remove(''))).toBe('400 BadRequestRequiredParamIsNull');
  expect(codeOf(await remove(`imageIds=${first ?? ''}&allImages=true`))).toBe(
    '400 BadRequestRequiredParamIsNull',
  );
  expect(codeOf(await remove(`imageIds=${first ?? ''},${NOBODY}`))).toBe('404 NotFoundImage');
  expect(await remove(`imageIds=${first ?? ''}`)).toEqual({ status: 204, body: undefined });
  expect([project.images.length, iteration.images.length]).toEqual([2, 3]);
  expect((await remove(`imageIds=${second ?? ''}&allIterations=true`)).status).toBe(202);
  expect([project.images.length, iteration.images.length]).toEqual([1, 2]);
  expect((await remove('allImages=true')).status).toBe(202);
  expect([project.images.length, iteration.images.length]).toEqual([0, 2]);
});
