import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import { DETECTION_GENERAL, GENERAL } from '../../../emulator/custom-vision/resource/domains.ts';
import { bodyOfProject } from './project-body.ts';
import { projectUpdate } from '../../../emulator/custom-vision/http/request-bodies.ts';
import type { ApiVersion } from '../../../emulator/custom-vision/resource/behavior.ts';
import type { Json } from '../../../emulator/custom-vision/http/parameters.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { CustomVisionService } from '../../../emulator/custom-vision/resource/resource.ts';
import { RecordingStorage, refusalOf } from './recording-storage.ts';

const URIS = {
  exportModelContainerUri: 'https://account.example/container',
  notificationQueueUri: 'https://account.example/queue',
};
let storage: RecordingStorage;
let service: CustomVisionService;

beforeEach(() => {
  storage = new RecordingStorage();
  service = new CustomVisionService({ clock: new ManualClock(), storage });
});

async function patch(project: Project, changes: Record<string, Json>, version: ApiVersion = 'v3.3') {
  const body = bodyOfProject(project, version);
  const update = projectUpdate({ ...body, settings: { ...body.settings, ...changes } }, project, version);
  await service.updateProject(project.id, update);
}

test('setting the URIs leaves a test blob and a test message, and keeps every other setting', async () => {
  const project = service.projects.add({
    settings: { classificationType: 'Multiclass', targetExportPlatforms: ['ONNX'], unknown: { future: [1] } },
  });
  const before = structuredClone(project.settings);
  await patch(project, URIS);
  expect(project.settings).toEqual({ ...before, ...URIS });
  expect(storage.events).toEqual([
    `test ${URIS.exportModelContainerUri}`,
    `message ${URIS.notificationQueueUri} {"version":"1.0","type":"ConnectionTest","Content":{"projectId":"${project.id}"}}`,
  ]);
});

test('with the connection test off nothing is left behind', async () => {
  const project = service.projects.add({ behavior: { connectionTest: 'off' } });
  await patch(project, URIS);
  expect(project.settings).toMatchObject(URIS);
  expect(storage.events).toEqual([]);
});

test.each(['exportModelContainerUri', 'notificationQueueUri'] as const)(
  'a %s that does not work is refused, and nothing changes',
  async (member) => {
    const project = service.projects.add();
    storage.broken.add(URIS[member]);
    await expect(patch(project, URIS)).rejects.toMatchObject({ status: 400, code: 'BadRequestInvalidUri' });
    expect(project.settings).toMatchObject({ exportModelContainerUri: null, notificationQueueUri: null });
    expect(storage.events).toEqual([]);
  },
);

test('settings that are left out are reset', async () => {
  const project = service.projects.add({
    settings: {
      ...URIS,
      classificationType: 'Multiclass',
      targetExportPlatforms: ['ONNX'],
      augmentationMethods: { rotation: false },
      unknown: { future: 1 },
    },
  });
  const update = projectUpdate({ name: 'new', description: '', settings: {} }, project, 'v3.4-preview');
  await service.updateProject(project.id, update);
  expect(project).toMatchObject({ name: 'new', description: null });
  expect(project.settings).toMatchObject({
    domain: GENERAL,
    classificationType: 'Multilabel',
    targetExportPlatforms: [],
    exportModelContainerUri: null,
    notificationQueueUri: null,
    unknown: {},
  });
  expect(project.settings.augmentationMethods).toMatchObject({ rotation: true });
});

test.each([
  ['both', ['v3.3', 'v3.4-preview']],
  ['v3.3', ['v3.3']],
  ['v3.4-preview', ['v3.4-preview']],
  ['none', []],
] as const)('echoed by %s, the URIs exist for no other version', async (urisEchoedBy, knowing) => {
  for (const version of ['v3.3', 'v3.4-preview'] as const) {
    const project = service.projects.add({ behavior: { urisEchoedBy } });
    await patch(project, URIS, version);
    const knows = knowing.some((known) => known === version);
    expect(project.settings.notificationQueueUri).toBe(knows ? URIS.notificationQueueUri : null);
    expect(JSON.stringify(bodyOfProject(project, version)).includes('notificationQueueUri')).toBe(knows);
    project.settings = { ...project.settings, ...URIS };
    await patch(project, {}, version);
    expect(project.settings).toMatchObject(URIS);
  }
});

test('impossible changes are refused with their codes', async () => {
  const project = service.projects.add({ name: 'mine' });
  service.projects.add({ name: 'taken' });
  const update = (changes: Record<string, Json>, settings: Record<string, Json> = {}) => {
    const body = bodyOfProject(project, 'v3.4-preview');
    return projectUpdate(
      { ...body, ...changes, settings: { ...body.settings, ...settings } },
      project,
      'v3.4-preview',
    );
  };
  const refused = async (changes: Record<string, Json>, settings: Record<string, Json> = {}) =>
    await service.updateProject(project.id, update(changes, settings)).then(
      () => 'accepted',
      (error: unknown) => (error as { code: string }).code,
    );
  expect(await refused({ name: 'taken' })).toBe('BadRequestProjectNameNotUnique');
  expect(await refused({ name: '' })).toBe('BadRequestProjectName');
  expect(await refused({}, { domainId: DETECTION_GENERAL.id })).toBe(
    'BadRequestProjectUnsupportedDomainTypeChange',
  );
  expect(await refused({}, { domainId: GENERAL.id, targetExportPlatforms: ['ONNX'] })).toBe(
    'BadRequestProjectUnsupportedExportPlatform',
  );
  const unreadable = (changes: Record<string, Json>, settings: Record<string, Json> = {}) =>
    refusalOf(() => update(changes, settings));
  expect(unreadable({}, { domainId: '11111111-1111-1111-1111-111111111111' })).toBe(
    'BadRequestProjectUnknownDomain',
  );
  expect(unreadable({}, { classificationType: 'Both' })).toBe('BadRequestProjectUnknownClassification');
  expect(unreadable({}, { targetExportPlatforms: ['Amiga'] })).toBe(
    'BadRequestProjectUnsupportedExportPlatform',
  );
  expect(unreadable({}, { imageProcessingSettings: { augmentationMethods: { blur: 'a lot' } } })).toBe(
    'BadRequestProjectImagePreprocessingSettings',
  );
  expect(unreadable({ status: 'Fine' })).toBe('BadRequestInvalid');
  expect(unreadable({ owner: 'me' })).toBe('BadRequestInvalid');
  expect(unreadable({}, { owner: 'me' })).toBe('BadRequestInvalid');
});

test('a read-only project is not re-pointed', async () => {
  const project = service.projects.add({ readOnly: true });
  await expect(patch(project, URIS)).rejects.toMatchObject({ status: 403, code: 'ForbiddenDRModeEnabled' });
});
