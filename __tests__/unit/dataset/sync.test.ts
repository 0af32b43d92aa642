import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { FaultRule } from '../../../emulator/custom-vision/resource/faults.ts';
import { DatasetWorld } from '../../../trials/dataset/dataset-world.ts';
import { png } from '../../../trials/dataset/pictures.ts';

type Fault = Extract<FaultRule, { operation: string }>['fault'];

let world: DatasetWorld;

afterEach(async () => {
  await world.close();
});

const CATS = { 'images/cat/1.png': png(1), 'images/cat/2.png': png(2), 'images/dog/3.png': png(3) };

test('a folder of images becomes the images of the project, and a second run does nothing', async () => {
  world = await DatasetWorld.open();
  await world.write({
    ...CATS,
    'images/_negative/4.png': png(4),
    'images/README.md': 'text',
    'images/.DS_Store': 'x',
  });
  const first = await world.run();
  expect([first.status, first.message]).toEqual(['succeeded', '']);
  expect(first.outputs).toMatchObject({ uploaded: '4', unchanged: '0', changed: 'true', failed: '0' });
  expect(world.tagsOf('images/cat/2.png')).toEqual(['cat']);
  expect(world.tagsOf('images/_negative/4.png')).toEqual(['Negative']);
  const second = await world.run();
  expect(second.outputs).toMatchObject({ uploaded: '0', unchanged: '4', changed: 'false', retagged: '0' });
  expect(second.operations.filter((name) => !name.startsWith('Get'))).toEqual([]);
});

test('new bytes replace, moved files are renamed, gone ones stay unless delete is true', async () => {
  world = await DatasetWorld.open();
  await world.write(CATS);
  await world.run();
  const [first] = world.project.images;
  await world.remove('images/cat/2.png', 'images/dog/3.png');
  await world.write({ 'images/cat/1.png': png(11), 'images/cat/moved.png': png(3) });
  const changed = await world.run();
  expect(changed.outputs).toMatchObject({ uploaded: '1', deleted: '1', retagged: '1', unchanged: '0' });
  expect(world.project.images.map(({ metadata }) => metadata.path).sort()).toEqual([
    'images/cat/1.png',
    'images/cat/2.png',
    'images/cat/moved.png',
  ]);
  expect(world.tagsOf('images/cat/moved.png')).toEqual(['cat']);
  expect(world.project.images).not.toContainEqual(expect.objectContaining({ id: first?.id }));
  expect(changed.report.log).toContain('1 image whose file is not in this data set is kept');
  const mirrored = await world.run({ delete: true });
  expect(mirrored.outputs).toMatchObject({ deleted: '1', unchanged: '2', changed: 'true' });
  expect((await world.run({ delete: true })).outputs.changed).toBe('false');
});

test('one of a thing is told as one', async () => {
  world = await DatasetWorld.open();
  await world.write({ 'images/cat/1.png': png(1), 'images/README.md': 'text' });
  const first = await world.run();
  await world.write({ 'images/dog/1.png': png(1), 'images/dog/2.png': png(2), 'images/cat/3.png': png(3) });
  await world.remove('images/cat/1.png');
  const moved = await world.run();
  await world.remove('images/cat/3.png');
  await world.write({ 'images/dog/2.png': png(22) });
  const replaced = await world.run();
  const logs = [first, moved, replaced].map(({ report }) => report.log);
  expect(logs[0]).toContain('1 image.\n');
  expect(logs[0]).toContain('1 new tag:');
  expect(logs[0]).toContain('1 image to send:');
  expect(logs[1]).toContain('1 image to label anew:');
  expect(logs[2]).toContain('1 image to delete:');
  expect(logs[2]).toContain('1 image stays as it is.');
  expect(first.report.of('warning').join()).toContain('1 other file: it is no image by its name');
  const said = [...logs, ...first.report.of('warning')].join('\n');
  expect(said).not.toMatch(/\b1 (new |other |of )?(images|tags|files|boxes|others)\b/);
});

