import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GENERAL } from '../../emulator/custom-vision/resource/domains.ts';
import { LEAST_ROLES } from '../../emulator/entra/entra.ts';
import { png } from '../../trials/dataset/pictures.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { entraOf } from './entra-job.ts';
import { playExample } from './example-play.ts';
import { publishedIn } from './publish-scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

/** Their scripts are those of a runner with Ubuntu. */
const onLinux = process.platform === 'linux' ? test : test.skip;
const ROOT = path.join(import.meta.dirname, '..', '..');
const BEHAVIOR = { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 };

let emulator: TimedEmulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ entra: true, behavior: BEHAVIOR });
  const { application, roles } = entraOf(emulator);
  roles.replace(application.objectId, ...LEAST_ROLES);
});
afterAll(async () => {
  await emulator.close();
});

onLinux('minimal.yml and oidc.yml: one model each, which a second job gets', async () => {
  const project = await emulator.addProject();
  const minimal = await playExample(emulator, project, 'minimal.yml');
  expect(minimal.results).toEqual({ train: 'success' });
  expect(minimal.artifacts).toEqual(['custom-vision-model.zip']);

  const { results, logs } = await playExample(emulator, project, 'oidc.yml');
  expect(results).toEqual({ train: 'success', deploy: 'success' });
  for (const file of ['model.onnx', 'labels.txt', 'cvexport.manifest']) {
    expect(logs['deploy.1']).toContain(file);
  }
  // The second one has found what the first one had trained.
  expect(project.project.iterations).toHaveLength(1);
});

onLinux('matrix.yml: a model of each project, and one table, also where one of them fails', async () => {
  const bolts = await emulator.addProject({ name: 'Bolts' });
  await emulator.addProject({ name: 'Nuts', tags: [] });
  await emulator.addProject({ name: 'Screws' });
  const played = await playExample(emulator, bolts, 'matrix.yml');

  expect(played.results).toEqual({ train: 'failure', summary: 'success' });
  expect(played.jobs.train?.failed).toEqual(['train (Nuts).model']);
  expect(played.artifacts.toSorted()).toEqual([
    'Bolts.zip',
    'Screws.zip',
    'results-Bolts',
    'results-Nuts',
    'results-Screws',
  ]);
  const table = played.summaries['summary.1']?.trim().split('\n');
  expect(table?.map((line) => line.split(' | ').length)).toEqual([6, 6, 6, 6, 6]);
  expect(table?.slice(2)).toEqual([
    expect.stringMatching(/^\| Bolts \| succeeded \| true \| [\d.]+ \| [\d.]+ \| Bolts\.zip \|$/),
    '| Nuts | failed | false |  |  |  |',
    expect.stringMatching(/^\| Screws \| succeeded \| true \| [\d.]+ \| [\d.]+ \| Screws\.zip \|$/),
  ]);
});

onLinux('attest.yml: what is deployed is what was attested, and nothing else is', async () => {
  const project = await emulator.addProject();
  const { results, attested, logs } = await playExample(emulator, project, 'attest.yml');
  expect(results).toEqual({ train: 'success', attest: 'success', deploy: 'success' });
  expect(attested).toHaveLength(1);
  expect(logs['deploy.2']).toContain('model.onnx');

  const changed = await playExample(emulator, project, 'attest.yml', {
    before: (label, { workspace }) => {
      if (label === 'deploy.1') {
        const [name = ''] = readdirSync(path.join(workspace, 'package'));
        appendFileSync(path.join(workspace, 'package', name), 'x');
      }
    },
  });
  expect(changed.jobs.deploy).toMatchObject({
    result: 'failure',
    failed: ['deploy.1'],
    skipped: ['deploy.2'],
  });
});

const PULL_REQUEST = {
  'github.event.pull_request.head.repo.full_name': 'octocat/models',
  'github.event.pull_request.number': '12',
};
const FORK = { ...PULL_REQUEST, 'github.event.pull_request.head.repo.full_name': 'stranger/models' };

onLinux('pull-request-comment.yml: one comment, which the next push updates', async () => {
  const project = await emulator.addProject();
  const comments = new Map([['another', 'of somebody else']]);
  const play = (values = PULL_REQUEST) =>
    playExample(emulator, project, 'pull-request-comment.yml', { values, comments });
  expect((await play()).results).toEqual({ train: 'success' });
  const first = comments.get('custom-vision') ?? '';
  expect(first).toMatch(/href="https:\/\/github\.com\/octocat\/models\/actions\/runs\/4711\/artifacts\/\d+"/);
  expect(first).not.toContain('href="./');

  // It was published, and the next one is worse.
  const [published] = project.project.iterations;
  Object.assign(published ?? {}, { publishName: 'production' });
  project.project.figures = { ...project.project.figures, recall: 0.1 };
  emulator.service.projects.addImages(project.projectId, 3, project.project.tags[0]?.id);
  const worse = await play();
  expect(worse.jobs.train).toMatchObject({ result: 'failure', failed: ['train.model'] });
  expect(comments.get('custom-vision')).not.toBe(first);
  expect([...comments.keys()]).toEqual(['another', 'custom-vision']);

  expect((await play(FORK)).results).toEqual({ train: 'skipped' });
});

