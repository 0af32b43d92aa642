/** Operations that change images that are there: their tags, regions and metadata. */
import { badRequest } from '../../resource/api-error.ts';
import type { ImageTag, NewRegion } from '../../resource/image-changes.ts';
import { metadataOf, regionOf } from '../image-batch.ts';
import { regionJson } from '../json-images.ts';
import { Reply, projectOf, write } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { asGuid, asList, asObject, requiredMember } from '../parameters.ts';
import type { Json } from '../parameters.ts';

const IMAGES = '/projects/{projectId}/images';
const MAX_TAG_ENTRIES = 128;
const MAX_REGIONS = 64;
const MAX_IMAGES = 64;
const MAX_TAGS = 20;

export const IMAGE_CHANGES: readonly Operation[] = [
  write('POST', 'CreateImageTags', `${IMAGES}/tags`, { takes: 'json' }, ({ service, id, body }) => {
    const batch = asObject(body, 'The batch', ['tags']);
    return service.imageChanges.addTags(
      id('projectId'),
      entriesOf(batch.tags, 'tags', MAX_TAG_ENTRIES, tagOf),
    );
  }),
  write(
    'DELETE',
    'DeleteImageTags',
    `${IMAGES}/tags`,
    { query: ['imageIds', 'tagIds'] },
    ({ service, id, query }) => {
      query.requiredText('imageIds');
      query.requiredText('tagIds');
      const imageIds = query.guids('imageIds', MAX_IMAGES);
      service.imageChanges.removeTags(id('projectId'), imageIds, query.guids('tagIds', MAX_TAGS));
    },
  ),
  write('POST', 'CreateImageRegions', `${IMAGES}/regions`, { takes: 'json' }, (call) => {
    const batch = asObject(call.body, 'The batch', ['regions']);
    const entries = entriesOf(batch.regions, 'regions', MAX_REGIONS, imageRegionOf);
    const { created, ...rest } = call.service.imageChanges.addRegions(call.id('projectId'), entries);
    const { behavior } = projectOf(call);
    const made = created.map(({ imageId, ...region }) => ({
      imageId,
      ...regionJson(region, null, behavior),
    }));
    return new Reply(created.length === entries.length ? 200 : 207, { created: made, ...rest });
  }),
  write(
    'DELETE',
    'DeleteImageRegions',
    `${IMAGES}/regions`,
    { query: ['regionIds'] },
    ({ service, id, query }) => {
      query.requiredText('regionIds');
      service.imageChanges.removeRegions(id('projectId'), query.guids('regionIds', MAX_REGIONS));
    },
  ),
  write(
    'POST',
    'UpdateImageMetadata',
    `${IMAGES}/metadata`,
    { query: ['imageIds'], takes: 'json' },
    ({ service, id, query, body }) => {
      query.requiredText('imageIds');
      const imageIds = query.guids('imageIds', MAX_IMAGES);
      const changed = service.imageChanges.changeMetadata(id('projectId'), imageIds, metadataOf(body));
      const isBatchSuccessful = changed.every(({ status }) => status === 'OK');
      const images = changed.map(({ metadata, ...more }) => ({
        ...more,
        ...(metadata !== null && { metadata }),
      }));
      return new Reply(isBatchSuccessful ? 200 : 207, { isBatchSuccessful, images });
    },
  ),
];

function entriesOf<Entry>(
  value: Json | undefined,
  name: 'tags' | 'regions',
  most: number,
  read: (entry: Json) => Entry,
): Entry[] {
  const list = asList(value, name);
  const code = name === 'tags' ? 'BadRequestImageTags' : 'BadRequestImageRegions';
  if (list.length === 0) throw badRequest(code, `The batch has no ${name}.`);
  if (list.length > most) {
    throw badRequest(
      'BadRequestExceededBatchSize',
      `The batch has ${list.length} ${name}, ${most} are allowed.`,
    );
  }
  return list.map(read);
}

function tagOf(value: Json): ImageTag {
  const entry = asObject(value, 'An entry', ['imageId', 'tagId']);
  return {
    imageId: asGuid(requiredMember(entry, 'imageId'), 'imageId'),
    tagId: asGuid(requiredMember(entry, 'tagId'), 'tagId'),
  };
}

function imageRegionOf(value: Json): NewRegion {
  const region = regionOf(value, ['imageId']);
  const { imageId } = value as Record<string, Json>;
  return { imageId: asGuid(imageId, 'imageId'), ...region };
}