test('images and tags of others stay as they are, and images of another folder are not deleted', async () => {
  world = await DatasetWorld.open();
  const { service, project } = world;
  const theirs = service.projects.addTag(project.id, { name: 'cat', images: 2 }).id;
  await service.images.upload(project.id, [
    { name: 'theirs.png', content: png(1), tagIds: [theirs], regions: [] },
    { name: 'half.png', content: png(8), tagIds: [theirs], regions: [] },
  ]);
  project.images = project.images.map((image) => ({
    ...image,
    metadata: image.digest === null ? {} : { path: 'x' },
  }));
  await world.write({ 'other/cat/9.png': png(9) });
  await world.run({ path: 'other' });
  const before = JSON.stringify(project.images.slice(0, 4));
  await world.write({ 'images/dog/1.png': png(1), 'images/dog/2.png': png(2) });
  const run = await world.run({ delete: true });
  expect([run.status, run.message]).toEqual(['succeeded', '']);
  expect(run.outputs).toMatchObject({ uploaded: '1', unchanged: '1', deleted: '0', failed: '0' });
  expect(JSON.stringify(project.images.slice(0, 4))).toBe(before);
  expect(world.tagsOf('other/cat/9.png')).toEqual(['cat']);
  expect(run.report.of('warning')).toContainEqual(
    expect.stringMatching(/^Images of somebody else: .*\n\| images\/dog\/1\.png/),
  );
});

test('a multiclass image changes its tag, although it has room for one', async () => {
  world = await DatasetWorld.open('Multiclass');
  await world.write(CATS);
  await world.run();
  await world.remove('images/cat');
  await world.write({ 'images/dog/1.png': png(1), 'images/_negative/2.png': png(2) });
  const run = await world.run();
  expect([run.status, run.message]).toEqual(['succeeded', '']);
  expect(run.outputs).toMatchObject({ uploaded: '0', retagged: '2', unchanged: '1' });
  expect(world.tagsOf('images/dog/1.png')).toEqual(['dog']);
  expect(world.tagsOf('images/_negative/2.png')).toEqual(['Negative']);
});

const REGION = { tag: 'bolt', left: 0.1, top: 0.2, width: 0.25, height: 0.5 };
const jsonl = (...lines: object[]) => lines.map((line) => JSON.stringify(line)).join('\n');

test('boxes of JSONL become regions, and change with the file', async () => {
  world = await DatasetWorld.open('detection');
  const other = { ...REGION, tag: 'nut', left: 0.6 };
  await world.write({
    'images/a.png': png(1, 300, 200),
    'images/b.png': png(2, 300, 200),
    'images/labels.jsonl': jsonl(
      { path: 'a.png', regions: [REGION, other] },
      { path: 'b.png', regions: [REGION] },
    ),
  });
  const input = { format: 'jsonl' as const };
  expect(await world.run(input)).toMatchObject({ status: 'succeeded', outputs: { uploaded: '2' } });
  expect(world.tagsOf('images/a.png')).toEqual(['bolt', 'nut']);
  expect((await world.run(input)).outputs).toMatchObject({ unchanged: '2', changed: 'false' });
  await world.write({
    'images/labels.jsonl': jsonl(
      { path: 'a.png', regions: [{ ...REGION, width: 0.3 }] },
      { path: 'b.png', regions: [REGION, { ...REGION, left: 0.5, top: 0.5 }] },
    ),
  });
  const changed = await world.run(input);
  expect(changed.outputs).toMatchObject({ uploaded: '0', retagged: '2', deleted: '0' });
  expect(world.tagsOf('images/a.png')).toEqual(['bolt']);
  expect(world.project.images.map(({ regions }) => regions.length)).toEqual([1, 2]);
  expect((await world.run(input)).outputs.changed).toBe('false');
});

test('COCO: pixels become shares, categories tags, and a classification takes the categories alone', async () => {
  const coco = {
    images: [{ id: 1, file_name: 'a.png', width: 200, height: 100 }],
    categories: [
      { id: 7, name: 'bolt' },
      { id: 8, name: 'nut' },
    ],
    annotations: [
      { id: 1, image_id: 1, category_id: 7, bbox: [20, 10, 100, 50] },
      // A pixel beyond the edge is of rounding.
      { id: 2, image_id: 1, category_id: 8, bbox: [150, 0, 50.5, 100] },
    ],
  };
  world = await DatasetWorld.open('detection');
  await world.write({
    'data/annotations/instances.json': JSON.stringify(coco),
    'data/images/a.png': png(1, 200, 100),
  });
  const run = await world.run({ path: 'data', format: 'coco' });
  expect([run.status, run.message]).toEqual(['succeeded', '']);
  expect(world.project.images[0]?.regions).toMatchObject([
    { left: 0.1, top: 0.1, width: 0.5, height: 0.5 },
    { left: 0.75, top: 0, width: 0.25, height: 1 },
  ]);
  expect(world.project.images[0]?.metadata.path).toBe('data/images/a.png');
  const detecting = world;
  world = await DatasetWorld.open('Multilabel');
  await world.write({ 'data/a.json': JSON.stringify(coco), 'data/a.png': png(1, 200, 100) });
  await world.run({ path: 'data/a.json', format: 'coco' });
  expect(world.tagsOf('data/a.png')).toEqual(['bolt', 'nut']);
  await detecting.close();
});

