/** The JSON shapes of images. */
import type { ProjectBehavior } from '../resource/behavior.ts';
import { imageDateJson, linkJson } from './json.ts';
import type { View } from './json.ts';
import type { ImageStatus, UploadedImage } from '../resource/images.ts';
import type { Image, Project, Region, Tag } from '../resource/project.ts';
import { written } from './unset.ts';

/** Only the Swagger of v3.4-preview lists these. */
const NEWER_STATUSES: readonly ImageStatus[] = ['ErrorImageDimensions', 'ErrorInvalidTag'];

/** @param tags those of the data set that the image is shown in; `null`: the names of tags are not told */
export function imageJson(
  image: Image,
  tags: readonly Tag[] | null,
  behavior: ProjectBehavior,
  service: View['service'],
): object {
  const created = imageDateJson(image.created, behavior);
  const nameOf = (tagId: string): string | null => tags?.find(({ id }) => id === tagId)?.name ?? null;
  const link = (path: string | undefined): string =>
    path === undefined ? '' : linkJson(path, behavior, service);
  const imageTags = image.tagIds.map((tagId) => ({
    tagId,
    tagName: nameOf(tagId),
    created: imageDateJson(image.taggedAt[tagId] ?? image.created, behavior),
  }));
  const regions = image.regions.map((region) => regionJson(region, nameOf(region.tagId), behavior));
  const parts = ['tags', 'regions', 'metadata'];
  return written(
    {
      id: image.id,
      created,
      width: image.width,
      height: image.height,
      // The Swagger does not let the three links be null.
      resizedImageUri: link(image.file?.path),
      thumbnailUri: link(image.file?.thumbnail),
      originalImageUri: link(image.file?.path),
      tags: imageTags.length > 0 ? imageTags : null,
      regions: regions.length > 0 ? regions : null,
      metadata: Object.keys(image.metadata).length > 0 ? image.metadata : null,
    },
    { others: parts, absent: parts },
    behavior,
  );
}

export function regionJson(region: Region, tagName: string | null, behavior: ProjectBehavior): object {
  return {
    regionId: region.id,
    tagName,
    created: imageDateJson(region.created, behavior),
    tagId: region.tagId,
    left: region.left,
    top: region.top,
    width: region.width,
    height: region.height,
  };
}

/** An image that failed has no `image` at all, as in the published examples. */
export function uploadJson(
  results: readonly UploadedImage[],
  isBatchSuccessful: boolean,
  { behavior }: Project,
  { version, service }: View,
): object {
  return {
    isBatchSuccessful,
    images: results.map(({ name, status, image }) => ({
      sourceUrl: name,
      status: version === 'v3.3' && NEWER_STATUSES.includes(status) ? 'ErrorUnknown' : status,
      ...(image !== null && { image: imageJson(image, null, behavior, service) }),
    })),
  };
}
