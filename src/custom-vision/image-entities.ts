/**
 * What the training API says of images, read from its JSON. Source: the published Swagger, v3.4-preview, and recordings of
 * the service: members without a value may be `null` or absent.
 */
import { entity, id, readList, record, text } from './entities.ts';

/** A box around an object, as shares of the width and the height of its image. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type ImageRegion = ReturnType<typeof readRegion>;
const readRegion = entity((region) => ({
  id: id(region.regionId),
  tagId: id(region.tagId),
  left: share(region.left),
  top: share(region.top),
  width: share(region.width),
  height: share(region.height),
}));

const readTag = entity((tag) => ({ tagId: id(tag.tagId) }));

export type ProjectImage = ReturnType<typeof readImage>;
export const readImage = entity((image) => {
  const metadata = record(image.metadata ?? {});
  return {
    id: id(image.id),
    tagIds: readList(readTag)(image.tags ?? []).map(({ tagId }) => tagId),
    regions: readList(readRegion)(image.regions ?? []),
    /** Of the metadata; foreign text. */
    path: text(metadata.path),
    sha256: text(metadata.sha256),
  };
});

/** What became of an image that was sent. */
export type Upload = ReturnType<typeof readUpload>;
const readUpload = entity((upload) => ({
  /** One of the Swagger's words, such as `OK`, `OKDuplicate` or `ErrorImageFormat`; foreign text. */
  status: text(upload.status) ?? 'ErrorUnknown',
  image: upload.image == null ? null : readImage(upload.image),
}));

/** Of a request with one image. */
export const readOneUpload = entity((summary) => {
  const [upload] = readList(readUpload)(summary.images);
  if (upload === undefined) {
    throw new TypeError('no image');
  }
  return upload;
});

/** How many entries of a batch the service did not take, for an image has as many as it may have. */
export const readExceeded = entity((summary) => readList(record)(summary.exceeded ?? []).length);

/** Whether the metadata of the one image of a request was changed. */
export const readMetadataUpdate = entity((summary) => summary.isBatchSuccessful === true);

function share(value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError('no number');
  }
  return value;
}