test('a dry run writes its plan, and changes nothing', async () => {
  world = await DatasetWorld.open();
  await world.write(CATS);
  await world.run();
  const before = world.state();
  await world.remove('images/cat/1.png');
  await world.write({ 'images/owl/5.png': png(5) });
  const run = await world.run({ dryRun: true, delete: true });
  expect(run).toMatchObject({
    status: 'dry-run',
    outputs: { uploaded: '0', deleted: '0', changed: 'false' },
  });
  expect(run.operations.filter((name) => !name.startsWith('Get'))).toEqual([]);
  expect(world.state()).toEqual(before);
  const plan = JSON.parse(await readFile(run.outputs.plan ?? '', 'utf8')) as object;
  expect(plan).toMatchObject({
    dryRun: true,
    newTags: [{ name: 'owl', negative: false }],
    create: [{ path: 'images/owl/5.png', tags: ['owl'] }],
    delete: [{ path: 'images/cat/1.png', why: 'gone' }],
    unchanged: 2,
    tags: { cat: { before: 2, after: 1 }, owl: { before: 0, after: 1 } },
  });
  expect(run.report.log).toContain('| + images/owl/5.png (owl)');
  expect(run.report.log).toContain('| - images/cat/1.png (gone)');
});

test('a project that is not there is created in its domain, and planned in a dry run', async () => {
  world = await DatasetWorld.open();
  await world.write(CATS);
  const named = { project: { name: 'Screws' }, classificationType: 'Multiclass' as const };
  const dry = await world.run({ ...named, dryRun: true });
  expect([dry.status, dry.outputs.projectId]).toEqual(['dry-run', '']);
  expect(world.service.projects.all()).toHaveLength(1);
  world.faults.add({ operation: 'CreateProject', fault: { reset: 'after' } });
  const run = await world.run(named);
  expect([run.status, run.message]).toEqual(['succeeded', '']);
  const made = world.service.projects.all().find(({ name }) => name === 'Screws');
  expect(made).toMatchObject({ id: run.outputs.projectId, settings: { classificationType: 'Multiclass' } });
  expect(made?.images).toHaveLength(3);
  expect(world.service.projects.all()).toHaveLength(2);
});

test('what the service says of single files is told per file, the rest goes on, and the step is red', async () => {
  world = await DatasetWorld.open();
  await world.write({
    ...CATS,
    'images/cat/long.png': png(6, 20_000, 4),
    'images/cat/wide.png': png(7, 30, 4),
  });
  const run = await world.run();
  expect(run).toMatchObject({ status: 'failed', title: 'Images not uploaded' });
  expect(run.outputs).toMatchObject({ uploaded: '4', failed: '1', changed: 'true' });
  expect(run.message).toContain(
    '| images/cat/long.png: the service does not take a picture of this width and height',
  );
});

test('a file that changes while it is sent is told, and not sent', async () => {
  world = await DatasetWorld.open();
  await world.write(CATS);
  world.faults.add({ operation: 'CreateTag', fault: { slowMs: 1_000 } });
  const running = world.run();
  const { signal } = new AbortController();
  await world.time.sleep(1_000, signal).then(() => world.write({ 'images/dog/3.png': png(33) }));
  const run = await running;
  expect(run).toMatchObject({ title: 'Images not uploaded', outputs: { uploaded: '2', failed: '1' } });
  expect(run.message).toContain('| images/dog/3.png: it was changed while this run was reading it');
});

test.each<[string, Fault]>([
  ['lost after it acted', { reset: 'after' }],
  ['lost before', { reset: 'before' }],
  ['503 after it acted', { status: 503, when: 'after' }],
  ['429', { status: 429, when: 'before', retryAfterSeconds: 3 }],
  ['half an answer', { truncate: true }],
])('every request is repeated where its answer is %s', async (_, fault) => {
  const undisturbed = await changesOf(() => undefined);
  const disturbed = await changesOf((faulty) => {
    for (const operation of WRITES) {
      faulty.faults.add({ operation, fault });
    }
  });
  expect(disturbed).toEqual(undisturbed);
});

