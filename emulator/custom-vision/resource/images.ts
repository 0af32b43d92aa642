/** A project's images: uploaded, listed, removed. */
import { Buffer } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { badRequest, notFound } from './api-error.ts';
import type { ServiceContext } from './delivery.ts';
import { pictureSize } from '../formats/image-format.ts';
import { imagePaths, newImage } from './project.ts';
import type { Box, Image, Project, Region } from './project.ts';

export interface NewImage {
  name: string;
  /** `null`: there was nothing to be had at the image's URL. */
  content: Buffer | null;
  tagIds: readonly string[];
  regions: readonly (Box & { tagId: string })[];
}

export type ImageStatus =
  | 'OK'
  | 'OKDuplicate'
  | 'ErrorSource'
  | 'ErrorImageFormat'
  | 'ErrorImageSize'
  | 'ErrorImageDimensions'
  | 'ErrorLimitExceed'
  | 'ErrorTagLimitExceed'
  | 'ErrorRegionLimitExceed'
  | 'ErrorInvalidTag'
  | 'ErrorNegativeAndRegularTagOnSameImage';

export interface UploadedImage {
  name: string;
  status: ImageStatus;
  /** For a duplicate, the image that was there already; `null` for an error. */
  image: Image | null;
}

const BATCH_LIMIT = 64;
export const MAX_IMAGE_BYTES = 6 * 1024 * 1024;
export const MAX_SIDE_PIXELS = 10_240;
export const MAX_ASPECT_RATIO = 25;
const MAX_TAGS_PER_IMAGE = 100;
export const MAX_REGIONS_PER_IMAGE = 300;

export class Images {
  readonly #context: ServiceContext;
  readonly #limit: number;

  /** @param limit how many images a project may have. */
  constructor(context: ServiceContext, limit: number) {
    this.#context = context;
    this.#limit = limit;
  }

  /**
   * Returns one status for each image, in their order. An image that is refused does not keep others out.
   *
   * @throws ApiError for a batch that is empty or too big
   */
  async upload(
    projectId: string,
    batch: readonly NewImage[],
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<UploadedImage[]> {
    const project = this.#context.projects.findWritable(projectId);
    if (batch.length === 0) throw badRequest('BadRequestImageBatch', 'The batch has no images.');
    if (batch.length > BATCH_LIMIT) {
      throw badRequest(
        'BadRequestExceededBatchSize',
        `The batch has ${batch.length} images, ${BATCH_LIMIT} are allowed.`,
      );
    }
    const uploaded: UploadedImage[] = [];
    for (const image of batch) uploaded.push(await this.#uploadOne(project, image, metadata));
    return uploaded;
  }

  /** @throws ApiError NotFoundImage, and then none is removed */
  remove(projectId: string, imageIds: readonly string[] | 'all', allIterations: boolean): void {
    const project = this.#context.projects.findWritable(projectId);
    if (imageIds !== 'all') {
      const missing = imageIds.find((id) => !project.images.some((image) => image.id === id));
      if (missing !== undefined) throw notFound('NotFoundImage', `There is no image ${missing}.`);
    }
    const stays = ({ id }: Image): boolean => imageIds !== 'all' && !imageIds.includes(id);
    project.images = project.images.filter(stays);
    if (!allIterations) return;
    for (const iteration of project.iterations) iteration.images = iteration.images.filter(stays);
  }

  async #uploadOne(
    project: Project,
    image: NewImage,
    metadata: Readonly<Record<string, string>>,
  ): Promise<UploadedImage> {
    const { name, content } = image;
    if (content === null) return { name, status: 'ErrorSource', image: null };
    const tagIds = [...new Set([...image.tagIds, ...image.regions.map(({ tagId }) => tagId)])];
    const size = pictureSize(content);
    const problem =
      contentProblem(content, size) ??
      tagProblem(project, tagIds, image.regions.length) ??
      this.#room(project);
    if (problem !== undefined || size === undefined) {
      return { name, status: problem ?? 'ErrorImageFormat', image: null };
    }
    const digest = createHash('sha256').update(content).digest('hex');
    const same = project.images.find((other) => other.digest === digest);
    if (same !== undefined) return { name, status: 'OKDuplicate', image: same };
    const id = randomUUID();
    const created = this.#context.clock.now();
    const regions = image.regions.map((region) => newRegion(region, created));
    const stored = newImage({ id, created, ...size, tagIds, regions, metadata, digest });
    // The image is listed before its file is written, so that a concurrent batch recognizes the same file.
    project.images.push(stored);
    const { path, thumbnail } = imagePaths(project.id, id);
    for (const name of [path, thumbnail]) {
      await this.#context.storage.writeOwnCopy(name, Readable.from([content]));
    }
    const complete = { ...stored, file: { path, thumbnail } };
    project.images = project.images.map((other) => (other === stored ? complete : other));
    return { name, status: 'OK', image: complete };
  }

  #room({ images }: Project): ImageStatus | undefined {
    return images.length >= this.#limit ? 'ErrorLimitExceed' : undefined;
  }
}

function contentProblem(
  content: Buffer,
  size: { width: number; height: number } | undefined,
): ImageStatus | undefined {
  if (content.length > MAX_IMAGE_BYTES) return 'ErrorImageSize';
  if (size === undefined) return 'ErrorImageFormat';
  const long = Math.max(size.width, size.height);
  const short = Math.min(size.width, size.height);
  return long > MAX_SIDE_PIXELS || long > MAX_ASPECT_RATIO * short ? 'ErrorImageDimensions' : undefined;
}

function tagProblem(project: Project, tagIds: readonly string[], regions: number): ImageStatus | undefined {
  const tags = project.tags.filter(({ id }) => tagIds.includes(id));
  if (tags.length < tagIds.length) return 'ErrorInvalidTag';
  if (regions > (project.settings.domain.type === 'ObjectDetection' ? MAX_REGIONS_PER_IMAGE : 0)) {
    return 'ErrorRegionLimitExceed';
  }
  if (tags.length > mostTagsOfAnImage(project)) return 'ErrorTagLimitExceed';
  return mixesNegative(project, tagIds) ? 'ErrorNegativeAndRegularTagOnSameImage' : undefined;
}

export function mostTagsOfAnImage({ settings: { domain, classificationType } }: Project): number {
  const single = domain.type === 'Classification' && classificationType === 'Multiclass';
  return single ? 1 : MAX_TAGS_PER_IMAGE;
}

export function mixesNegative(project: Project, tagIds: readonly string[]): boolean {
  const tags = project.tags.filter(({ id }) => tagIds.includes(id));
  const negative = tags.some(({ type }) => type === 'Negative');
  return negative && tags.some(({ type }) => type !== 'Negative');
}

export function newRegion({ tagId, ...box }: Box & { tagId: string }, created: number): Region {
  const { left, top, width, height } = box;
  return {
    id: randomUUID(),
    tagId,
    created,
    left: asFloat(left),
    top: asFloat(top),
    width: asFloat(width),
    height: asFloat(height),
  };
}

/** The service keeps 32 bits of a number, and writes seven digits, or nine where seven are not enough. */
function asFloat(value: number): number {
  const kept = Math.fround(value);
  const short = Number(kept.toPrecision(7));
  return Math.fround(short) === kept ? short : Number(kept.toPrecision(9));
}
