import { expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import { pictureSize } from '../../../emulator/custom-vision/formats/image-format.ts';
import { readMultipart } from '../../../emulator/custom-vision/formats/multipart.ts';
import { bmp, gif, jpeg, png } from './pictures.ts';

test.each([
  ['PNG', png],
  ['JPEG', jpeg],
  ['GIF', gif],
  ['BMP', bmp],
])('the size of a %s is read from its header', (_, picture) => {
  expect(pictureSize(picture('x', 640, 480))).toEqual({ width: 640, height: 480 });
  expect(pictureSize(picture('x', 0, 480))).toBeUndefined();
  expect(pictureSize(picture('', 640, 480).subarray(0, 9))).toBeUndefined();
});

test('what is no picture has no size', () => {
  for (const text of ['', 'BM', 'hello', '<svg/>']) expect(pictureSize(Buffer.from(text))).toBeUndefined();
  // A JPEG whose picture begins before its frame, and one without markers.
  for (const hex of ['ffd8ffda0002ffff', 'ffd8000000000000']) {
    expect(pictureSize(Buffer.from(hex, 'hex'))).toBeUndefined();
  }
});

const form = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'latin1');
const TYPE = 'multipart/form-data; boundary=cut';

test('the parts of a form are read byte by byte, with and without a file name', () => {
  const body = form(
    'a preamble that nobody reads',
    '--cut',
    'Content-Disposition: form-data; name="imageData"; filename="a b.png"',
    'Content-Type: application/octet-stream',
    '',
    '\xff\x00\r\n--cu',
    '--cut',
    'content-disposition: form-data; name=plain',
    '',
    '',
    '--cut--',
    '',
  );
  expect(readMultipart(body, TYPE)).toEqual([
    { name: 'imageData', filename: 'a b.png', content: Buffer.from('\xff\x00\r\n--cu', 'latin1') },
    { name: 'plain', filename: '', content: Buffer.alloc(0) },
  ]);
  expect(readMultipart(body, 'multipart/form-data; boundary="cut"')).toHaveLength(2);
});

test.each([
  ['has no boundary', 'multipart/form-data', form('--cut--')],
  ['has no end', TYPE, form('--cut', 'Content-Disposition: form-data; name="a"', '', 'x')],
  ['has a part without a name', TYPE, form('--cut', 'X: y', '', 'x', '--cut--')],
  ['has a part without headers', TYPE, form('--cut', 'x', '--cut--')],
  ['is empty', TYPE, form('')],
])('a form that %s is not readable', (_, type, body) => {
  expect(readMultipart(body, type)).toBeUndefined();
});
