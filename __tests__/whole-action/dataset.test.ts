import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DETECTION_GENERAL_COMPACT } from '../../emulator/custom-vision/resource/domains.ts';
import type { SeededProject } from '../../emulator/emulator.ts';
import { png } from '../../trials/dataset/pictures.ts';
import { bringing, writeFiles } from './dataset-scenario.ts';
import { errorOf, play, type Scenario, type ScenarioOptions, writes } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;
let project: SeededProject;
let folder: string;

beforeAll(async () => {
  emulator = await startTimedEmulator({ tier: 'S0' });
});
beforeEach(async () => {
  emulator.faults.clear();
  project = await emulator.addProject({ tags: [], settings: { classificationType: 'Multilabel' } });
  folder = await mkdtemp(path.join(tmpdir(), 'dataset-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});
afterAll(async () => {
  await emulator.close();
});

async function bring(
  inputs: Readonly<Record<string, string>> = {},
  { env, ...more }: ScenarioOptions = {},
): Promise<Scenario> {
  const step = bringing(emulator, project, folder);
  return await play(emulator, project, { ...step, ...more, inputs, env: { ...step.env, ...env } });
}

/** Tags by the paths of the images. */
function images(): Record<string, string[]> {
  const { tags, images: all } = project.project;
  const name = (id: string) => tags.find((tag) => tag.id === id)?.name ?? id;
  return Object.fromEntries(all.map(({ metadata, tagIds }) => [metadata.path ?? '', tagIds.map(name)]));
}

const PICTURES = Object.fromEntries(
  Array.from({ length: 12 }, (_, n) => [`images/${n % 2 === 0 ? 'bolt' : 'nut'}/${n}.png`, png(n)]),
);

test('a pull request sees the plan, a push carries it out, and the next one has nothing to do', async () => {
  await writeFiles(folder, { ...PICTURES, 'images/_negative/12.png': png(12) });
  const dry = await bring({}, { env: { GITHUB_EVENT_NAME: 'pull_request' } });
  expect(dry.run.outputs).toMatchObject({ status: 'dry-run', uploaded: '0', changed: 'false' });
  expect(writes(dry)).toEqual([]);
  expect(dry.run.log).toContain('| + images/bolt/0.png (bolt)');
  expect(dry.run.summary).toContain('Dry run: what this data set would change');
  expect(dry.run.exitCode).toBe(0);

  const first = await bring();
  expect(first.run.outputs).toEqual({
    status: 'succeeded',
    projectId: project.projectId,
    uploaded: '13',
    unchanged: '0',
    retagged: '0',
    deleted: '0',
    failed: '0',
    changed: 'true',
    plan: expect.stringMatching(/dataset-plan\.json$/),
  });
  expect(images()).toMatchObject({ 'images/bolt/0.png': ['bolt'], 'images/_negative/12.png': ['Negative'] });
  expect(first.run.summary).toMatch(/bolt<\/code><\/td><td align="right">0<\/td><td align="right">6/);

  const second = await bring();
  expect(second.run.outputs).toMatchObject({ unchanged: '13', changed: 'false', status: 'succeeded' });
  expect(writes(second)).toEqual([]);
});

test('labels, bytes, names and deletions follow the files', async () => {
  await writeFiles(folder, PICTURES);
  await bring();
  await Promise.all(['bolt/0', 'bolt/2', 'nut/1'].map((name) => rm(path.join(folder, `images/${name}.png`))));
  await writeFiles(folder, {
    'images/nut/0.png': png(0),
    'images/bolt/renamed.png': png(2),
    'images/nut/3.png': png(33),
  });
  const { run } = await bring({ delete: 'true' });
  expect(run.outputs).toMatchObject({ uploaded: '1', retagged: '1', deleted: '2', unchanged: '9' });
  expect(images()).toMatchObject({ 'images/nut/0.png': ['nut'], 'images/bolt/renamed.png': ['bolt'] });
  expect(Object.keys(images())).toHaveLength(11);
});

test('boxes of COCO arrive in a project of detection that the step creates', async () => {
  const coco = {
    images: [{ id: 1, file_name: '1.png', width: 200, height: 100 }],
    categories: [{ id: 1, name: 'bolt' }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [20, 10, 100, 50] }],
  };
  await writeFiles(folder, { 'images/1.png': png(1, 200, 100), 'images/coco.json': JSON.stringify(coco) });
  const { run } = await bring({
    'project-id': '',
    'project-name': 'Boxes',
    domain: DETECTION_GENERAL_COMPACT.id,
    format: 'coco',
  });
  expect(run.outputs).toMatchObject({ status: 'succeeded', uploaded: '1' });
  const made = emulator.service.projects.find(run.outputs.projectId ?? '');
  expect(made.images[0]?.regions).toMatchObject([{ left: 0.1, top: 0.1, width: 0.5, height: 0.5 }]);
  expect(run.annotations.map(({ title }) => title)).toEqual(['Too few images of a tag', 'Project created']);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  '%s in the middle, and the next run does the rest',
  async (signal) => {
    await writeFiles(folder, PICTURES);
    emulator.faults.add({ operation: 'CreateImagesFromFiles', nth: 6, fault: { slowMs: 30_000 } });
    const { run } = await bring(
      {},
      {
        endsByForce: signal === 'SIGKILL',
        during: async (action) => {
          await emulator.clock.until(() => project.project.images.length >= 5);
          action.signal(signal);
        },
      },
    );
    if (signal === 'SIGTERM') {
      expect(errorOf(run).title).toBe('Cancelled');
      expect(Number(run.outputs.uploaded)).toBeGreaterThan(0);
      expect(run.outputs).toMatchObject({ status: 'cancelled', changed: 'true' });
    }
    emulator.faults.clear();
    const { run: next } = await bring();
    expect(next.outputs).toMatchObject({ status: 'succeeded', failed: '0' });
    expect(Object.keys(images()).sort()).toEqual(Object.keys(PICTURES).sort());
    expect((await bring()).run.outputs.changed).toBe('false');
  },
);

test('a wrong key is told before anything else, and refused inputs all at once', async () => {
  await writeFiles(folder, PICTURES);
  const wrong = await bring({ 'training-key': 'no-key' });
  expect(errorOf(wrong.run).title).toBe('Key or role refused');
  const refused = await bring({ format: 'yolo', concurrency: '0', delete: 'maybe', path: '' });
  const { title, message } = errorOf(refused.run);
  expect(title).toBe('Inputs refused');
  for (const name of ['format', 'concurrency', 'delete', 'path']) expect(message).toContain(`- ${name}: `);
  expect(refused.requests).toEqual([]);
});

test('300 images of 100 kB go at the rate of the service, and the log says how far they are', async () => {
  const files = Array.from(
    { length: 300 },
    (_, n) => [`images/bolt/${n}.png`, png(n, 64, 64, 100_000)] as const,
  );
  await writeFiles(folder, Object.fromEntries(files));
  const began = emulator.clock.now();
  const { run } = await bring({});
  const seconds = (emulator.clock.now() - began) / 1_000;
  expect(run.outputs).toMatchObject({ status: 'succeeded', uploaded: '300', failed: '0' });
  expect(seconds).toBeLessThan(1.15 * 30 + 1);
  expect(run.log).toMatch(/Sent \d+ of 300 images \(\d+ %\), \d+ of 30 MB, about \d+ s left\./);
});
