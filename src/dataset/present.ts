/**
 * What the project has: the images that an earlier run put there, known by their metadata, and how many others.
 */
import type { Tag } from '../custom-vision/entities.ts';
import { MOST_LISTED, type ImageApi } from '../custom-vision/image-api.ts';
import type { ImageRegion, ProjectImage } from '../custom-vision/image-entities.ts';

/** An image of ours. */
export interface PresentImage {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly tagIds: readonly string[];
  readonly regions: readonly ImageRegion[];
}

export interface Present {
  readonly tags: readonly Tag[];
  readonly ours: readonly PresentImage[];
  /** All images, those of others as well. */
  readonly total: number;
  /** How many of all images have each tag, by its id. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Of a project that is not there yet. */
export const NOTHING: Present = { tags: [], ours: [], total: 0, counts: new Map() };

const SHA256 = /^[0-9a-f]{64}$/;

export async function readPresent(api: ImageApi): Promise<Present> {
  const tags = await api.getTags();
  const counts = new Map<string, number>();
  const ours: PresentImage[] = [];
  let total = 0;
  for (;;) {
    const page = await api.getImages(total);
    for (const image of page) {
      for (const id of image.tagIds) {
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      const own = asOurs(image);
      ours.push(...(own === undefined ? [] : [own]));
    }
    total += page.length;
    if (page.length < MOST_LISTED) {
      return { tags, ours, total, counts };
    }
  }
}

/** Both members of the metadata have to be there, in their form: without them it is somebody else's, and left alone. */
export function asOurs({ id, path, sha256, tagIds, regions }: ProjectImage): PresentImage | undefined {
  return path === null || sha256 === null || !SHA256.test(sha256)
    ? undefined
    : { id, path, sha256, tagIds, regions };
}
