/** The smallest files that pass for a picture of a size; `seed` makes each another one. */
import { Buffer } from 'node:buffer';

export function png(seed: string, width = 300, height = 200): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([header, size, Buffer.from(seed)]);
}

export function jpeg(seed: string, width = 300, height = 200): Buffer {
  const comment = Buffer.from(`fffe0004${Buffer.from('hi').toString('hex')}`, 'hex');
  const frame = Buffer.alloc(11);
  frame.writeUInt32BE(0xffc00011, 0);
  frame.writeUInt8(8, 4);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from('ffd8', 'hex'), comment, frame, Buffer.from(seed)]);
}

export function gif(seed: string, width = 300, height = 200): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  return Buffer.concat([Buffer.from('GIF89a'), size, Buffer.from(seed)]);
}

export function bmp(seed: string, width = 300, height = 200): Buffer {
  const header = Buffer.alloc(26);
  header.write('BM');
  header.writeInt32LE(width, 18);
  header.writeInt32LE(-height, 22);
  return Buffer.concat([header, Buffer.from(seed)]);
}
