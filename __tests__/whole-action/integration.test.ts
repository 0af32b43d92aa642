import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const V33 = '/customvision/v3.3/training';
const V34 = '/customvision/v3.4-preview/training';

test('does not touch a project that is already integrated', async () => {
  const project = await emulator.addProject({ integrated: true });
  const before = structuredClone(project.project.settings);
  const scenario = await play(emulator, project, {
    // Neither a trailing slash nor the case of the host makes it another queue.
    inputs: { 'notification-queue-uri': `${project.notificationQueueUri}/` },
  });

  expect(scenario.run.outputs.status).toBe('succeeded');
  expect(writes(scenario)).toEqual([
    `POST ${V34}/projects/{project}/train?trainingType=Regular → 200`,
    `PATCH ${V34}/projects/{project}/iterations/{iteration} → 200`,
    `POST ${V34}/projects/{project}/iterations/{iteration}/export?platform=ONNX → 200`,
  ]);
  expect(project.project.settings).toEqual(before);
});

test('changes nothing of the project but the two URIs', async () => {
  const project = await emulator.addProject({
    description: 'Sorts screws',
    settings: {
      classificationType: 'Multiclass',
      targetExportPlatforms: ['ONNX', 'CoreML'],
      augmentationMethods: { rotation: false, scaling: true },
      unknown: { settingOfALaterService: { kept: [1, 2] } },
    },
  });
  const before = structuredClone(project.project);
  const { run } = await play(emulator, project);

  expect(run.outputs.status).toBe('succeeded');
  const { name, description, settings } = project.project;
  expect({ name, description, settings }).toEqual({
    name: before.name,
    description: before.description,
    settings: {
      ...before.settings,
      notificationQueueUri: project.notificationQueueUri,
      exportModelContainerUri: project.exportModelContainerUri,
    },
  });
});

test('refuses to re-point a project that is integrated elsewhere', async () => {
  const [project, other] = await Promise.all([emulator.addProject(), emulator.addProject()]);
  project.project.settings.notificationQueueUri = other.notificationQueueUri;
  project.project.settings.exportModelContainerUri = other.exportModelContainerUri;
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs.status).toBe('failed');
  expect(writes(scenario)).toEqual([]);
  const { title, message } = errorOf(scenario.run);
  expect(title).toBe('Project is integrated elsewhere');
  for (const part of [
    other.notificationQueueUri,
    project.notificationQueueUri,
    'replace-integration: true',
  ]) {
    expect(message).toContain(part);
  }
});

test('re-points a project where replace-integration is given', async () => {
  const [project, other] = await Promise.all([emulator.addProject(), emulator.addProject()]);
  project.project.settings.notificationQueueUri = other.notificationQueueUri;
  project.project.settings.exportModelContainerUri = other.exportModelContainerUri;
  const { run, queue } = await play(emulator, project, { inputs: { 'replace-integration': 'true' } });

  expect(run.outputs.status).toBe('succeeded');
  expect(project.project.settings).toMatchObject({
    notificationQueueUri: project.notificationQueueUri,
    exportModelContainerUri: project.exportModelContainerUri,
  });
  expect(queue).toEqual([]);
});

test('sets the URIs on v3.4-preview where v3.3 does not know them', async () => {
  const project = await emulator.addProject({ behavior: { urisEchoedBy: 'v3.4-preview' } });
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs.status).toBe('succeeded');
  expect(writes(scenario).slice(0, 2)).toEqual([
    `PATCH ${V33}/projects/{project} → 200`,
    `PATCH ${V34}/projects/{project} → 200`,
  ]);
});

test('finds the integration that only v3.3 shows, and writes nothing', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { urisEchoedBy: 'v3.3' } });
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs.status).toBe('succeeded');
  expect(writes(scenario)[0]).toBe(`POST ${V34}/projects/{project}/train?trainingType=Regular → 200`);
});

test('trains nothing where neither version confirms the URIs', async () => {
  const project = await emulator.addProject({ behavior: { urisEchoedBy: 'none' } });
  const scenario = await play(emulator, project);

  expect(scenario.run.outputs.status).toBe('failed');
  expect(errorOf(scenario.run)).toMatchObject({ title: 'Integration not confirmed' });
  expect(errorOf(scenario.run).message).toContain('Storage Queue Data Contributor');
  expect(project.project.iterations).toEqual([]);
});
