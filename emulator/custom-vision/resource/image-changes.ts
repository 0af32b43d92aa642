/** Changes of images that are there: their tags, their regions and their metadata. */
import { badRequest, notFound } from './api-error.ts';
import type { ServiceContext } from './delivery.ts';
import { MAX_REGIONS_PER_IMAGE, mixesNegative, mostTagsOfAnImage, newRegion } from './images.ts';
import { findTag } from './tags.ts';
import type { Box, Image, Project, Region } from './project.ts';

export interface ImageTag {
  imageId: string;
  tagId: string;
}

export type NewRegion = ImageTag & Box;

/** What became of the entries of a batch. */
export interface Sorted<Entry, Made = Entry> {
  created: Made[];
  /** The image had it already. */
  duplicated: Entry[];
  /** The image has as many as it may have. */
  exceeded: Entry[];
}

export interface ChangedMetadata {
  imageId: string;
  status: 'OK' | 'ErrorImageNotFound' | 'ErrorLimitExceed';
  /** All that the image has now; `null` where it was not changed. */
  metadata: Readonly<Record<string, string>> | null;
}

const MAX_METADATA = 10;

export class ImageChanges {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** @throws ApiError for an unknown image or tag, and for a negative tag beside a regular one: then nothing changes */
  addTags(projectId: string, entries: readonly ImageTag[]): Sorted<ImageTag> {
    const project = this.#context.projects.findWritable(projectId);
    checkIds(project, entries);
    const sorted: Sorted<ImageTag> = { created: [], duplicated: [], exceeded: [] };
    const wanted = new Map(entries.map(({ imageId }) => [imageId, findImage(project, imageId).tagIds]));
    for (const entry of entries) {
      const tagIds = wanted.get(entry.imageId) ?? [];
      if (tagIds.includes(entry.tagId)) sorted.duplicated.push(entry);
      else if (tagIds.length >= mostTagsOfAnImage(project)) sorted.exceeded.push(entry);
      else {
        sorted.created.push(entry);
        wanted.set(entry.imageId, [...tagIds, entry.tagId]);
      }
    }
    for (const tagIds of wanted.values()) refuseMixed(project, tagIds);
    this.#change(project, entries, (image) => this.#tagged(image, wanted.get(image.id) ?? []));
    return sorted;
  }

  /** Takes the tags off the images, and their regions with them. What an image does not have does not matter. */
  removeTags(projectId: string, imageIds: readonly string[], tagIds: readonly string[]): void {
    const project = this.#context.projects.findWritable(projectId);
    const entries = imageIds.flatMap((imageId) => tagIds.map((tagId) => ({ imageId, tagId })));
    checkIds(project, entries);
    this.#change(project, entries, (image) => ({
      ...image,
      tagIds: image.tagIds.filter((id) => !tagIds.includes(id)),
      regions: image.regions.filter(({ tagId }) => !tagIds.includes(tagId)),
    }));
  }

  /**
   * An image gets the tags of its new regions, too.
   *
   * @throws ApiError for an unknown image or tag, and in a project that detects nothing: then nothing changes
   */
  addRegions(
    projectId: string,
    entries: readonly NewRegion[],
  ): Sorted<NewRegion, Region & { imageId: string }> {
    const project = this.#context.projects.findWritable(projectId);
    checkIds(project, entries);
    if (project.settings.domain.type !== 'ObjectDetection') {
      throw badRequest('BadRequestImageRegions', 'Images of a classification have no regions.');
    }
    const sorted: Sorted<NewRegion, Region & { imageId: string }> = {
      created: [],
      duplicated: [],
      exceeded: [],
    };
    for (const entry of entries) {
      const image = findImage(project, entry.imageId);
      const region = newRegion(entry, this.#context.clock.now());
      if (image.regions.some((other) => isSame(other, region))) sorted.duplicated.push(entry);
      else if (image.regions.length >= MAX_REGIONS_PER_IMAGE) sorted.exceeded.push(entry);
      else {
        sorted.created.push({ imageId: image.id, ...region });
        const tagIds = [...new Set([...image.tagIds, entry.tagId])];
        this.#change(project, [entry], (changed) => ({
          ...this.#tagged(changed, tagIds),
          regions: [...image.regions, region],
        }));
      }
    }
    return sorted;
  }

  /**
   * A tag goes with the last of its regions.
   *
   * @throws ApiError NotFound for an unknown region, and then none is removed
   */
  removeRegions(projectId: string, regionIds: readonly string[]): void {
    const project = this.#context.projects.findWritable(projectId);
    const all = new Set(project.images.flatMap(({ regions }) => regions.map(({ id }) => id)));
    const missing = regionIds.find((id) => !all.has(id));
    if (missing !== undefined) throw notFound('NotFound', `There is no region ${missing}.`);
    project.images = project.images.map((image) => {
      const regions = image.regions.filter(({ id }) => !regionIds.includes(id));
      if (regions.length === image.regions.length) return image;
      const has = (of: readonly Region[], id: string): boolean => of.some(({ tagId }) => tagId === id);
      const tagIds = image.tagIds.filter((id) => !has(image.regions, id) || has(regions, id));
      return { ...image, regions, tagIds };
    });
  }

  /** Adds to the metadata of each image, and replaces what has the same keys. */
  changeMetadata(
    projectId: string,
    imageIds: readonly string[],
    metadata: Readonly<Record<string, string>>,
  ): ChangedMetadata[] {
    const project = this.#context.projects.findWritable(projectId);
    return imageIds.map((imageId) => {
      const image = project.images.find(({ id }) => id === imageId);
      if (image === undefined) return { imageId, status: 'ErrorImageNotFound', metadata: null };
      const all = { ...image.metadata, ...metadata };
      if (Object.keys(all).length > MAX_METADATA)
        return { imageId, status: 'ErrorLimitExceed', metadata: null };
      this.#change(project, [{ imageId }], (changed) => ({ ...changed, metadata: all }));
      return { imageId, status: 'OK', metadata: all };
    });
  }

  #tagged(image: Image, tagIds: readonly string[]): Image {
    const added = tagIds.filter((id) => !image.tagIds.includes(id));
    const now = this.#context.clock.now();
    const taggedAt = { ...image.taggedAt, ...Object.fromEntries(added.map((id) => [id, now])) };
    return { ...image, tagIds, taggedAt };
  }

  /** Replaces the images, because iterations keep the old ones. */
  #change(project: Project, of: readonly Pick<ImageTag, 'imageId'>[], change: (image: Image) => Image): void {
    const ids = new Set(of.map(({ imageId }) => imageId));
    project.images = project.images.map((image) => (ids.has(image.id) ? change(image) : image));
  }
}

function findImage({ images }: Project, imageId: string): Image {
  const image = images.find(({ id }) => id === imageId);
  if (image === undefined) throw notFound('NotFoundImage', `There is no image ${imageId}.`);
  return image;
}

function checkIds(project: Project, entries: readonly ImageTag[]): void {
  for (const { imageId, tagId } of entries) {
    findImage(project, imageId);
    findTag(project, tagId);
  }
}

function refuseMixed(project: Project, tagIds: readonly string[]): void {
  if (!mixesNegative(project, tagIds)) return;
  throw badRequest(
    'BadRequestNegativeAndRegularTagOnSameImage',
    'An image cannot have the negative tag and a regular one.',
  );
}

function isSame(a: Region, b: Region): boolean {
  return (['tagId', 'left', 'top', 'width', 'height'] as const).every((member) => a[member] === b[member]);
}
