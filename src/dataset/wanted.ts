/**
 * What the files say: the images that the project is to have, and how they are labelled.
 */
import type { Box } from '../custom-vision/image-entities.ts';

/** A box in an image, with the tag of what is in it. Its numbers are shares of the image's width and height. */
export interface WantedRegion extends Box {
  readonly tag: string;
}

/** How an image is labelled. */
export interface Labels {
  /** Names, each once, sorted; those of the regions are among them. */
  readonly tags: readonly string[];
  readonly regions: readonly WantedRegion[];
  /** Whether it shows none of the things that the other tags stand for. It has no tags then. */
  readonly negative: boolean;
}

export interface WantedImage extends Labels {
  /** Below the workspace, with slashes: the image's name in the project's metadata, and in all that is said of it. */
  readonly path: string;
  /** Of its bytes, in lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** An image as a folder or an annotation file names it, before anybody has looked into its file. */
export interface ListedImage {
  /** Below the data set's folder, with slashes. */
  readonly file: string;
  readonly tags: readonly string[];
  readonly boxes: readonly ListedBox[];
  readonly negative: boolean;
  /** Where it is listed, such as `labels.jsonl:12`; `null`: nowhere but by its own path. */
  readonly where: string | null;
  /** What the list says of its size, in pixels. */
  readonly size: PixelSize | null;
}

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A box in the unit of its format: pixels, or shares of the image. */
export interface ListedBox extends Box {
  readonly tag: string;
  readonly unit: 'pixels' | 'shares';
  readonly where: string;
}

/** A folder's or a file's own list of images, and whether it can hold boxes. */
export interface Listing {
  readonly images: readonly ListedImage[];
  /** Files that are no images by their names, below the data set's folder. */
  readonly ignored: readonly string[];
}

/** By code units, so that a list has the same order on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
