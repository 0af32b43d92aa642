/** The bodies of CreateImagesFromFiles and CreateImagesFromUrls. */
import { Buffer } from 'node:buffer';
import { badRequest } from '../resource/api-error.ts';
import type { NewImage } from '../resource/images.ts';
import { asGuid, asList, asObject, asOptionalText, asText, requiredMember } from './parameters.ts';
import type { Json, JsonObject } from './parameters.ts';

export interface ImageBatch {
  images: NewImage[];
  /** Of every image in it. */
  metadata: Record<string, string>;
}

const MAX_TAGS_PER_BATCH = 20;
const MAX_METADATA = 10;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Every image gets the batch's tags as well as its own. */
export function imageBatch(body: Json | undefined): ImageBatch {
  return batchOf(body, imageOf);
}

/** The body of CreateImagesFromUrls. @param fetched what is to be had at a URL; `null`: nothing */
export async function urlBatch(
  body: Json | undefined,
  fetched: (url: string) => Promise<Buffer | null>,
): Promise<ImageBatch> {
  const { images, metadata } = batchOf(body, urlEntry);
  const contents = images.map(async ({ name, ...more }) => ({ name, ...more, content: await fetched(name) }));
  return { images: await Promise.all(contents), metadata };
}

function batchOf<Entry>(
  body: Json | undefined,
  entryOf: (value: Json, tagIds: readonly string[]) => Entry,
): { images: Entry[]; metadata: Record<string, string> } {
  const batch = asObject(body, 'The batch', ['images', 'tagIds', 'metadata']);
  const tagIds = tagIdsOf(batch);
  if (tagIds.length > MAX_TAGS_PER_BATCH) {
    throw badRequest(
      'BadRequestExceededBatchSize',
      `The batch has ${tagIds.length} tags, ${MAX_TAGS_PER_BATCH} are allowed.`,
    );
  }
  return {
    images: asList(batch.images, 'images').map((entry) => entryOf(entry, tagIds)),
    metadata: metadataOf(batch.metadata),
  };
}

function imageOf(value: Json, batchTagIds: readonly string[]): NewImage {
  const entry = asObject(value, 'An image', ['name', 'contents', 'tagIds', 'regions']);
  const contents = asText(requiredMember(entry, 'contents'), 'contents');
  if (!BASE64.test(contents)) {
    throw badRequest('BadRequestImageStream', `"contents" of an image must be base64.`);
  }
  return {
    name: asOptionalText(entry.name, 'name') ?? '',
    content: Buffer.from(contents, 'base64'),
    ...labelsOf(entry, batchTagIds),
  };
}

function urlEntry(value: Json, batchTagIds: readonly string[]): Omit<NewImage, 'content'> {
  const entry = asObject(value, 'An image', ['url', 'tagIds', 'regions']);
  return { name: asText(requiredMember(entry, 'url'), 'url'), ...labelsOf(entry, batchTagIds) };
}

function labelsOf(entry: JsonObject, batchTagIds: readonly string[]): Pick<NewImage, 'tagIds' | 'regions'> {
  return {
    tagIds: [...batchTagIds, ...tagIdsOf(entry)],
    regions: asList(entry.regions, 'regions').map((region) => regionOf(region)),
  };
}

/** @param more the names of further members */
export function regionOf(value: Json, more: readonly string[] = []): NewImage['regions'][number] {
  const region = asObject(value, 'A region', ['tagId', 'left', 'top', 'width', 'height', ...more]);
  const fraction = (name: string): number => {
    const given = requiredMember(region, name);
    if (typeof given !== 'number' || given < 0 || given > 1) {
      throw badRequest('BadRequestImageRegions', `"${name}" of a region must be a number from 0 to 1.`);
    }
    return given;
  };
  return {
    tagId: asGuid(requiredMember(region, 'tagId'), 'regions.tagId'),
    left: fraction('left'),
    top: fraction('top'),
    width: fraction('width'),
    height: fraction('height'),
  };
}

function tagIdsOf(holder: JsonObject): string[] {
  return asList(holder.tagIds, 'tagIds').map((id) => asGuid(id, 'tagIds'));
}

export function metadataOf(value: Json | undefined): Record<string, string> {
  if (value == null) return {};
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (entries === undefined || entries.length > MAX_METADATA) {
    throw badRequest(
      'BadRequestImageMetadataKey',
      `"metadata" must be an object of at most ${MAX_METADATA} members.`,
    );
  }
  return Object.fromEntries(
    entries.map(([key, text]) => {
      if (key.length > MAX_KEY_LENGTH) {
        throw badRequest(
          'BadRequestImageMetadataKey',
          `A key of the metadata is longer than ${MAX_KEY_LENGTH} characters.`,
        );
      }
      if (typeof text !== 'string' || text.length > MAX_VALUE_LENGTH) {
        throw badRequest(
          'BadRequestImageMetadataValue',
          `"${key}" of the metadata must be a text of at most ${MAX_VALUE_LENGTH} characters.`,
        );
      }
      return [key, text];
    }),
  );
}
