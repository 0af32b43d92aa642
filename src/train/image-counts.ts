/**
 * How many images each tag has: why the service trains nothing, or why a training failed. The run reads the counts once
 * and gives up soon, since they only explain a failure that stands already.
 * Source of the minima: the service's documentation, "5 images per tag" for classification, 15 for object detection.
 */
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { notRead } from '../custom-vision/service-error.ts';
import { shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Tag } from '../custom-vision/entities.ts';

/** A project may have hundreds of tags. */
const MOST_LISTED = 20;
const LONGEST_LOOK_MS = 10_000;
const CLASSIFICATION = {
  tags: 2,
  images: 5,
  needs: 'classification needs 2 tags, and at least 5 images of each',
};

/** A project is taken for one of object detection if the service does not tell its kind of classification. */
const DETECTION = {
  tags: 1,
  images: 15,
  needs: 'object detection needs at least 15 images of each tag (classification 5)',
};

/**
 * The counts after a refusal to train.
 * @param selectedTags ids of the tags that were to be trained; none: all
 * @returns lines, one a tag, the fewest images first
 */
export async function imageCounts(
  selectedTags: readonly string[],
  customVision: ProjectApi,
): Promise<string[]> {
  let tags: readonly Tag[];
  try {
    tags = await customVision.getTags(null, LONGEST_LOOK_MS);
  } catch (error) {
    return [notRead('How many images each tag has', error)];
  }
  return countLines(tags.filter(({ id }) => selectedTags.length === 0 || selectedTags.includes(id)));
}

/**
 * The counts after a failed training, as they were when it began.
 * @returns as `imageCounts`; nothing if there were enough images, or if that cannot be told
 */
export async function tooFewImages(iterationId: string, customVision: ProjectApi): Promise<string[]> {
  try {
    const [tags, { classificationType }] = await Promise.all([
      customVision.getTags(iterationId, LONGEST_LOOK_MS),
      customVision.getProject(undefined, LONGEST_LOOK_MS),
    ]);
    const least = classificationType === null ? DETECTION : CLASSIFICATION;
    const enough =
      tags.length >= least.tags && tags.every(({ imageCount }) => (imageCount ?? Infinity) >= least.images);
    return enough ? [] : [`These may be too few images: ${least.needs}.`, ...countLines(tags)];
  } catch {
    return [];
  }
}

function countLines(tags: readonly Tag[]): string[] {
  if (tags.length === 0) {
    return ['There are no tags.'];
  }
  const fewestFirst = [...tags].sort((a, b) => (a.imageCount ?? Infinity) - (b.imageCount ?? Infinity));
  return [
    'Images of each tag, the fewest first:',
    ...shortened(
      fewestFirst.map(({ name, imageCount }) => foreign(`${imageCount ?? 'unknown'}: ${name}`)),
      MOST_LISTED,
    ),
  ];
}
