/** The JSON shapes of images. */
import type { ApiVersion, ProjectBehavior } from '../resource/behavior.ts';
import { dateJson, linkJson } from './json.ts';
import type { ImageStatus, UploadedImage } from '../resource/images.ts';
import type { Image, Project, Tag } from '../resource/project.ts';
import { written } from './unset.ts';

/** Only the Swagger of v3.4-preview lists these. */
const NEWER_STATUSES: readonly ImageStatus[] = ['ErrorImageDimensions', 'ErrorInvalidTag'];

/** @param tags those of the data set that the image is shown in */
export function imageJson(image: Image, tags: readonly Tag[], behavior: ProjectBehavior): object {
  const created = dateJson(image.created, behavior);
  const nameOf = (tagId: string): string => tags.find(({ id }) => id === tagId)?.name ?? '';
  const link = image.file === null ? '' : linkJson(image.file, behavior);
  const imageTags = image.tagIds.map((tagId) => ({ tagId, tagName: nameOf(tagId), created }));
  const regions = image.regions.map((region) => ({
    regionId: region.id,
    tagName: nameOf(region.tagId),
    created: dateJson(region.created, behavior),
    tagId: region.tagId,
    left: region.left,
    top: region.top,
    width: region.width,
    height: region.height,
  }));
  const metadata = Object.keys(image.metadata).length > 0 ? image.metadata : null;
  return written(
    {
      id: image.id,
      created,
      width: image.width,
      height: image.height,
      // The emulator resizes nothing.
      resizedImageUri: link,
      thumbnailUri: link,
      originalImageUri: link,
      tags: imageTags.length > 0 ? imageTags : null,
      regions: regions.length > 0 ? regions : null,
      metadata,
    },
    // The Swagger does not let the three links be null.
    { texts: [], others: ['tags', 'regions', 'metadata'] },
    behavior,
  );
}

/** An image that failed has no `image` at all, as in the published examples. */
export function uploadJson(
  results: readonly UploadedImage[],
  isBatchSuccessful: boolean,
  { tags, behavior }: Project,
  version: ApiVersion,
): object {
  return {
    isBatchSuccessful,
    images: results.map(({ name, status, image }) => ({
      sourceUrl: name,
      status: version === 'v3.3' && NEWER_STATUSES.includes(status) ? 'ErrorUnknown' : status,
      ...(image !== null && { image: imageJson(image, tags, behavior) }),
    })),
  };
}
