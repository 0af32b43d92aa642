/**
 * Sends images, one a request, because the metadata of a request holds for all of its images.
 */
import type { ImageApi } from '../custom-vision/image-api.ts';
import type { Upload } from '../custom-vision/image-entities.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import type { Report } from '../report/report.ts';
import type { Clock } from '../time/clock.ts';
import { FileProblem } from './folder.ts';
import { imageBody } from './image-body.ts';
import { asOurs, readPresent } from './present.ts';
import { withProgress } from './progress.ts';
import { sideBySide } from './side-by-side.ts';
import type { WantedImage } from './wanted.ts';

/** An image that did not get where it should, and why: text of ours. */
interface NotSent {
  readonly path: string;
  readonly why: string;
}

/** What became of all images; it is filled while they are sent, so that a run that breaks off knows how far it came. */
export interface Sent {
  readonly uploaded: WantedImage[];
  readonly failed: NotSent[];
  /** The project has the same bytes, in an image of somebody else. */
  readonly foreign: WantedImage[];
}

export interface Sending {
  readonly api: ImageApi;
  readonly clock: Clock;
  readonly report: Pick<Report, 'info'>;
  readonly signal: AbortSignal;
  readonly concurrency: number;
  /** The absolute path of an image's file. */
  readonly fileOf: (image: WantedImage) => string;
  /** By the names of tags. */
  readonly tagIds: ReadonlyMap<string, string>;
}

/** What the service says of one image, in words that go on after its path. Source: the published Swagger. */
const REASONS: Readonly<Record<string, string>> = {
  ErrorSource: 'the service could not read it',
  ErrorImageFormat: 'the service cannot read it as JPEG, PNG, BMP or GIF',
  ErrorImageSize: 'the service says that the file is too large',
  ErrorImageDimensions: 'the service does not take a picture of this width and height',
  ErrorStorage: 'the service could not store it',
  ErrorLimitExceed: 'the project has as many images as the tier of the resource allows',
  ErrorTagLimitExceed: 'the service does not take so many tags on an image of this project',
  ErrorRegionLimitExceed: 'the service does not take so many boxes on an image of this project',
  ErrorInvalidTag: 'a tag of it is no longer in the project',
  ErrorNegativeAndRegularTagOnSameImage: 'it has the negative tag and another one',
  ErrorUnknown: 'the service says no reason (ErrorUnknown)',
};
/** What may pass. */
const TRIED_AGAIN = ['ErrorStorage', 'ErrorUnknown'];
const MOST_TRIES = 3;
const PAUSE_MS = 2_000;
/** What every further image would be refused for. */
const FULL = 'ErrorLimitExceed';

export async function sendImages(
  images: readonly WantedImage[],
  sent: Sent,
  sending: Sending,
): Promise<void> {
  const { signal, concurrency } = sending;
  const totalBytes = images.reduce((sum, { bytes }) => sum + bytes, 0);
  const watched = { verb: 'Sent', thing: 'image', total: images.length, totalBytes };
  const doubtful: WantedImage[] = [];
  let isFull = false;
  await withProgress(
    watched,
    async (tally) => {
      const send = async (image: WantedImage): Promise<void> => {
        const status = isFull ? FULL : await sendOne(image, sending);
        isFull ||= status === FULL;
        if (status === 'OK') {
          sent.uploaded.push(image);
        } else if (status === 'OKDuplicate') {
          doubtful.push(image);
        } else {
          sent.failed.push({ path: image.path, why: REASONS[status] ?? status });
        }
        tally.done += 1;
        tally.bytes += image.bytes;
      };
      await sideBySide(images, concurrency, send, signal);
    },
    sending,
  );
  await settle(doubtful, sent, sending);
}

/** @returns `OK` as well for an image that an earlier sending of ours has brought there; else the status, or what is wrong */
async function sendOne(image: WantedImage, sending: Sending): Promise<string> {
  const { api, clock, signal, tagIds, fileOf } = sending;
  const idOf = (tag: string): string => tagIds.get(tag) ?? '';
  const body = imageBody(fileOf(image), image, {
    // The service gives an image the tags of its regions by itself.
    tagIds: image.tags.filter((tag) => !image.regions.some((region) => region.tag === tag)).map(idOf),
    regions: image.regions.map(({ tag, ...box }) => ({ tagId: idOf(tag), ...box })),
  });
  for (let attempt = 1; ; attempt += 1) {
    let upload: Upload;
    try {
      upload = await api.createImage(body);
    } catch (error) {
      return refusalOf(error);
    }
    const { status, image: there } = upload;
    if (status === 'OKDuplicate' && there !== null && asOurs(there)?.sha256 === image.sha256) {
      return 'OK';
    }
    if (!TRIED_AGAIN.includes(status) || attempt === MOST_TRIES) {
      return status;
    }
    await clock.sleep(PAUSE_MS * attempt, signal);
  }
}

/** @throws what is not about this image alone */
function refusalOf(error: unknown): string {
  if (error instanceof FileProblem) {
    return error.message;
  }
  const isOfImage =
    error instanceof ServiceError &&
    (error.httpStatus === 413 || (error.httpStatus === 400 && /^BadRequest(?=Image)/.test(error.code ?? '')));
  if (!isOfImage) {
    throw error;
  }
  return `the service refused it (${error.code ?? String(error.httpStatus)})`;
}

/** Looks who has put the images there of which the service says only that it has them. */
async function settle(doubtful: readonly WantedImage[], sent: Sent, { api }: Sending): Promise<void> {
  if (doubtful.length === 0) {
    return;
  }
  const ours = new Set((await readPresent(api)).ours.map(({ sha256 }) => sha256));
  for (const image of doubtful) {
    (ours.has(image.sha256) ? sent.uploaded : sent.foreign).push(image);
  }
}