const WRITES = [
  'CreateTag',
  'CreateImagesFromFiles',
  'CreateImageTags',
  'DeleteImageTags',
  'UpdateImageMetadata',
  'DeleteImages',
];

/** A run in which everything happens that can happen to classified images. */
async function changesOf(arm: (world: DatasetWorld) => unknown): Promise<object> {
  world = await DatasetWorld.open();
  await world.write({ ...CATS, 'images/cat/6.png': png(6), 'images/dog/7.png': png(7) });
  await world.run();
  await world.remove('images/cat/1.png', 'images/dog/7.png');
  await world.write({
    'images/owl/1.png': png(1),
    'images/cat/2.png': png(22),
    'images/cat/moved.png': png(6),
    'images/owl/new.png': png(8),
  });
  await world.remove('images/cat/6.png');
  arm(world);
  const run = await world.run({ delete: true });
  expect([run.status, run.message]).toEqual(['succeeded', '']);
  const { outputs } = run;
  const again = await world.run({ delete: true });
  expect(again.outputs.changed).toBe('false');
  const { uploaded, deleted, retagged, unchanged } = outputs;
  const end = { state: world.state(), uploaded, deleted, retagged, unchanged };
  await world.close();
  return end;
}

test('ten requests a second are kept to, and what the service asks for is waited by all', async () => {
  world = await DatasetWorld.open();
  await world.write(
    Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`images/cat/${n}.png`, png(n)])),
  );
  const run = await world.run();
  expect(run).toMatchObject({ status: 'succeeded', outputs: { uploaded: '200' } });
  expect(run.tookMs).toBeGreaterThanOrEqual(19_000);
  expect(run.tookMs).toBeLessThan(1.15 * 20_000);
  expect(run.report.of('info')).toContainEqual(
    expect.stringMatching(/^Sent \d+ of 200 images \(\d+ %\), 0 of 0 MB, about \d+ s left\.$/),
  );
  await world.write(
    Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`images/dog/${n}.png`, png(1000 + n)])),
  );
  const fault = { status: 429, when: 'before', retryAfterSeconds: 7 } as const;
  world.faults.add({ operation: 'CreateImagesFromFiles', nth: 5, fault });
  const held = await world.run();
  expect(held.outputs).toMatchObject({ uploaded: '30', failed: '0' });
  // One refusal, and no other request before its seven seconds were over.
  expect(held.tookMs).toBeGreaterThan(10_000);
  expect(held.operations.filter((name) => name === 'CreateImagesFromFiles')).toHaveLength(31);
});

test('limits are told before the first upload', async () => {
  world = await DatasetWorld.open();
  const lines = Array.from({ length: 60 }, (_, n) => ({ path: `${n}.png`, tags: [`tag ${n}`] }));
  const pictures = Object.fromEntries(lines.map((_, n) => [`images/${n}.png`, png(n)]));
  await world.write({ ...pictures, 'images/labels.jsonl': jsonl(...lines) });
  const large = await world.run({ format: 'jsonl', dryRun: true });
  expect(large.report.of('warning').map((text) => text.split(':')[0])).toEqual([
    'Dataset needs a paid tier',
    'Too few images of a tag',
  ]);
  expect(large.report.log).toContain('| tag 0: 1');
  const [first] = lines;
  const many = { ...first, tags: Array.from({ length: 90 }, (_, n) => `more ${n}`) };
  await world.write({
    'images/labels.jsonl': jsonl(
      ...Array.from({ length: 6 }, (_, n) => ({
        ...many,
        path: `${n}.png`,
        tags: many.tags.map((tag) => `${tag} ${n}`),
      })),
    ),
  });
  const refused = await world.run({ format: 'jsonl' });
  expect(refused).toMatchObject({ title: 'Dataset too large', outputs: { changed: 'false' } });
  expect(refused.message).toContain('540 tags');
  expect(refused.operations.filter((name) => !name.startsWith('Get'))).toEqual([]);
});

test('a project that is full takes no more, and the run says so without trying the rest', async () => {
  world = await DatasetWorld.open('Multilabel', 'F0');
  world.service.projects.addImages(world.project.id, 4_998);
  await world.write(
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`images/cat/${n}.png`, png(n)])),
  );
  const run = await world.run({ concurrency: 2 });
  expect(run).toMatchObject({ title: 'Images not uploaded', outputs: { uploaded: '2', failed: '58' } });
  expect(run.operations.filter((name) => name === 'CreateImagesFromFiles').length).toBeLessThan(6);
});
