/**
 * The images of one project: one method for each operation. All of them change nothing if they are sent twice, so that a
 * lost answer does not matter: the service knows an image by its bytes, and a tag on an image once.
 * Source: the published Swagger, v3.4-preview.
 */
import { readList, readTag, type Tag } from './entities.ts';
import {
  type Box,
  type ProjectImage,
  readExceeded,
  readImage,
  readMetadataUpdate,
  readOneUpload,
  type Upload,
} from './image-entities.ts';
import { Operations, type Patience } from './operation.ts';
import type { StreamedBody } from './streamed-body.ts';
import type { TrainingApi } from './training-api.ts';

/** The most of each that a request may name. */
export const MOST_LISTED = 256;
export const MOST_TAGGED = 128;
export const MOST_UNTAGGED = 64;
export const MOST_REGIONS = 64;
/** The service takes 256, but the ids stand in the URL, and gateways do not take every length. */
export const MOST_DELETED = 100;

export interface ImageTag {
  readonly imageId: string;
  readonly tagId: string;
}

export interface NewRegion extends ImageTag, Box {}

/** Every method throws ServiceError, and the signal's reason when aborted. */
export class ImageApi extends Operations {
  private readonly path: string;

  constructor(projectId: string, api: Pick<TrainingApi, 'send' | 'sent'>, patience: Patience) {
    super(api, patience);
    this.path = `/projects/${projectId}`;
  }

  /** A page of all images, the oldest first, so that an image that is added meanwhile moves none of them. */
  async getImages(skip: number): Promise<ProjectImage[]> {
    const query = { taggingStatus: 'All', orderBy: 'Oldest', take: String(MOST_LISTED), skip: String(skip) };
    const request = { operation: 'GetImages', path: `${this.path}/images`, query };
    return await this.perform(request, readList(readImage));
  }

  async getTags(): Promise<Tag[]> {
    return await this.perform({ operation: 'GetTags', path: `${this.path}/tags` }, readList(readTag));
  }

  /** Not repeated after a lost answer: the service would refuse the name. */
  async createTag(name: string, type: 'Regular' | 'Negative'): Promise<Tag> {
    return await this.perform(
      {
        operation: 'CreateTag',
        method: 'post',
        path: `${this.path}/tags`,
        query: { name, type },
        repetition: 'costly',
      },
      readTag,
    );
  }

  /** @param stream the body of CreateImagesFromFiles, with one image in it */
  async createImage(stream: StreamedBody): Promise<Upload> {
    return await this.perform(
      { operation: 'CreateImagesFromFiles', method: 'post', path: `${this.path}/images/files`, stream },
      readOneUpload,
    );
  }

  /** @returns how many were not taken, because an image has as many tags as it may have */
  async addTags(tags: readonly ImageTag[]): Promise<number> {
    return await this.perform(
      { operation: 'CreateImageTags', method: 'post', path: `${this.path}/images/tags`, body: { tags } },
      readExceeded,
    );
  }

  async removeTag(imageIds: readonly string[], tagId: string): Promise<void> {
    await this.remove('DeleteImageTags', 'images/tags', { imageIds: imageIds.join(','), tagIds: tagId });
  }

  /** @returns how many were not taken, because an image has as many regions as it may have */
  async addRegions(regions: readonly NewRegion[]): Promise<number> {
    return await this.perform(
      {
        operation: 'CreateImageRegions',
        method: 'post',
        path: `${this.path}/images/regions`,
        body: { regions },
      },
      readExceeded,
    );
  }

  async removeRegions(regionIds: readonly string[]): Promise<void> {
    await this.remove('DeleteImageRegions', 'images/regions', { regionIds: regionIds.join(',') });
  }

  /** Replaces what the image has of these keys. @returns whether the service did so */
  async updateMetadata(imageId: string, metadata: Readonly<Record<string, string>>): Promise<boolean> {
    return await this.perform(
      {
        operation: 'UpdateImageMetadata',
        method: 'post',
        path: `${this.path}/images/metadata`,
        query: { imageIds: imageId },
        body: metadata,
      },
      readMetadataUpdate,
    );
  }

  async removeImages(imageIds: readonly string[]): Promise<void> {
    await this.remove('DeleteImages', 'images', { imageIds: imageIds.join(',') });
  }

  private async remove(
    operation: string,
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<void> {
    const request = { operation, method: 'delete', path: `${this.path}/${path}`, query } as const;
    await this.perform(request, () => undefined);
  }
}
