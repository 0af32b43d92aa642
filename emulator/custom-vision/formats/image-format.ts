/** Recognizes the image formats that the service takes, and reads how big a picture is. */
import { Buffer } from 'node:buffer';

/** In pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG_START = 0xffd8;
/** The markers of a start of frame in all codings. C4, C8 and CC lie among them and mean something else. */
const JPEG_FRAMES = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
const JPEG_PICTURE_BEGINS = 0xda;

/** @returns `undefined`: it is no JPEG, PNG, GIF or BMP */
export function pictureSize(file: Buffer): PictureSize | undefined {
  try {
    return plausible(pngSize(file) ?? gifSize(file) ?? bmpSize(file) ?? jpegSize(file));
  } catch {
    // The file ends within its header: reading beyond the end is all that can fail here.
    return undefined;
  }
}

function plausible(size: PictureSize | undefined): PictureSize | undefined {
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

function pngSize(file: Buffer): PictureSize | undefined {
  if (!file.subarray(0, PNG.length).equals(PNG)) return undefined;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

function gifSize(file: Buffer): PictureSize | undefined {
  if (!/^GIF8[79]a/.test(file.toString('latin1', 0, 6))) return undefined;
  return { width: file.readUInt16LE(6), height: file.readUInt16LE(8) };
}

function bmpSize(file: Buffer): PictureSize | undefined {
  if (file.toString('latin1', 0, 2) !== 'BM') return undefined;
  // A negative height means that the rows go from top to bottom.
  return { width: Math.abs(file.readInt32LE(18)), height: Math.abs(file.readInt32LE(22)) };
}

function jpegSize(file: Buffer): PictureSize | undefined {
  if (file.length < 4 || file.readUInt16BE(0) !== JPEG_START) return undefined;
  let position = 2;
  for (;;) {
    if (file.readUInt8(position) !== 0xff) return undefined;
    const marker = file.readUInt8(position + 1);
    if (JPEG_FRAMES.includes(marker)) {
      return { width: file.readUInt16BE(position + 7), height: file.readUInt16BE(position + 5) };
    }
    if (marker === JPEG_PICTURE_BEGINS) return undefined;
    // An encoder may repeat 0xff before a marker as padding.
    position += marker === 0xff ? 1 : 2 + file.readUInt16BE(position + 2);
  }
}
