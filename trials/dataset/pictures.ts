/** Small pictures of real formats; `seed` makes each another one. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const GREY = 0;
const BITS = 8;

/** A PNG that any program can show, and as long as it is asked to be. */
export function png(seed: number, width = 32, height = 32, bytes = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(BITS, 8);
  header.writeUInt8(GREY, 9);
  const row = Buffer.alloc(1 + width, seed % 251);
  row[0] = 0;
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const text = Buffer.from(`seed\0${seed}`);
  const parts = [chunk('IHDR', header), chunk('tEXt', text), chunk('IDAT', pixels)];
  const length = parts.reduce((sum, part) => sum + part.length, SIGNATURE.length);
  // Twelve bytes for a chunk with nothing in it, and twelve for the end.
  const fill = Math.max(0, bytes - length - 24);
  return Buffer.concat([
    SIGNATURE,
    ...parts,
    chunk('fiLl', Buffer.alloc(fill)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** A JPEG whose EXIF data says how it is to be turned; its picture is damaged, which nothing here looks at. */
export function jpeg(orientation: number, width = 64, height = 48, seed = 0): Buffer {
  const exif = Buffer.from(
    // Exif, big-endian TIFF, one entry: orientation, a short.
    `4578696600004d4d002a0000000800010112000300000001${orientation.toString(16).padStart(4, '0')}000000000000`,
    'hex',
  );
  const app1 = Buffer.concat([Buffer.from('ffe1', 'hex'), uint16(exif.length + 2), exif]);
  const app0 = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
  const frame = Buffer.concat([
    Buffer.from('ffc0001108', 'hex'),
    uint16(height),
    uint16(width),
    Buffer.from('03012200021101031101', 'hex'),
  ]);
  return Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    app0,
    app1,
    frame,
    Buffer.from(`seed ${seed}`),
    Buffer.from('ffd9', 'hex'),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
