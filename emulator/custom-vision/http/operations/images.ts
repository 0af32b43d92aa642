/** Operations on images: uploaded, listed, counted, deleted. */
import { Buffer } from 'node:buffer';
import { badRequest } from '../../resource/api-error.ts';
import { imageBatch, urlBatch } from '../image-batch.ts';
import { imageFilter } from '../image-filter.ts';
import type { NewImage } from '../../resource/images.ts';
import { Reply, dataSet, get, projectOf, write } from '../operation.ts';
import type { Call, Operation } from '../operation.ts';
import type { Image } from '../../resource/project.ts';
import { imageJson, uploadJson } from '../json-images.ts';

const IMAGES = '/projects/{projectId}/images';
const PAGE_PARAMETERS = ['orderBy', 'take', 'skip'];
const DEFAULT_TAKE = 50;
const MAX_TAKE = 256;
const MAX_TAGS = 20;
const MAX_DELETED = 256;
/** For a picture of CreateImagesFromUrls. */
const SOURCE_TIMEOUT_MS = 10_000;

export const IMAGE_OPERATIONS: readonly Operation[] = [
  get(
    'GetImages',
    IMAGES,
    ['iterationId', 'tagIds', 'taggingStatus', '$filter', ...PAGE_PARAMETERS],
    (call) => page(call, withStatus(call, imagesWithTags(call, MAX_TAGS))),
  ),
  get('GetTaggedImages', `${IMAGES}/tagged`, ['iterationId', 'tagIds', ...PAGE_PARAMETERS], (call) =>
    page(call, imagesWithTags(call, MAX_TAGS).filter(isTagged)),
  ),
  get('GetUntaggedImages', `${IMAGES}/untagged`, ['iterationId', ...PAGE_PARAMETERS], (call) =>
    page(
      call,
      dataSet(call).images.filter((image) => !isTagged(image)),
    ),
  ),
  get('GetImagesByIds', `${IMAGES}/id`, ['iterationId', 'imageIds'], (call) => {
    const ids = call.query.guids('imageIds', MAX_TAKE);
    const { images, tags } = dataSet(call);
    const { behavior } = projectOf(call);
    const wanted = images.filter(({ id }) => ids.includes(id));
    return wanted.map((image) => imageJson(image, tags, behavior, call.service));
  }),
  get(
    'GetImageCount',
    `${IMAGES}/count`,
    ['iterationId', 'taggingStatus', '$filter', 'tagIds'],
    (call) => withStatus(call, imagesWithTags(call)).length,
  ),
  get(
    'GetTaggedImageCount',
    `${IMAGES}/tagged/count`,
    ['iterationId', 'tagIds'],
    (call) => imagesWithTags(call).filter(isTagged).length,
  ),
  get(
    'GetUntaggedImageCount',
    `${IMAGES}/untagged/count`,
    ['iterationId'],
    (call) => dataSet(call).images.filter((image) => !isTagged(image)).length,
  ),
  write('POST', 'CreateImagesFromFiles', `${IMAGES}/files`, { takes: 'image batch' }, async (call) => {
    const { images, metadata } = imageBatch(call.body);
    return await uploaded(call, images, metadata);
  }),
  write('POST', 'CreateImagesFromUrls', `${IMAGES}/urls`, { takes: 'image batch' }, async (call) => {
    const { images, metadata } = await urlBatch(call.body, fetched);
    return await uploaded(call, images, metadata);
  }),
  write('POST', 'CreateImagesFromData', IMAGES, { query: ['tagIds'], takes: 'image files' }, async (call) => {
    const tagIds = call.query.guids('tagIds', MAX_TAGS);
    const images = call.files.map((file) => ({ ...file, tagIds, regions: [] }));
    return await uploaded(call, images);
  }),
  write(
    'DELETE',
    'DeleteImages',
    IMAGES,
    { query: ['imageIds', 'allImages', 'allIterations'] },
    ({ service, id, query }) => {
      const imageIds = query.guids('imageIds', MAX_DELETED);
      const [allImages, allIterations] = [query.boolean('allImages'), query.boolean('allIterations')];
      if (allImages === imageIds.length > 0) {
        throw badRequest('BadRequestRequiredParamIsNull', 'Give either "imageIds" or "allImages=true".');
      }
      service.images.remove(id('projectId'), allImages ? 'all' : imageIds, allIterations);
      // With one of the flags the service answers 202: it deletes the images later.
      return new Reply(allImages || allIterations ? 202 : 204);
    },
  ),
];

async function uploaded(
  call: Call,
  images: readonly NewImage[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { service, id } = call;
  const results = await service.images.upload(id('projectId'), images, metadata);
  const allCreated = results.every(({ status }) => status === 'OK');
  return new Reply(allCreated ? 200 : 207, uploadJson(results, allCreated, projectOf(call), call));
}

async function fetched(url: string): Promise<Buffer | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(SOURCE_TIMEOUT_MS) });
    return response.ok ? Buffer.from(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

function isTagged(image: Image): boolean {
  return image.tagIds.length > 0;
}

function imagesWithTags(call: Call, most?: number): readonly Image[] {
  const { images } = dataSet(call);
  const wanted = call.query.guids('tagIds', most);
  return images.filter(({ tagIds }) => wanted.length === 0 || tagIds.some((id) => wanted.includes(id)));
}

function withStatus({ query }: Call, images: readonly Image[]): readonly Image[] {
  const filter = query.text('$filter');
  const fits = filter === undefined ? (): boolean => true : imageFilter(filter);
  const status = query.oneOf('taggingStatus', ['All', 'Tagged', 'Untagged'], 'All');
  return images.filter(
    (image) => (status === 'All' || isTagged(image) === (status === 'Tagged')) && fits(image.metadata),
  );
}

/** The images that the query asks for. Of two images with the same time, the later one in the list is the newer. */
function page(call: Call, images: readonly Image[]): object[] {
  const { query } = call;
  const order = query.oneOf('orderBy', ['Newest', 'Oldest'], 'Newest');
  const take = query.integer('take', DEFAULT_TAKE);
  const skip = query.integer('skip');
  if (take > MAX_TAKE) throw badRequest('BadRequestInvalid', `"take" must be at most ${MAX_TAKE}.`);
  const oldestFirst = images.toSorted((a, b) => a.created - b.created);
  const ordered = order === 'Newest' ? oldestFirst.reverse() : oldestFirst;
  const { tags } = dataSet(call);
  const { behavior } = projectOf(call);
  return ordered.slice(skip, skip + take).map((image) => imageJson(image, tags, behavior, call.service));
}
