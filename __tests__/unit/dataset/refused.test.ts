import { chmod, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DatasetWorld } from '../../../trials/dataset/dataset-world.ts';
import { jpeg, png } from '../../../trials/dataset/pictures.ts';

let world: DatasetWorld;

beforeEach(async () => {
  world = await DatasetWorld.open();
});
afterEach(async () => {
  await world.close();
});

type Files = Record<string, Buffer | string>;
type Input = Parameters<DatasetWorld['run']>[0];

const jsonl = (...lines: (object | string)[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
const one = { 'images/a.png': png(1, 100, 100) };
const listed = (...lines: (object | string)[]): Files => ({ ...one, 'images/labels.jsonl': jsonl(...lines) });
const LFS = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
const box = (more: object = {}) => ({ tag: 'x', left: 0.1, top: 0.1, width: 0.2, height: 0.2, ...more });

/** What is wrong, the files, and what the message says of it; with other inputs than those for folders. */
const PROBLEMS: readonly (readonly [what: string, files: Files, says: readonly string[], input?: Input])[] = [
  ['an image in no folder', one, ['images/a.png: it lies in no folder']],
  ['an LFS pointer', { 'images/x/a.png': LFS }, ['images/x/a.png: it is a pointer of Git LFS', 'lfs: true']],
  ['a file over 6 MB', { 'images/x/a.png': png(1, 9, 9, 6_300_000) }, ['images/x/a.png: it has 6.0 MB']],
  ['an empty file', { 'images/x/a.png': '' }, ['images/x/a.png: it is empty']],
  ['no picture', { 'images/x/a.jpg': 'hello, world' }, ['images/x/a.jpg: it is no JPEG, PNG, BMP or GIF']],
  [
    'another format',
    {
      'images/x/a.png': Buffer.concat([
        Buffer.from('RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11', 'latin1'),
      ]),
    },
    ['it is no JPEG, PNG, BMP or GIF but WEBP: convert it'],
  ],
  ['a half PNG', { 'images/x/a.png': png(1).subarray(0, 18) }, ['images/x/a.png: it is damaged']],
  [
    'a path over 256 characters',
    { [`images/x/${'long/'.repeat(50)}a.png`]: png(1) },
    ['and the service keeps 256'],
  ],
  [
    'the same bytes, negative and not',
    { 'images/x/a.png': png(1), 'images/_negative/b.png': png(1) },
    ['images/x/a.png: it has the same bytes as images/_negative/b.png, but is labelled differently'],
  ],
  ['no images', { 'images/x/README.md': 'text' }, ['The data set "images" has no image']],
  ['no folder', {}, ['The data set "images" cannot be read: there is no such file', 'actions/checkout']],
  ['a file for folders', { images: 'text' }, ['format: folders takes a folder']],
  ['no annotation file', one, ['it has no annotation file, which ends in .jsonl'], { format: 'jsonl' }],
  [
    'two annotation files',
    { 'images/a.json': '{}', 'images/b.json': '{}' },
    ['has 2 files that end in .json', '| b.json'],
    { format: 'coco' },
  ],
  [
    'a pointer for annotations',
    { 'images/a.json': LFS },
    ['images/a.json: it is a pointer of Git LFS'],
    { format: 'coco' },
  ],
  [
    'a line that is no JSON',
    listed({ path: 'a.png', tags: ['x'] }, '{"path": '),
    ['images/labels.jsonl:2: the line is no JSON'],
    { format: 'jsonl' },
  ],
  [
    'a line that is no object',
    listed('[]'),
    ['images/labels.jsonl:1: the line is no JSON object'],
    { format: 'jsonl' },
  ],
  ['no path', listed({ tags: ['x'] }), ['images/labels.jsonl:1: it has no "path"'], { format: 'jsonl' }],
  [
    'an unknown member',
    listed({ path: 'a.png', tag: 'x' }),
    ['images/labels.jsonl:1: there is no member "tag"; known are path, tags'],
    { format: 'jsonl' },
  ],
  [
    'wrong kinds of members',
    listed({ path: 'a.png', tags: 'x' }),
    ['"tags" and "regions" must be lists'],
    { format: 'jsonl' },
  ],
  [
    'a tag that is no name',
    listed({ path: 'a.png', tags: [' '] }),
    ['images/labels.jsonl:1: the name of a tag must be a text of one line'],
    { format: 'jsonl' },
  ],
  [
    'an image that is not there',
    listed('', { path: 'b.png', tags: ['x'] }),
    ['images/labels.jsonl:2, images/b.png: there is no such file'],
    { format: 'jsonl' },
  ],
  [
    'an image outside',
    { ...listed({ path: '../b.png', tags: ['x'] }), 'b.png': png(2) },
    ['its path leads out of the folder'],
    { format: 'jsonl' },
  ],
  [
    'an image outside, by its whole path',
    listed({ path: '/etc/hostname', tags: ['x'] }),
    ['its path leads out of the folder'],
    { format: 'jsonl' },
  ],
  [
    'an image listed twice',
    listed({ path: 'a.png', tags: ['x'] }, { path: './a.png', tags: ['y'] }),
    ['images/labels.jsonl:2: the image images/a.png is listed at images/labels.jsonl:1 as well'],
    { format: 'jsonl' },
  ],
  [
    'negative with tags',
    listed({ path: 'a.png', tags: ['x'], negative: true }),
    ['images/a.png: it is negative, and has the tags x'],
    { format: 'jsonl' },
  ],
  [
    'half a box',
    listed({ path: 'a.png', regions: [{ tag: 'x', left: 0.5 }] }),
    ['images/labels.jsonl:1: a region needs left, top, width and height'],
    { format: 'jsonl' },
  ],
  [
    'a box outside',
    listed({ path: 'a.png', regions: [box({ left: 0.9 })] }),
    ['images/labels.jsonl:1: a box of "x" lies outside of its image, which is 100 × 100 pixels'],
    { format: 'jsonl' },
  ],
  [
    'a box of no size',
    listed({ path: 'a.png', regions: [box({ width: 0 })] }),
    ['images/labels.jsonl:1: a box of "x" has no size'],
    { format: 'jsonl' },
  ],
  [
    'COCO that is no JSON',
    { 'images/a.json': '{\n"images": [,]}' },
    ['images/a.json:2: it is no JSON'],
    { format: 'coco' },
  ],
  [
    'COCO without lists',
    { 'images/a.json': '{"images": []}' },
    ['images/a.json: it is no COCO file: it has no list annotations', 'no list categories'],
    { format: 'coco' },
  ],
];

test.each(PROBLEMS)(
  '%s is refused with file and line, and nothing is sent',
  async (...[, files, says, input]) => {
    await world.write(files);
    const run = await world.run(input);
    for (const text of says) expect(run.message).toContain(text);
    expect(run).toMatchObject({
      status: 'failed',
      title: 'Dataset refused',
      outputs: { changed: 'false', failed: '0' },
    });
    expect(run.message).toContain('\nNext: ');
    expect(run.operations.filter((name) => !name.startsWith('Get'))).toEqual([]);
  },
);

test('all problems are in one message, in the order of files and lines', async () => {
  const lines = Array.from({ length: 60 }, (_, n) => ({ path: `${n}.png`, tags: ['x'] }));
  await world.write(listed(...lines));
  const { message } = await world.run({ format: 'jsonl' });
  expect(message.split('\n').slice(0, 3)).toEqual([
    'The data set has 60 problems. Nothing was sent, and nothing was changed:',
    '| images/labels.jsonl:1, images/0.png: there is no such file',
    '| images/labels.jsonl:2, images/1.png: there is no such file',
  ]);
  expect(message).toContain('… and 10 more.');
});

const COCO = {
  images: [
    { id: 1, file_name: 'a.png', width: 100, height: 100 },
    { id: 2, file_name: 'a2.png', width: 50, height: 100 },
  ],
  annotations: [
    { id: 11, image_id: 1, category_id: 1, bbox: [10, 10, 0, 20] },
    { id: 12, image_id: 9, category_id: 1, bbox: [10, 10, 20, 20] },
    { id: 13, image_id: 1, category_id: 9, bbox: [10, 10, 20, 20] },
    { id: 14, image_id: 1, category_id: 1, bbox: [10, '10', 20, 20] },
    { id: 15, image_id: 1, category_id: 1, bbox: [90, 90, 20, 20] },
    { id: 16, image_id: 2, category_id: 1, bbox: [1, 1, 20, 20] },
  ],
  categories: [{ id: 1, name: 'bolt' }],
};

test('annotations of COCO are refused with their lines', async () => {
  await world.write({
    ...one,
    'images/a2.png': png(2, 100, 100),
    'images/a.json': JSON.stringify(COCO, undefined, 1),
  });
  const { message } = await world.run({ format: 'coco' });
  const text = JSON.stringify(COCO, undefined, 1);
  const line = (id: number) => text.slice(0, text.indexOf(`"id": ${id},`)).split('\n').length - 1;
  expect(message.split('\n').filter((one) => one.startsWith('| '))).toEqual([
    '| images/a.json:9 (image 2), images/a2.png: the list gives it 50 × 100 pixels, and the file has 100 × 100: its boxes are of another picture',
    `| images/a.json:${line(11)} (annotation 11): a box of "bolt" has no size: its width is 0, its height 20`,
    `| images/a.json:${line(12)} (annotation 12): there is no image with the image_id 9`,
    `| images/a.json:${line(13)} (annotation 13): there is no category with the category_id 9`,
    `| images/a.json:${line(14)} (annotation 14): its bbox must be four numbers: left, top, width and height in pixels`,
    expect.stringContaining(
      `images/a.json:${line(15)} (annotation 15): a box of "bolt" lies outside of its image`,
    ),
  ]);
});

test('symbolic links are not followed, wherever they stand', async () => {
  await world.write({ 'outside/x/a.png': png(1), 'images/y/b.png': png(2) });
  await symlink(path.join(world.workspace, 'outside/x'), path.join(world.workspace, 'images/x'));
  await symlink(path.join(world.workspace, 'outside/x/a.png'), path.join(world.workspace, 'images/y/a.png'));
  const folders = await world.run();
  expect(folders.message).toContain('| images/x: it is a symbolic link');
  expect(folders.message).toContain('| images/y/a.png: it is a symbolic link');
  await world.write({
    'images/labels.jsonl': jsonl({ path: 'x/a.png', tags: ['x'] }, { path: 'y/a.png', tags: ['x'] }),
  });
  const listedRun = await world.run({ format: 'jsonl' });
  expect(listedRun.message).toContain(
    'labels.jsonl:1, images/x/a.png: it is a symbolic link, or lies behind one',
  );
  expect(listedRun.message).toContain('labels.jsonl:2, images/y/a.png: it is a symbolic link');
  await symlink(path.join(world.workspace, 'outside'), path.join(world.workspace, 'link'));
  expect((await world.run({ path: 'link' })).message).toContain(
    'it is a symbolic link, and links are not followed',
  );
});

(process.getuid?.() === 0 ? test.skip : test)('a file that the runner may not read is told', async () => {
  await world.write({ 'images/x/a.png': png(1) });
  await chmod(path.join(world.workspace, 'images/x/a.png'), 0);
  expect((await world.run()).message).toContain('images/x/a.png: the runner may not read it');
});

/** For projects of another kind than multilabel. */
test.each<['Multiclass' | 'detection', Files, string, Input?]>([
  [
    'Multiclass',
    listed({ path: 'a.png', tags: ['y', 'x'] }),
    'images/a.png: it has the tags x, y, and the project takes one an image',
    { format: 'jsonl' },
  ],
  [
    'Multiclass',
    { 'images/x/a.png': png(1), 'images/y/b.png': png(1) },
    'images/y/b.png: it has the same bytes as images/x/a.png, but is labelled differently',
  ],
  ['detection', { 'images/x/a.png': png(1) }, 'it detects objects, and the data set has no boxes'],
  [
    'detection',
    listed({ path: 'a.png', tags: ['y'], regions: [box()] }),
    'images/a.png: the project detects objects, and there is no box for y',
    { format: 'jsonl' },
  ],
  [
    'detection',
    {
      ...listed({ path: 'a.png', regions: [box()] }, { path: 'b.png', negative: true }),
      'images/b.png': png(2),
    },
    'images/b.png: it is negative, and object detection has no negative images',
    { format: 'jsonl' },
  ],
])('%s: labels that do not fit the project are refused', async (...[kind, files, says, input]) => {
  const other = world;
  world = await DatasetWorld.open(kind);
  await other.close();
  await world.write(files);
  const run = await world.run(input);
  expect(run).toMatchObject({ status: 'failed', title: 'Dataset refused' });
  expect(run.message).toContain(says);
});

test('what is worth a look is told, and the run goes on', async () => {
  const other = world;
  world = await DatasetWorld.open('detection');
  await other.close();
  await world.write({
    'images/a.jpg': jpeg(6, 80, 40),
    'images/b.gif': png(2),
    'images/c.png': png(3),
    'images/d.png': png(3),
    'images/e.png': png(4),
    'images/labels.jsonl': jsonl(
      { path: 'a.jpg', regions: [box()] },
      { path: 'b.gif', regions: [box()] },
      { path: 'c.png', regions: [box()] },
      { path: 'd.png', regions: [box(), box()] },
      { path: 'e.png' },
    ),
  });
  const run = await world.run({ format: 'jsonl' });
  expect([run.status, run.outputs.uploaded, run.outputs.failed]).toEqual(['succeeded', '4', '0']);
  const [told] = run.report.of('warning');
  expect(told).toContain('images/a.jpg: its EXIF data turns it');
  expect(told).toContain('images/b.gif: its bytes are PNG, whatever its name says');
  expect(told).toContain(
    'images/d.png: it has the same bytes as images/c.png, and the project has them once',
  );
  expect(told).toContain('images/e.png: it has no tag: the service keeps it, and does not train with it');
  expect((await world.run({ format: 'jsonl' })).outputs.changed).toBe('false');
});

test('COCO boxes of a picture that EXIF turns go by the size that the list gives it', async () => {
  const other = world;
  world = await DatasetWorld.open('detection');
  await other.close();
  const sizes = [
    [80, 40, [20, 10, 40, 20]],
    [40, 80, [10, 20, 20, 40]],
  ] as const;
  for (const [index, [width, height, bbox]] of sizes.entries()) {
    await world.write({
      [`c${index}/a.jpg`]: jpeg(6, 80, 40, index),
      [`c${index}/a.json`]: JSON.stringify({
        images: [{ id: 1, file_name: 'a.jpg', width, height }],
        annotations: [{ id: 1, image_id: 1, category_id: 1, bbox }],
        categories: [{ id: 1, name: 'bolt' }],
      }),
    });
    expect(await world.run({ path: `c${index}`, format: 'coco' })).toMatchObject({ status: 'succeeded' });
    expect(world.project.images[index]?.regions[0]).toMatchObject({
      left: 0.25,
      top: 0.25,
      width: 0.5,
      height: 0.5,
    });
  }
});

test('the same bytes in two folders have both tags, where an image can have several', async () => {
  await world.write({ 'images/x/a.png': png(1), 'images/y/b.png': png(1) });
  const run = await world.run();
  expect(run).toMatchObject({ status: 'succeeded', outputs: { uploaded: '1' } });
  expect(world.tagsOf('images/x/a.png')).toEqual(['x', 'y']);
  expect(run.report.log).toContain(
    'images/y/b.png: it has the same bytes as images/x/a.png, so the image has the tags of both: x, y',
  );
});
