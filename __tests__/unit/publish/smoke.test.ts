import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readPredictions } from '../../../src/custom-vision/entities.ts';
import { readSmokeImage } from '../../../src/publish/smoke-image.ts';
import { figure } from '../../../src/publish/smoke-test.ts';
import { bmp, gif, jpeg, png } from '../../emulator/custom-vision/pictures.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'smoke-image-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(content: Uint8Array | string): string {
  const file = path.join(folder, 'image');
  writeFileSync(file, content);
  return file;
}

test.each([
  ['PNG', png('x')],
  ['JPEG', jpeg('x')],
  ['GIF', gif('x')],
  ['BMP', bmp('x')],
])('a %s is taken', (_kind, bytes) => {
  // The recorded JPEG of the tests has a comment first, which begins with FF as every part does.
  expect(Buffer.from(readSmokeImage(written(bytes)).bytes)).toEqual(bytes);
});

test('a path is looked for below the folder that the step runs in', () => {
  const file = written(png('x'));
  expect(readSmokeImage(path.relative(process.cwd(), file)).bytes).toHaveLength(png('x').length);
});

test.each([
  ['nothing', '', 'the file is empty'],
  ['a WebP', 'RIFF\0\0\0\0WEBPVP8 ', 'it is a WebP image'],
  ['an HEIC', '\0\0\0\x18ftypheic', 'it is an HEIC or AVIF image'],
  ['a TIFF', 'II*\0rest', 'it is a TIFF image'],
  ['an SVG', '<svg xmlns="…">', 'it is an SVG image'],
  [
    'a pointer of Git LFS',
    'version https://git-lfs.github.com/spec/v1\noid sha256:0',
    'give actions/checkout lfs: true',
  ],
  ['a page', '<!DOCTYPE html><html>', 'it is a page'],
  ['text', 'hello', 'the file does not begin like a JPEG, PNG, GIF or BMP'],
  [
    'more than 6 MB',
    Buffer.concat([png('x'), Buffer.alloc(6 * 1_024 * 1_024)]),
    '6291456 (6 MB) are the most',
  ],
])('%s is refused', (_what, content, why) => {
  expect(() => readSmokeImage(written(content))).toThrow(why);
});

test.each([
  ['a file that is not there', 'no-such-file.png', 'there is no such file'],
  ['a folder', '.', 'it is a folder'],
  ['a line end', 'a\nb', 'it holds a control character'],
])('%s is refused', (_what, name, why) => {
  expect(() => readSmokeImage(name === '.' ? folder : name)).toThrow(why);
});

test.each([
  [1, '1'],
  [0.99999, '0.9999'],
  [0.57, '0.57'],
  [0.49996, '0.4999'],
  [8.79e-13, '0'],
])('%s is shown as %s: never more than it is', (probability, shown) => {
  expect(figure(probability)).toBe(shown);
});

test('predictions are read with the most probable first, whatever their order', () => {
  const tagId = '0e15e419-18d0-4dd0-8ac5-716eef15ef08';
  const box = { left: 0.1, top: 0.1, width: 0.2, height: 0.2 };
  const predictions = [
    { probability: 8.79e-13, tagId: tagId.toUpperCase(), tagName: 'Tag2' },
    { probability: 0.9999961, tagId, tagName: 'Tag1', boundingBox: box },
    { tagId, tagName: null, boundingBox: null },
  ];
  expect(readPredictions({ predictions })).toEqual([
    { probability: 0.9999961, tagId, tagName: 'Tag1', hasBox: true },
    { probability: 8.79e-13, tagId, tagName: 'Tag2', hasBox: false },
    { probability: 0, tagId, tagName: '', hasBox: false },
  ]);
  expect(() => readPredictions({})).toThrow(TypeError);
});
