/**
 * What an iteration predicts for one image. An image that it was trained on is recognized; of any other, the figures are
 * made up from its bytes and from the iteration, so the same request has the same answer.
 */
import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { badRequest, notFound } from './api-error.ts';
import { pictureSize } from '../formats/image-format.ts';
import { MAX_ASPECT_RATIO, MAX_IMAGE_BYTES, MAX_SIDE_PIXELS } from './images.ts';
import type { Box, Iteration, Project, Tag } from './project.ts';

export interface Prediction {
  tag: Tag;
  /** From 0 to 1. */
  probability: number;
  /** For object detection only. */
  box: Box | null;
}

const RECOGNIZED = 0.98;
const CENTRE: Box = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

/**
 * @param iteration `undefined`: the newest that is trained
 * @returns the most probable first
 * @throws ApiError for an image that the service does not take, and for an iteration that is not trained
 */
export function quickTest(
  project: Project,
  iteration: Iteration | undefined,
  image: Buffer,
): { iteration: Iteration; predictions: Prediction[] } {
  refuseImage(image);
  const trained = project.iterations.filter(({ status }) => status === 'Completed');
  const tested = iteration ?? trained.sort((one, other) => other.created - one.created)[0];
  if (tested === undefined) {
    throw notFound('NotFoundProjectDefaultIteration', 'The project has no iteration that is trained.');
  }
  if (tested.status !== 'Completed') {
    throw badRequest(
      'BadRequestIterationIsNotTrained',
      `The iteration ${tested.id} is ${tested.status}, not Completed.`,
    );
  }
  const box = tested.domain.type === 'ObjectDetection' ? CENTRE : null;
  const predictions = tested.tags
    .map((tag) => ({ tag, probability: probabilityOf(tag, tested, image), box }))
    .sort((one, other) => other.probability - one.probability);
  return { iteration: tested, predictions };
}

function probabilityOf({ id, name }: Tag, iteration: Iteration, image: Buffer): number {
  const said = iteration.predicts?.[name];
  if (said !== undefined) return said;
  const digest = createHash('sha256').update(image).digest('hex');
  const known = iteration.images.find((other) => other.digest === digest);
  if (known !== undefined) return known.tagIds.includes(id) ? RECOGNIZED : (1 - RECOGNIZED) / 10;
  const [byte = 0] = createHash('sha256').update(`${iteration.id}/${id}/${digest}`).digest();
  return Math.round((1e6 * byte) / 255 / iteration.tags.length) / 1e6;
}

function refuseImage(image: Buffer): void {
  if (image.length > MAX_IMAGE_BYTES) {
    throw badRequest('BadRequestImageSizeBytes', `The image has ${image.length} bytes, more than 6 MB.`);
  }
  const size = pictureSize(image);
  if (size === undefined) {
    throw badRequest('BadRequestImageFormat', 'The image is no JPEG, PNG, GIF or BMP.');
  }
  const [long, short] = [Math.max(size.width, size.height), Math.min(size.width, size.height)];
  if (long > MAX_SIDE_PIXELS) {
    throw badRequest('BadRequestImageDimensions', `The image is over ${MAX_SIDE_PIXELS} pixels long.`);
  }
  if (long > MAX_ASPECT_RATIO * short) {
    throw badRequest('BadRequestImageAspectRatio', 'The image is too long for its width.');
  }
}