onLinux('dataset-pull-request.yml: a plan by an identity that may only read', async () => {
  const project = await emulator.addProject({ tags: [] });
  const { application, roles } = entraOf(emulator);
  roles.replace(application.objectId, 'Cognitive Services Custom Vision Reader');
  const files = { 'images/bolt/1.png': png(1), 'images/nut/2.png': png(2) };
  const play = (values = PULL_REQUEST) =>
    playExample(emulator, project, 'dataset-pull-request.yml', { values, files });
  try {
    const { results, logs, artifacts } = await play();
    expect(results).toEqual({ plan: 'success' });
    expect(logs['plan.dataset']).toContain('2 images to send:');
    expect(artifacts).toEqual(['plan']);
    expect(project.project.images).toEqual([]);
    expect((await play(FORK)).results).toEqual({ plan: 'skipped' });
  } finally {
    roles.replace(application.objectId, ...LEAST_ROLES);
  }
});

/** What the user's own check of the published model says. */
const checkThatSays = (isGood: boolean) => ({
  'test/ask-the-published-model.sh': Buffer.from(`#!/bin/sh\n${isGood ? 'true' : 'false'}\n`),
});

onLinux(
  'dataset.yml: images, model and name; nothing where nothing changed; back where the check fails',
  async () => {
    const project = await emulator.addProject({ tags: [] });
    const images = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`images/${n % 2 === 0 ? 'bolt' : 'nut'}/${n}.png`, png(n)]),
    );
    const play = async (files: Readonly<Record<string, Buffer>>, isGood = true) => {
      const { results } = await playExample(emulator, project, 'dataset.yml', {
        files: { ...files, ...checkThatSays(isGood) },
      });
      return Object.values(results);
    };
    const [yes, no, left] = ['success', 'failure', 'skipped'];
    // Images, training, publishing, the user's own check, and the way back.
    expect(await play(images)).toEqual([yes, yes, yes, yes, left]);
    expect(publishedIn(project)).toEqual(['1: production']);
    expect(project.project.images).toHaveLength(12);
    expect(await play(images)).toEqual([yes, left, left, left, left]);
    expect(await play({ ...images, 'images/bolt/new.png': png(99) }, false)).toEqual([
      yes,
      yes,
      yes,
      no,
      yes,
    ]);
    expect(publishedIn(project)).toEqual(['1: production']);
  },
);

onLinux('archive.yml: every iteration that can be exported, and nothing is trained', async () => {
  const resource = await startTimedEmulator({ entra: true, behavior: BEHAVIOR });
  try {
    const { projects } = resource.service;
    const bolts = await resource.addProject({ name: 'Bolts', integrated: true });
    const [first, second] = [1, 2].map(() => resource.service.trainings.add(bolts.projectId, {}));
    resource.service.trainings.add(bolts.projectId, { status: 'Failed' });
    const nuts = await resource.addProject({ name: 'Nuts' });
    const third = resource.service.trainings.add(nuts.projectId, {});
    const large = await resource.addProject({ name: 'Large', domain: GENERAL });
    resource.service.trainings.add(large.projectId, {});
    const elsewhere = await resource.addProject({ name: 'Elsewhere', integrated: true });
    const fourth = resource.service.trainings.add(elsewhere.projectId, {});
    const before = projects.all().map(({ iterations }) => iterations.length);

    const played = await playExample(resource, bolts, 'archive.yml', { values: { 'inputs.from': '0' } });

    expect(played.results).toEqual({ list: 'success', archive: 'failure' });
    expect(played.summaries['list.list']).toBe(
      '4 iterations can be exported. This run takes 4, from number 0 on.\n',
    );
    expect(played.jobs.archive?.failed).toEqual([`archive (${elsewhere.projectId}, ${fourth.id}).model`]);
    const ids = [first, second, third].map((one) => one?.id ?? '');
    expect(played.artifacts.toSorted()).toEqual(
      ids.flatMap((id) => [`${id}-ONNX.zip`, `${id}-TensorFlow.zip`]).sort(),
    );
    expect(projects.all().map(({ iterations }) => iterations.length)).toEqual(before);
    expect(resource.log.entries.filter(({ path: asked }) => asked.endsWith('/train'))).toEqual([]);
    // The key is not in the list of processes.
    expect(readFileSync(path.join(ROOT, 'examples', 'archive.yml'), 'utf8')).not.toMatch(/-H .*KEY/);

    const past = await playExample(resource, bolts, 'archive.yml', { values: { 'inputs.from': '256' } });
    expect(past.results).toEqual({ list: 'success', archive: 'skipped' });

    resource.faults.add({
      operation: 'GetIterations',
      times: 100,
      fault: { status: 401, when: 'before', code: 'Unauthorized' },
    });
    const refused = await playExample(resource, bolts, 'archive.yml', { values: { 'inputs.from': '0' } });
    expect(refused.results).toEqual({ list: 'failure', archive: 'skipped' });
  } finally {
    await resource.close();
  }
});

test('each example says what it does and what it needs, and stands in the table', () => {
  const folder = path.join(ROOT, 'examples');
  const table = readFileSync(path.join(folder, 'README.md'), 'utf8');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  expect(files.length).toBeGreaterThan(10);
  for (const name of files) {
    const [head = ''] = readFileSync(path.join(folder, name), 'utf8').split(/^name: /m);
    expect({ name, head }).toEqual({
      name,
      head: expect.stringMatching(/^# [A-Z][^]*\n# It needs [^]*\.\n$/),
    });
    expect(table).toContain(`[${name}](${name})`);
  }
});
