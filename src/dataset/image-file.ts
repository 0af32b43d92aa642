/**
 * What an image file holds: its kind, its size in pixels and how its EXIF data turns it, by image-size.
 */
import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import { type DatasetFolder, FileProblem } from './folder.ts';
import type { Room } from './room.ts';
import type { PixelSize } from './wanted.ts';

export const MOST_IMAGE_BYTES = 6 * 1_024 * 1_024;

/** The kinds that the service takes, and the endings that their files have. */
const KINDS: Readonly<Record<string, { readonly name: string; readonly endings: RegExp }>> = {
  jpg: { name: 'JPEG', endings: /\.(jpe?g|jpe|jfif)$/i },
  png: { name: 'PNG', endings: /\.png$/i },
  bmp: { name: 'BMP', endings: /\.(bmp|dib)$/i },
  gif: { name: 'GIF', endings: /\.gif$/i },
};

/** Kinds of pictures that it does not take. The detector sees others in any text. */
const OTHER_KINDS = ['webp', 'tiff', 'heif', 'jp2', 'jxl', 'ico', 'psd'];

/** Files with these endings are meant to be images, whether the service takes them or not. */
const IMAGE_ENDINGS =
  /\.(jpe?g|jpe|jfif|png|bmp|dib|gif|webp|tiff?|heic|heif|avif|jp2|jxl|ico|psd|svg|raw|dng|cr2|nef)$/i;

export interface ImageFile extends PixelSize {
  readonly sha256: string;
  readonly bytes: number;
  /** Whether EXIF data says that the picture is to be shown turned or mirrored, and whether that swaps width and height. */
  readonly turned: 'no' | 'upright' | 'sideways';
  /** What its bytes are, if its name says something else. */
  readonly misnamed: string | null;
}

export function isImageName(name: string): boolean {
  return IMAGE_ENDINGS.test(name);
}

/** @param room for MOST_IMAGE_BYTES, to read the file into @throws FileProblem for a file that the service would not take */
export async function readImageFile(folder: DatasetFolder, file: string, room: Room): Promise<ImageFile> {
  const content = await folder.read(
    file,
    room,
    (bytes) =>
      `it has ${(bytes / 1_048_576).toFixed(1)} MB, and the service takes 6 MB at most: make it smaller`,
  );
  if (content.length === 0) {
    throw new FileProblem('it is empty');
  }
  const { kind, size } = lookInto(content);
  const orientation = size.orientation ?? 1;
  return {
    width: size.width,
    height: size.height,
    sha256: createHash('sha256').update(content).digest('hex'),
    bytes: content.length,
    turned: orientation <= 1 || orientation > 8 ? 'no' : orientation >= 5 ? 'sideways' : 'upright',
    misnamed: kind.endings.test(file) ? null : kind.name,
  };
}

function lookInto(content: Buffer) {
  let size;
  try {
    size = imageSize(content);
  } catch {
    throw new FileProblem('it is no JPEG, PNG, BMP or GIF, or it is damaged');
  }
  const kind = KINDS[size.type ?? ''];
  if (kind === undefined) {
    const known = OTHER_KINDS.includes(size.type ?? '') ? ` but ${(size.type ?? '').toUpperCase()}` : '';
    throw new FileProblem(`it is no JPEG, PNG, BMP or GIF${known}: convert it to one of these`);
  }
  if (!(size.width > 0 && size.height > 0)) {
    throw new FileProblem('it is damaged: its size in pixels is zero');
  }
  return { kind, size };
}
