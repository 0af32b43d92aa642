import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DETECTION_GENERAL_COMPACT } from '../../emulator/custom-vision/resource/domains.ts';
import type { SeededProject } from '../../emulator/emulator.ts';
import type { Role } from '../../emulator/entra/roles.ts';
import { png } from '../../trials/dataset/pictures.ts';
import { bringing, writeFiles } from './dataset-scenario.ts';
import { neededActions } from './documented-setup.ts';
import { entraOf, oidcJob } from './entra-job.ts';
import { errorOf, play, type Scenario } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;
let project: SeededProject;
let folder: string;

beforeAll(async () => {
  emulator = await startTimedEmulator({ entra: true });
});
beforeEach(async () => {
  project = await emulator.addProject({ tags: [], settings: { classificationType: 'Multilabel' } });
  folder = await mkdtemp(path.join(tmpdir(), 'dataset-roles-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});
afterAll(async () => {
  await emulator.close();
});

const LABELER = 'Cognitive Services Custom Vision Labeler';

async function playWith(role: Role, inputs: Readonly<Record<string, string>> = {}): Promise<Scenario> {
  const { application, roles } = entraOf(emulator);
  roles.replace(application.objectId, role);
  const job = oidcJob(emulator);
  const step = bringing(emulator, project, folder);
  const { 'client-id': clientId = '', 'tenant-id': tenantId = '' } = job.inputs;
  const signIn = { 'training-key': '', 'client-id': clientId, 'tenant-id': tenantId };
  return await play(emulator, project, {
    ...job,
    ...step,
    env: { ...job.env, ...step.env },
    inputs: { ...signIn, ...inputs },
  });
}

const box = (left: number) => ({ tag: 'bolt', left, top: 0.1, width: 0.2, height: 0.2 });
const list = (...lines: object[]) => lines.map((line) => JSON.stringify(line)).join('\n');

test('the one role of the README does, and all runs together need exactly what its table lists', async () => {
  entraOf(emulator).roles.asked.clear();
  await writeFiles(folder, {
    'images/bolt/1.png': png(1),
    'images/nut/2.png': png(2),
    'images/nut/3.png': png(3),
  });
  expect((await playWith(LABELER)).run.outputs).toMatchObject({ status: 'succeeded', uploaded: '3' });
  await Promise.all(['bolt/1', 'nut/2', 'nut/3'].map((name) => rm(path.join(folder, `images/${name}.png`))));
  await writeFiles(folder, { 'images/nut/1.png': png(1), 'images/nut/moved.png': png(2) });
  const changed = await playWith(LABELER, { delete: 'true' });
  expect(changed.run.outputs).toMatchObject({ status: 'succeeded', retagged: '1', deleted: '1' });
  project = await emulator.addProject({ tags: [], domain: DETECTION_GENERAL_COMPACT });
  for (const left of [0.1, 0.5]) {
    await writeFiles(folder, {
      'images/4.png': png(4),
      'images/a.jsonl': list({ path: '4.png', regions: [box(left)] }),
    });
    const { run } = await playWith(LABELER, { format: 'jsonl' });
    expect(run.outputs).toMatchObject({ status: 'succeeded', changed: 'true' });
  }
  const needed = neededActions('dataset/README.md').map(({ dataAction }) => dataAction);
  expect([...entraOf(emulator).roles.asked].sort()).toEqual(needed.sort());
});

test('each data action of the table is allowed by the role beside it', () => {
  const { roles } = entraOf(emulator);
  for (const { dataAction, leastRole } of neededActions('dataset/README.md')) {
    roles.replace('somebody', leastRole as Role);
    expect(`${leastRole}: ${String(roles.allows('somebody', dataAction))}`).toBe(`${leastRole}: true`);
  }
});

test('without the role nothing is changed, and the role is named', async () => {
  await writeFiles(folder, { 'images/bolt/1.png': png(1) });
  const { run } = await playWith('Cognitive Services Custom Vision Reader');
  expect(errorOf(run).message).toContain(`the role ${LABELER} on the resource`);
  expect(run.outputs).toMatchObject({ status: 'failed', changed: 'false' });
  expect(project.project.images).toEqual([]);
});
